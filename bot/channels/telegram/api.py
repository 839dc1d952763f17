"""The Bot API: python-telegram-bot's `Bot` and its transport, with one raw `call` for everything we send and read."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InputFile

from bot.channels.telegram.transport import READ, Transport, Unreachable

__all__ = ["Refusal", "TelegramBot", "Unreachable"]
HOME = "https://api.telegram.org/bot"
EMPTY_ANSWER: Mapping[str, object] = {}
NO_PREVIEW = {"is_disabled": True}  # a preview shows the subject to whoever looks on
API_DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "sendMessage": {"link_preview_options": NO_PREVIEW, "protect_content": True},
    "editMessageText": {"link_preview_options": NO_PREVIEW},
    "sendDocument": {"protect_content": True},
}


@dataclass
class Refusal(Exception):
    """Telegram's answer is no: HTTP code, its description, and the seconds it tells us to wait, if it does."""

    code: int
    description: str
    retry_after: float | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


class TelegramBot(Bot):
    """One bot. `base` is everything of the address before the token."""

    def __init__(self, token: str, base: str = HOME, connections: int = 64) -> None:
        hush()
        self._sending, self._polling = Transport(base, connections), Transport(base, 2)
        super().__init__(token, base_url=base, request=self._sending, get_updates_request=self._polling)

    async def call(self, method: str, data: Mapping[str, object] = EMPTY_ANSWER, patience: float = READ) -> Any:
        """The result of a method, as plain JSON. Raises `Refusal` or `Unreachable`; `patience` is in seconds."""
        given = {name: value for name, value in {**API_DEFAULTS.get(method, {}), **data}.items() if value is not None}
        files = {name: value.field_tuple for name, value in given.items() if isinstance(value, InputFile)}
        plain = {name: value for name, value in given.items() if name not in files} if files else given
        transport = self._polling if method == "getUpdates" else self._sending
        code, body = await transport.send(f"{self.base_url}/{method}", plain, files, patience)
        return _result(code, body)

    async def check(self) -> str:
        """The bot's own name, as in `https://t.me/NAME`, when address and token are right. Raises as `call` does."""
        return str((await self.call("getMe"))["username"])

    async def close_connections(self) -> None:
        """To be called once, at the end."""
        await self._polling.shutdown()
        await self._sending.shutdown()


def _result(code: int, body: bytes) -> Any:
    try:
        answer = json.loads(body)
        if answer["ok"] is True:
            return answer["result"]
        parameters = answer.get("parameters") or {}
        refusal = Refusal(code, str(answer.get("description")), parameters.get("retry_after"))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unreachable(f"HTTP {code}") from None
    raise refusal


def hush() -> None:
    """Keep the clients from logging addresses (they hold the token) and parameters (they hold what people read)."""
    for name in ("aiohttp", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
