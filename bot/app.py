"""Puts the rooms together: with `service`, the only module that knows them all."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import pyotp

from bot.channels.known import CHANNELS, KnownChannel, abilities
from bot.channels.line import LINE_CHANNEL, Line
from bot.clock import Clock
from bot.features import FEATURES
from bot.features.staff import records as people
from bot.intake.office import Office
from bot.operations.installation import installed_office, open_database
from bot.operations.practice import open_practice
from bot.operations.reproduction import begin_recording
from bot.places.gazetteer import UnknownPlace
from bot.talk.turn import FIRST_TALK
from bot.words.library import Library
from bot.words.operators import Towns

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from bot.operations.demo import Demo
    from bot.settings import Settings

PRACTICE_ROLES = ("coordinator", "deputy")
PRACTICE_AREAS = ("*",)


def content_folder(settings: Settings | None = None) -> Path:
    """The folder that holds `flows` and `locales`: CONTENT_DIR, else inside the package, else beside it."""
    if settings and settings.content_dir:
        return settings.content_dir
    package = Path(__file__).parent
    inside = package / "content"
    return inside if (inside / "flows").is_dir() else package.parent


def open_library(settings: Settings | None = None, pseudo: bool = False) -> Library:
    """Content, texts, places and contacts. Raises `Faults`."""
    return Library.open(content_folder(settings), FEATURES.vocabulary, pseudo)


@asynccontextmanager
async def practice_office(
    library: Library, database: str | None = None, channels: Iterable[KnownChannel] = CHANNELS
) -> AsyncIterator[Office]:
    """An office for trying: a fictitious operator for every place; without a database, one that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="passerelle-") as folder:
        clock = Clock()
        store = await open_practice(database or f"sqlite:///{folder}/practice.db", Path(folder), clock.now())
        try:
            yield Office(library, FEATURES, store, Towns.pretend(), clock, channels=abilities(channels))
        finally:
            await store.close()


async def enrol_chat(office: Office, channel: str, chat: str, language: str, role: str) -> None:
    """Make a chat a coordinator or deputy for every place, unlocked: by invitation and code, like anybody else."""
    lane, now = office.lane(channel, chat), office.clock.now()
    async with office.store.write() as tx:
        if await people.person_by_lane(tx, lane) is None:
            code = await people.make_invitation(tx, PRACTICE_AREAS, role, now)
            await people.enrol_person(tx, code, lane, channel, chat, language, now)
        secret = await people.practice_secret(tx, lane)
        await people.unlock_person(tx, lane, pyotp.TOTP(secret or "").at(now), now)


async def run_chat(
    settings: Settings,
    library: Library,
    name: str,
    language: str,
    database: str | None,
    as_json: bool,
    files: Path,
    record: TextIO | None = None,
) -> None:
    """The line mode on standard input, until its end; practice where no operator file is set.

    `record` gets the talk for the tests to play again; the caller sees to it that this is a practice.
    """
    real = settings.operator_file is not None
    async with installed_office(settings, library, database) if real else practice_office(library, database) as office:
        line = Line(office, name, language, sys.stdout, as_json, files, draw_file)
        if record:
            line.hear = begin_recording(record, language, name).hear
        if name in PRACTICE_ROLES and not real:
            await enrol_chat(office, LINE_CHANNEL, name, language, name)
        for text in sys.stdin:
            await line.read(text)


def draw_file(kind: str, sheet: str) -> tuple[bytes, str]:
    """A file of a kind from its sheet, and its kind of content."""
    from bot.pictures.draw import draw_sheet  # Typst and fonts: only when a file is asked for

    return draw_sheet(kind, sheet)


def phrase_lookup(library: Library) -> Callable[[str, str], str]:
    """A sentence of the assistant in a language, for channels."""

    def say(language: str, name: str) -> str:
        return library.texts.say(language, f"phrases.{name}", library.content.phrases[name])

    return say


def web_page(office: Office, demo: Demo | None = None, banner: str = "", hosts: Sequence[str] = ()) -> Starlette:
    """The web page of an office, with the demonstration where there is one; `hosts` are the names it answers to."""
    from bot.channels.web.app import create_page

    library = office.library
    return create_page(
        office,
        library.texts,
        library.content.phrases,
        lambda file: draw_file(file.kind, file.sheet),
        demo,
        languages=library.languages(FIRST_TALK),
        hosts=hosts,
        banner=banner,
        pause=0.2 if demo else 1.0,
    )


async def serve_demo(library: Library, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the demonstration until told to stop."""
    from bot.channels.web.app import serve_page
    from bot.channels.web.gate import LOOPBACK
    from bot.operations.demo import Demo

    async with practice_office(library) as office:
        shown = Demo(office)
        await shown.prepare()
        ready(f"http://{host}:{port}/demo")
        await serve_page(web_page(office, shown, "practice_banner", (*LOOPBACK, host)), host, port)


async def play_story(library: Library, say: Callable[[str, str], None]) -> None:
    """Play the story and print every message that people get."""
    from bot.operations.demo import COORDINATOR, DEMO_CHANNEL, WORKER, Demo

    async with practice_office(library) as office:
        shown, seen = Demo(office, pace=0.05), {WORKER: 0, COORDINATOR: 0}

        async def hear() -> None:
            for phone in seen:
                for number, message in await office.pulled(DEMO_CHANNEL, phone, seen[phone]):
                    seen[phone] = number
                    say(f"{phone} <", message.text)

        await shown.prepare()
        async for phone, done in shown.story():
            await hear()
            if done:
                say(f"{phone} >", done)
        await hear()
        for days in (90, 90):
            say("clock", f"+{days}")
            for line in await shown.later(days):
                say("clock", line)
            say("kept", str(await shown.kept()))


async def new_invitation(settings: Settings, areas: list[str], role: str) -> str:
    """A new invitation for these areas. Raises `ValueError` for a role or an area there is none of."""
    known = open_library(settings).places
    for area in areas:
        try:
            known.area(area)
        except UnknownPlace:
            cure = "Find its code with `passerelle places find NAME`; all places at once are for practice only."
            raise ValueError(f"invite: there is no area {area!r}. {cure}") from None
    async with open_database(settings) as store, store.write() as tx:
        return await people.make_invitation(tx, areas, role, Clock().now())
