"""Faults by script: what the server does instead of answering well."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DESCRIPTIONS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests: retry after {seconds}",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
BEFORE = ("refuse", "page", "hang", "reset")
AFTER = ("cut", "truncated", "garbage", "slow")


@dataclass
class Fault:
    """The next `times` calls of `method` (of `chat`, if given) go wrong.

    Kinds: `refuse` (JSON with `code`), `page` (a proxy's HTML with `code`), `hang` and `slow` (`seconds`), `reset` (cut
    before anything happens), `cut` (cut after the effect), `truncated`, `garbage` (after the effect, unreadable).
    """

    kind: str
    method: str = "*"
    code: int = 502
    seconds: float = 0.0
    times: int = 1
    chat: int | None = None
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)

    def fits(self, method: str, chat: Any) -> bool:
        """Whether it is meant for this call."""
        return self.times > 0 and self.method in ("*", method) and self.chat in (None, chat)

    def told(self) -> dict[str, Any]:
        """The body of a refusal."""
        text = self.description or DESCRIPTIONS[self.code].format(seconds=int(self.seconds))
        parameters = {"retry_after": int(self.seconds)} if self.code == 429 else self.parameters
        body = {"ok": False, "error_code": self.code, "description": text}
        return {**body, "parameters": parameters} if parameters else body
