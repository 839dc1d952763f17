"""The demonstration: two phones side by side, what is kept right now, and a clock to move. Practice only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channels.web import form
from bot.channels.web.contract import PHONES, DemoControls, Pane
from bot.channels.web.markup import Child, Markup, tag
from bot.channels.web.page import STATIC, document
from bot.channels.web.words import PageWords, Speaker

PANE_NAMES = {"worker": "demo_pane_sender", "coordinator": "demo_pane_coordinator"}
KEPT_NAMES = {
    "talks": "demo_talks",
    "signals": "demo_signals",
    "talk_bytes": "demo_bytes_talks",
    "signal_bytes": "demo_bytes_signals",
    "outbox_bytes": "demo_bytes_outbox",
}
CLOCK_STEPS = {1: "demo_day_1", 30: "demo_days_30", 90: "demo_days_90"}
SITUATIONS = (1, 2, 3)


class Demo:
    """The page `/demo` and what its buttons do. Only one thing at a time moves the clock or plays."""

    def __init__(self, desk: DemoControls, words: PageWords) -> None:
        self.desk, self.words = desk, words
        self.moving = asyncio.Lock()

    def routes(self) -> list[Route]:
        """Every address of the demonstration."""
        return [
            Route("/demo", self.page),
            Route("/demo/kept", self.kept),
            Route("/demo/code", self.code, methods=["POST"]),
            Route("/demo/later", self.later, methods=["POST"]),
            Route("/demo/situation", self.situation, methods=["POST"]),
            Route("/demo/story", self.story, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """The page itself."""
        header = request.headers.get("accept-language", "")
        language = self.words.fitting(request.query_params.get("lang", ""), header)
        return HTMLResponse(draw_strip(self.words.speaker(language), await self.desk.kept()))

    async def kept(self, request: Request) -> Response:
        """The numbers of the strip."""
        return JSONResponse(await self.desk.kept())

    async def code(self, request: Request) -> Response:
        """The six digits of the coordinator's app."""
        return JSONResponse({"code": self.desk.code()})

    async def later(self, request: Request) -> Response:
        """Move the clock by 1, 30 or 90 days."""
        said = await form.read_form(request)
        days, language = said.number("days"), self.words.fitting(said.get("lang"), "")
        if days not in CLOCK_STEPS:
            raise HTTPException(400)
        async with self.alone():
            return JSONResponse({"lines": await self.desk.later(days, language)})

    async def situation(self, request: Request) -> Response:
        """Bring the worker's phone somewhere."""
        number = (await form.read_form(request)).number("number")
        if number not in SITUATIONS:
            raise HTTPException(400)
        async with self.alone():
            await self.desk.situation(number)
        return JSONResponse({})

    async def story(self, request: Request) -> Response:
        """Play the story; each part is a line of JSON, sent as it happens."""
        if self.moving.locked():
            raise HTTPException(409)
        return StreamingResponse(self.parts(), media_type="application/x-ndjson")

    async def parts(self) -> AsyncIterator[str]:
        """The story's lines."""
        async with self.moving:
            async for pane, done in self.desk.story():
                yield json.dumps({"pane": pane, "text": done}) + "\n"

    def alone(self) -> asyncio.Lock:
        """The lock, when it is free. Raises 409 when something is moving."""
        if self.moving.locked():
            raise HTTPException(409)
        return self.moving


def draw_strip(say: Speaker, kept: dict[str, int]) -> bytes:
    """The demonstration's page."""
    head = [
        tag("link", rel="stylesheet", href=STATIC + "demo.css"),
        tag("script", src=STATIC + "demo.js", defer=True),
    ]
    top = tag(
        "header",
        tag("p", say("practice_banner"), class_="banner"),
        tag("h1", say("demo_title")),
        tag("p", say("demo_line")),
        tag("noscript", tag("p", say("demo_needs_script"), class_="banner")),
    )
    panes = tag("div", [_phone(say, pane) for pane in PHONES], class_="panes")
    main = tag("main", _controls(say), _strip(say, kept), panes, _happened(say))
    sentences = {"data_playing": say("demo_playing"), "data_offline": say("web_offline"), "data_busy": say("demo_busy")}
    return document(say, top, main, head=head, title="demo_title", class_="demo", **sentences)


def _controls(say: Speaker) -> Markup:
    play = tag("button", say("demo_play"), class_="main", data_story=True)
    days = [tag("button", say(name), data_days=days) for days, name in CLOCK_STEPS.items()]
    situations = [tag("button", say("demo_situation", n=str(number)), data_situation=number) for number in SITUATIONS]
    clock = [tag("span", say("demo_clock"), id="clock"), *days]
    return tag(
        "div",
        tag("div", play, situations, class_="group"),
        tag("div", clock, role="group", aria_labelledby="clock", class_="group"),
        class_="controls",
    )


def _strip(say: Speaker, kept: dict[str, int]) -> Markup:
    """What is kept right now, renewed each second."""
    cells: list[Child] = []
    for name, phrase in KEPT_NAMES.items():
        before, _, after = say(phrase, n="\0").partition("\0")
        number = tag("output", str(kept.get(name, 0)), data_kept=name, dir="ltr")
        cells.append(tag("li", before.rstrip("\u2066\u2068"), number, after.lstrip("\u2069")))
    title = tag("h2", say("demo_kept"), id="kept")
    line = tag("p", say("demo_all_locked"))
    return tag("section", title, tag("ul", cells), line, aria_labelledby="kept", class_="strip")


def _phone(say: Speaker, pane: Pane) -> Markup:
    name = say(PANE_NAMES[pane.seat])
    address = f"{pane.path}?{urlencode({'lang': say.language})}"
    again = tag("button", say("demo_open_again"), data_again=pane.seat)
    code = [tag("button", say("demo_show_code"), data_code=True), tag("output", id="code", dir="ltr")]
    tools = tag("p", again, code if pane.seat == "coordinator" else None, class_="tools")
    frame = tag("iframe", src=address, title=name, name=pane.seat, id=f"pane-{pane.seat}")
    return tag("section", tag("h2", name), tools, frame, class_="phone")


def _happened(say: Speaker) -> Markup:
    title = tag("h2", say("demo_what"), id="what")
    return tag("section", title, tag("ol", id="happened", role="log", aria_labelledby="what"))
