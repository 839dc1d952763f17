"""A real Chromium before the real page."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from bot.intake.office import Office
from tests.channels.web import house
from tests.conftest import missing

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}
PACE = 0.25
Opened = Callable[..., Awaitable[Any]]


@dataclass
class Site:
    """The page being served: its address, the office behind it, where pictures of the screen go."""

    home: str
    office: Office
    pictures: Path
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
async def site(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Site]:
    """The demonstration on a free port."""
    async with house.office(shutil.copyfile(sqlite_template, tmp_path / "talks.db")) as office:
        config = uvicorn.Config(
            house.application(office, await house.desk(office, PACE)),
            port=0, lifespan="off", ws="none", log_level="error", timeout_graceful_shutdown=1,
        )  # fmt: skip
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Site(f"http://127.0.0.1:{port}", office, tmp_path)
        server.should_exit = True
        await serving


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    """Chromium without a window."""
    if not CHROMIUM.exists():
        missing(f"Chromium is not installed at {CHROMIUM}")
    if find_spec("playwright") is None:
        missing("Playwright is not installed: uv sync --group browser")
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest.fixture
async def opened(site: Site, browser: Any) -> AsyncIterator[Opened]:
    """Opens a page of the site; complaints of the browser and requests to other hosts fail the test at its end."""

    async def open_page(path: str = "/", **settings: Any) -> Any:
        context = await browser.new_context(**{"viewport": PHONE, "locale": "en", **settings})
        context.set_default_timeout(10_000)
        page = await context.new_page()
        context.on("request", lambda request: _watched(site, request.url))
        page.on("console", lambda said: site.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: site.complaints.append(str(error)))
        await page.goto(site.home + path)
        return page

    yield open_page
    assert site.complaints == []


def _watched(site: Site, address: str) -> None:
    if urlsplit(address).netloc != urlsplit(site.home).netloc:
        site.complaints.append(f"a request left the host: {address}")


def english_in(shown: str, language: str, site: Site) -> list[str]:
    """The English texts that stand in what a page of another language shows, though they are translated."""
    library = site.office.library
    texts = {context: text for context, text in library.sources.items() if len(text) > 12 and "{" not in text}
    found = {context: text for context, text in texts.items() if text in shown}
    return [text for context, text in found.items() if library.texts.say(language, context, text) != text]
