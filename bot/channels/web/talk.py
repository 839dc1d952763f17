"""The addresses of one pane: look, say, leave, hear, fetch a file."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import TypeVar
from urllib.parse import quote

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channels.web import form
from bot.channels.web.contract import WEB_CHANNEL, DrawFile, FetchedRow, Office, Pane
from bot.channels.web.gate import is_loopback
from bot.channels.web.message import PageView, message_article
from bot.channels.web.page import Pages
from bot.post.message import ENROLLED_KEY, Arrival
from bot.talk.event import Asked, Event

VISITOR = re.compile(r"[0-9a-f]{32}")
DEVICE_SECONDS = 180 * 24 * 3600
STREAM_SECONDS = 600.0
T = TypeVar("T")
log = structlog.get_logger()


@dataclass(frozen=True)
class Talks:
    """The pages of one pane, at work. `pause` is how long a listening page waits between two looks, in seconds."""

    office: Office
    pages: Pages
    draw_file: DrawFile
    pause: float

    @property
    def pane(self) -> Pane:
        """Where this stands."""
        return self.pages.pane

    def routes(self) -> list[Route]:
        """Every address of the pane."""
        url = self.pane.url
        return [
            Route(url(), self.framed(self.look)),
            Route(url("say"), self.framed(self.say), methods=["POST"]),
            Route(url("leave"), self.framed(self.leave), methods=["POST"]),
            Route(url("away"), self.framed(self.away)),
            Route(url("receipt"), self.framed(self.receipt)),
            Route(url("talk/after/{seq}"), self.framed(self.after)),
            Route(url("file/{seq}/{number}"), self.framed(self.file)),
        ]

    def framed(self, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """Marks the request for the headers when this pane may stand in a frame; a failing store becomes a 503."""

        async def answering(request: Request) -> Response:
            request.scope["framed"] = self.pane.framed
            try:
                return await answer(request)
            except StoreFailed:
                page = self.pages.trouble(self.language(request), "web_unavailable")
                return HTMLResponse(page, 503, {"retry-after": "60"})

        return answering

    def visitor(self, request: Request) -> str:
        """The address of who asks, empty for somebody new."""
        if self.pane.seat:
            return self.pane.seat
        known = (request.cookies.get(name, "") for name in (self.pane.device, self.pane.cookie))
        return next((found for found in known if VISITOR.fullmatch(found)), "")

    def language(self, request: Request, wish: str = "") -> str:
        """The language to speak with who asks."""
        asked = wish or request.query_params.get("lang", "")
        return self.pages.words.fitting(asked, request.headers.get("accept-language", ""))

    async def look(self, request: Request) -> Response:
        """The conversation, or the start. When the talk is over and nothing waits, the cookie goes."""
        chat = self.visitor(request)
        rows = await self.rows(chat)
        if rows or not chat:
            return self.shown(request, rows)
        _, talk = await kept(self.office.standing(WEB_CHANNEL, chat))
        answer = self.shown(request, rows, going_on=talk or "")
        if not talk:
            self.unset(request, answer, self.pane.cookie)
        return answer

    def shown(
        self, request: Request, rows: Sequence[FetchedRow], waiting: bool = False, going_on: str = ""
    ) -> Response:
        """The page with these rows, in the language of the newest."""
        spoken = rows[-1][1].language if rows else ""
        return HTMLResponse(self.pages.talk(self.language(request, spoken), rows, waiting, going_on))

    async def rows(self, chat: str, after: int = 0) -> list[FetchedRow]:
        """The waiting rows of a chat. Raises `StoreFailed`."""
        return await kept(self.office.pulled(WEB_CHANNEL, chat, after)) if chat else []

    async def say(self, request: Request) -> Response:
        """Take what the form says; then the page again, so that loading it anew says nothing twice."""
        said = await form.read_form(request)
        language = self.language(request, said.get("lang"))
        chat = self.visitor(request) or _fresh(said)
        event = form.event_of_form(said)
        await kept(self.office.take([Arrival(WEB_CHANNEL, said.arrival(chat), chat, event, language)]))
        await self.forget(chat, said.number("seen") or 0)
        answer = RedirectResponse(self.pane.url(), 303)
        self.remember(request, answer, chat, await self.invited(chat, event))
        return answer

    async def invited(self, chat: str, event: Event) -> bool:
        """Whether an invitation was given, and was good: somebody new at a desk is greeted."""
        given = isinstance(event, Asked) and event.command == "invite"
        return given and any(message.key == ENROLLED_KEY for _, message in await self.rows(chat))

    async def forget(self, chat: str, seen: int) -> None:
        """Drop what the page has named, once there is something newer to show."""
        if seen and await self.rows(chat, seen):
            await kept(self.office.drop(WEB_CHANNEL, chat, seen))

    def remember(self, request: Request, answer: Response, chat: str, invited: bool) -> None:
        """Set the cookie: until the browser closes; on a coordinator's invited device for half a year."""
        if self.pane.seat or (chat == self.visitor(request) and not invited):
            return
        answer.set_cookie(
            self.pane.device if invited else self.pane.cookie,
            chat,
            max_age=DEVICE_SECONDS if invited else None,
            path=self.pane.path,
            secure=not is_loopback(request),
            httponly=True,
            samesite="strict",
        )

    def unset(self, request: Request, answer: Response, *names: str) -> None:
        """Take cookies away."""
        secure = not is_loopback(request)
        for name in names:
            answer.delete_cookie(name, self.pane.path, secure=secure, httponly=True, samesite="strict")

    async def leave(self, request: Request) -> Response:
        """End the talk, forget its rows and the cookie; also when the store fails, the page is left."""
        chat = self.visitor(request)
        if chat:
            try:
                await self.end(chat, self.language(request))
            except StoreFailed:
                log.warning("web_leave", cure="The talk expires by itself.")
        answer = RedirectResponse(self.pane.url("away"), 303)
        self.unset(request, answer, self.pane.cookie, self.pane.device)
        return answer

    async def end(self, chat: str, language: str) -> None:
        """Stop the talk and drop all that waits for it."""
        await kept(self.office.take([Arrival(WEB_CHANNEL, token_hex(16), chat, Asked("stop"), language)]))
        rows = await self.rows(chat)
        if rows:
            await kept(self.office.drop(WEB_CHANNEL, chat, rows[-1][0]))

    async def away(self, request: Request) -> Response:
        """The neutral page."""
        return HTMLResponse(self.pages.away(self.language(request)))

    async def receipt(self, request: Request) -> Response:
        """The page to come back with a code."""
        return HTMLResponse(self.pages.receipt(self.language(request)))

    async def after(self, request: Request) -> Response:
        """What came later: as a stream of events for the script, else as a page."""
        chat = self.visitor(request)
        named = max(_number(request, "seq"), form.whole_number(request.headers.get("last-event-id", "")) or 0)
        rows = await self.rows(chat)
        await self.drop_read(chat, rows, named)
        if "text/event-stream" not in request.headers.get("accept", ""):
            return self.shown(request, await self.rows(chat), waiting=True)
        return StreamingResponse(self.stream(chat, named), media_type="text/event-stream")

    async def drop_read(self, chat: str, rows: Sequence[FetchedRow], named: int) -> None:
        """Drop what was named, but the open question and what came with it: a page loaded anew shows them."""
        read = [(seq, message) for seq, message in rows if seq <= named]
        asking = [seq for seq, message in read if message.kind or message.files]
        gone = [seq for seq, _ in read if not asking or seq < asking[-1]]
        if gone:
            await kept(self.office.drop(WEB_CHANNEL, chat, gone[-1]))

    async def stream(self, chat: str, named: int) -> AsyncIterator[str]:
        """Server-sent events: each new row as its article. Ends after ten minutes; the browser comes again."""
        yield "retry: 3000\n\n"
        clock = asyncio.get_running_loop()
        until = clock.time() + STREAM_SECONDS
        while chat and clock.time() < until:
            try:
                # A browser that goes away must not cut a read in two.
                rows = await asyncio.shield(self.rows(chat, named))
            except StoreFailed:
                return
            for seq, message in rows:
                named = seq
                view = PageView(self.pane, self.pages.words, named)
                html = json.dumps(message_article(view, (seq, message)))
                yield f"id: {seq}\nevent: row\ndata: {html}\n\n"
            await asyncio.sleep(self.pause)

    async def file(self, request: Request) -> Response:
        """A file of a waiting message, drawn now."""
        seq, number = _number(request, "seq"), _number(request, "number")
        found = [message for at, message in await self.rows(self.visitor(request), seq - 1) if at == seq]
        if not found or number >= len(found[0].files):
            return HTMLResponse(self.pages.trouble(self.language(request), "web_file_gone"), 404)
        file = found[0].files[number]
        content, mime = await asyncio.to_thread(self.draw_file, file)
        name = f"attachment; filename*=utf-8''{quote(file.name, safe='')}"
        return Response(content, media_type=mime, headers={"content-disposition": name})


class StoreFailed(Exception):
    """The office could not do its work: nothing was taken, the page says so."""


async def kept(work: Awaitable[T]) -> T:
    """What the office answers. Raises `StoreFailed` for whatever it raises; the log names the class, no content."""
    try:
        return await work
    except Exception as error:
        log.error("web_store", error=type(error).__name__)
        raise StoreFailed from error


def _number(request: Request, name: str) -> int:
    found = form.whole_number(request.path_params[name])
    if found is None:
        raise HTTPException(404)
    return found


def _fresh(said: form.Form) -> str:
    """The visitor a start page made up, so that its form sent twice is still one visitor; else a new one."""
    made = said.get("fresh")
    if made and not VISITOR.fullmatch(made):
        raise HTTPException(400)
    return made or token_hex(16)
