"""The real office with the real files in a fresh database, and the demonstration's desk over it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from starlette.applications import Starlette

from bot.channels.web import create_page
from bot.clock import Clock
from bot.features import FEATURES
from bot.intake.office import Office
from bot.keys.vault import Ring
from bot.operations.demo import Demo
from bot.pictures.draw import draw_sheet
from bot.post.message import File
from bot.store.engine import Store
from bot.words.library import Library
from bot.words.operators import Towns

ROOT = Path(__file__).parents[3]
PAUSE = 0.05


@cache
def library() -> Library:
    """Read once: it never changes."""
    return Library.open(ROOT, FEATURES.vocabulary, pseudo=True)


@asynccontextmanager
async def office(database: Path) -> AsyncIterator[Office]:
    """An office in practice, on this database file."""
    clock = Clock()
    store = await Store.open(f"sqlite:///{database}", Ring.new(clock.now()))
    try:
        yield Office(library(), FEATURES, store, Towns.pretend(), clock)
    finally:
        await store.close()


def draw_file(file: File) -> tuple[bytes, str]:
    """A file of a message."""
    return draw_sheet(file.kind, file.sheet)


async def desk(office: Office, pace: float = 0.0) -> Demo:
    """The demonstration's desk over an office; its story plays at this pace, in seconds."""
    made = Demo(office, pace)
    await made.prepare()
    return made


def application(office: Office, demo: Demo | None = None, banner: str = "") -> Starlette:
    """The page over an office."""
    found = library()
    return create_page(
        office,
        found.texts,
        found.content.phrases,
        draw_file,
        demo,
        languages=found.languages("where_to_turn"),
        hosts=("127.0.0.1", "localhost", "talk.example"),
        banner=banner,
        pause=PAUSE,
    )
