"""The pigeon's server as a client sees it: JSON over HTTP, ids of messages are words."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

WAIT = 15.0  # seconds for an answer


class Refused(Exception):
    """The server's answer is no: its HTTP status, and nothing of what it says."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Unreachable(Exception):
    """No whole answer came."""


class Api:
    """One loft's calls."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.session: ClientSession | None = None

    async def call(self, method: str, path: str, data: object = None) -> Any:
        """The answer. Raises `Refused` or `Unreachable`."""
        if self.session is None:  # made at the first request: it belongs to the running loop
            self.session = ClientSession(timeout=ClientTimeout(total=WAIT))
        try:
            async with self.session.request(method, self.url + path, json=data) as answer:
                if answer.status >= 400:
                    raise Refused(answer.status)
                return await answer.json()
        except (ClientError, OSError, ValueError) as error:
            raise Unreachable(type(error).__name__) from None

    async def close(self) -> None:
        """Hang up."""
        if self.session is not None:
            await self.session.close()
