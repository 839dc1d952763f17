"""The web application: put together from its rooms, and served."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.web.contract import PHONES, PUBLIC, DemoControls, DrawFile, Office
from bot.channels.web.demo import Demo
from bot.channels.web.gate import Gate
from bot.channels.web.page import Pages
from bot.channels.web.talk import Talks
from bot.channels.web.words import DEMO, NEEDED, PageWords, Texts

SENTENCES = {400: "web_old_form", 403: "web_refused", 404: "web_not_found", 408: "web_unavailable"} | dict.fromkeys(
    (413, 415), "web_too_large"
)


def create_page(
    office: Office,
    texts: Texts,
    phrases: Mapping[str, str],
    draw_file: DrawFile,
    demo: DemoControls | None = None,
    *,
    languages: Sequence[str] = (),
    hosts: Sequence[str] = (),
    banner: str = "",
    pause: float = 1.0,
) -> Starlette:
    """The application.

    `phrases` are the sentences of `flows/phrases.yaml`; `languages` those the page is offered in (all of `texts` when
    empty); `hosts` the names it may be called by (any when empty); `banner` names a sentence shown above every page;
    `pause` is how often a listening page looks for news, in seconds. With `demo`, the demonstration stands at `/demo`
    and each of its phones under `/pane/`. Raises `ValueError` when a sentence is missing.
    """
    words = PageWords(texts, phrases, tuple(languages) or texts.languages)
    words.check((*NEEDED, *(DEMO if demo else ()), *([banner] if banner else [])))
    panes = (PUBLIC, *(PHONES if demo else ()))
    routes: list[BaseRoute] = [Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))]
    for pane in panes:
        pages = Pages(pane, words, "" if pane.framed else banner)
        routes += Talks(office, pages, draw_file, pause).routes()
    if demo:
        routes += Demo(demo, words).routes()
    trouble = Trouble(Pages(PUBLIC, words, banner))
    return Starlette(
        routes=routes,
        middleware=[Middleware(Gate, refuse=trouble.refuse, hosts=hosts)],
        exception_handlers={HTTPException: trouble.known, Exception: trouble.unknown},
    )


class Trouble:
    """The pages for what went wrong."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """403 for a foreign page or a wrong name."""
        await self.page(Request(scope), 403)(scope, receive, send)

    async def known(self, request: Request, error: Exception) -> Response:
        """A refusal with its status."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self.page(request, status)

    async def unknown(self, request: Request, error: Exception) -> Response:
        """A fault of ours."""
        return self.page(request, 500)

    def page(self, request: Request, status: int) -> HTMLResponse:
        """The page for a status."""
        header = request.headers.get("accept-language", "")
        language = self.pages.words.fitting(request.query_params.get("lang", ""), header)
        return HTMLResponse(self.pages.trouble(language, SENTENCES.get(status, "sorry_plain")), status)


async def serve_page(app: ASGIApp, host: str, port: int) -> None:
    """Serve until the process is told to stop. Raises `SystemExit` when the address cannot be used.

    uvicorn raises the signal anew when it is through. SIGTERM must not end the process then: what stands around this
    (sender, clock, database) has yet to finish. A second one ends it.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, _: signal.signal(number, signal.SIG_DFL))

    async def serving(scope: Scope, receive: Receive, send: Send) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # a page still listened when we were told to stop: no fault
            await app(scope, receive, send)

    config = uvicorn.Config(
        serving,
        host=host,
        port=port,
        lifespan="off",
        ws="none",
        access_log=False,  # addresses of visitors are nobody's business
        log_config=None,  # its own would print what an exception says
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    await uvicorn.Server(config).serve()
