"""HTTP to the Bot API over aiohttp: a tenth of the cost of PTB's own transport, behind the interface PTB has for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, FormData, TCPConnector
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

READ, POOL = 15.0, 15.0  # seconds: for an answer; for a free connection
JSON = {"Content-Type": "application/json"}
UploadFile = tuple[str, bytes | IO[bytes], str]  # name, content, media type
NO_BODY: Mapping[str, UploadFile] = {}


class Unreachable(Exception):
    """No whole answer came; whatever was sent may have arrived. Holds only the kind of error: addresses have tokens."""


class Transport(BaseRequest):
    """So many connections at once to the server at `base`, kept open for a bot's life.

    aiohttp sends a POST once: only what HTTP calls idempotent is repeated on a connection that had been closed.
    """

    def __init__(self, base: str, connections: int) -> None:
        self.connections, self.proxy = connections, proxy_for(base)
        self._session: ClientSession | None = None

    async def send(
        self,
        address: str,
        data: Mapping[str, object],
        files: Mapping[str, UploadFile] = NO_BODY,
        patience: float = READ,
    ) -> tuple[int, bytes]:
        """Post parameters and files; the HTTP code and the body. Raises `Unreachable`; `patience` is in seconds."""
        body = _form(data, files) if files else json.dumps(data, ensure_ascii=False).encode()
        headers = None if files else JSON
        waits = ClientTimeout(total=POOL + patience, connect=POOL, sock_read=patience)
        try:
            sending = self.session().post(address, data=body, headers=headers, timeout=waits, allow_redirects=False)
            async with sending as answer:
                return answer.status, await answer.read()
        except (ClientError, OSError, ValueError) as error:  # a TimeoutError is an OSError
            raise Unreachable(type(error).__name__) from None

    def session(self) -> ClientSession:
        """Made at the first request, because it belongs to the running loop."""
        if self._session is None:
            pool = TCPConnector(limit=self.connections)
            self._session = ClientSession(connector=pool, cookie_jar=DummyCookieJar(), proxy=self.proxy)
        return self._session

    @property
    def read_timeout(self) -> float:
        """For PTB: seconds."""
        return READ

    async def initialize(self) -> None:
        """For PTB: nothing to do before the first request."""

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """For PTB's typed methods. Raises `NetworkError`."""
        data = request_data.parameters if request_data else {}
        files = request_data.multipart_data if request_data else {}
        patience = float(read_timeout) if isinstance(read_timeout, int | float) else READ
        try:
            return await self.send(url, data, files or {}, patience)
        except Unreachable as error:
            raise NetworkError(str(error)) from None


def proxy_for(address: str) -> str | None:
    """The proxy the environment names (`HTTPS_PROXY`, `NO_PROXY`), looked up once: aiohttp would at every request."""
    parts = urlsplit(address)
    if proxy_bypass(parts.hostname or ""):
        return None
    found = getproxies()
    return found.get(parts.scheme) or found.get("all")


def _form(data: Mapping[str, object], files: Mapping[str, UploadFile]) -> FormData:
    form = FormData()
    for name, value in data.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, (filename, content, kind) in files.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
