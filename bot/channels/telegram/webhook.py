"""The door for Telegram: it brings updates one by one, and each is acknowledged only after the office's commit.

Not for browsers, so it stands before the page's own door. Without the secret nothing is read, looked at or told.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.alarm import Alarm
from bot.channels.body import read_body

log = structlog.get_logger()

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
JSON_TYPE = "application/json"
BODY_BYTES = 1024 * 1024  # bytes of one update
BODY_SECONDS = 10.0  # for a whole body
UPDATES_TOGETHER = 100  # updates in one transaction, as in one poll
TakeUpdates = Callable[[Sequence[object]], Awaitable[None]]


class Address:
    """Where Telegram brings updates: the address we were given, with a last part that nobody can guess.

    Made from token and path, it is the same on every replica, and tells an old webhook of ours from a foreign one.
    """

    def __init__(self, token: str, url: str = "") -> None:
        self.token = token
        self.url = f"{url.rstrip('/')}/{self._last(urlsplit(url).path)}" if url else ""

    def _last(self, path: str) -> str:
        said = f"passerelle webhook {path.rstrip('/')}".encode()
        return hmac.new(self.token.encode(), said, hashlib.sha256).hexdigest()[:32]

    def is_ours(self, url: str) -> bool:
        """Whether this installation set such a webhook, now or under an earlier address."""
        path, _, last = urlsplit(url).path.rpartition("/")
        return hmac.compare_digest(last.encode(), self._last(path).encode())

    def leads_here(self, path: str) -> bool:
        """Whether a request's path is meant for the webhook; a proxy may have cut the beginning."""
        return bool(self.url) and path.rpartition("/")[2] == self.url.rpartition("/")[2]


class Webhook:
    """One replica's door. `take` returns after the commit and raises when the store fails."""

    def __init__(self, address: Address, secret: str, take: TakeUpdates, alarm: Alarm) -> None:
        self.address, self.secret, self.alarm = address, secret.encode(), alarm
        self.together = Together(take)

    def before(self, page: ASGIApp) -> ASGIApp:
        """The page with this door beside it."""

        async def both(scope: Scope, receive: Receive, send: Send) -> None:
            mine = scope["type"] == "http" and self.address.leads_here(scope["path"])
            await (self if mine else page)(scope, receive, send)

        return both

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; an answer is a status and nothing else. After a refusal the connection is closed, unread."""
        status = await self.answer(Request(scope, receive))
        await Response(status_code=status, headers={} if status == 200 else {"connection": "close"})(
            scope, receive, send
        )

    async def answer(self, request: Request) -> int:
        """The status: 200 when it is done, 503 when Telegram shall bring it again, a refusal for anybody else."""
        if not self.knows(request):
            return 401
        if request.method != "POST":
            return 405
        try:
            return await self.taken(await read_body(request, JSON_TYPE, BODY_BYTES, BODY_SECONDS))
        except HTTPException as refused:
            return refused.status_code

    def knows(self, request: Request) -> bool:
        """Whether the caller has the secret; how long that takes tells nothing about it."""
        given = [value for name, value in request.scope["headers"] if name == SECRET_HEADER]
        return len(given) == 1 and hmac.compare_digest(given[0], self.secret)

    async def taken(self, body: bytes) -> int:
        """Whoever knows the secret is Telegram: what cannot be read is set aside, or it would come again for ever."""
        try:
            update = json.loads(body)
        except (ValueError, RecursionError) as error:
            log.warning("telegram_update_set_aside", cause=type(error).__name__)
            return 200
        try:
            await self.together.take(update)
        except Exception as error:
            await self.alarm.begins("store", type(error).__name__)
            return 503
        await self.alarm.is_over()
        return 200


class Together:
    """Updates that come while a transaction runs share the next one: each waits for its own commit."""

    def __init__(self, take: TakeUpdates) -> None:
        self._take = take
        self.waiting: list[tuple[object, asyncio.Future[None]]] = []
        self.working: asyncio.Task[None] | None = None

    async def take(self, update: object) -> None:
        """Returns after the commit; raises what the store raised."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append((update, done))
        if self.working is None:
            self.working = asyncio.create_task(self._work())
        await done

    async def close(self) -> None:
        """Wait for what is still under way."""
        if self.working:
            await self.working

    async def _work(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting[:UPDATES_TOGETHER], self.waiting[UPDATES_TOGETHER:]
            error = await self._tried([update for update, _ in batch])
            for _, done in batch:
                if not done.done():
                    done.set_exception(error) if error else done.set_result(None)
        self.working = None

    async def _tried(self, updates: Sequence[object]) -> Exception | None:
        try:
            await self._take(updates)
        except Exception as error:
            return error
        return None
