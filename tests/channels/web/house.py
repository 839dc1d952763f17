"""The real office with the real files in a fresh database, and the demonstration's desk over it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path

from starlette.applications import Starlette

from bot.channels.web import create
from bot.office.clock import Clock
from bot.office.intake import Office
from bot.office.library import Library
from bot.office.message import Arrival, File
from bot.office.operators import Towns
from bot.pictures.draw import draw
from bot.store.engine import Store
from bot.store.vault import Ring
from bot.talk.event import Asked, Chose, Event

ROOT = Path(__file__).parents[3]
PAUSE = 0.05


@cache
def library() -> Library:
    """Read once: it never changes."""
    return Library.open(ROOT, pseudo=True)


@asynccontextmanager
async def office(database: Path) -> AsyncIterator[Office]:
    """An office in practice, on this database file."""
    clock = Clock()
    store = await Store.open(f"sqlite:///{database}", Ring.new(clock.now()))
    try:
        yield Office(library(), store, Towns.pretend(), clock)
    finally:
        await store.close()


def draw_file(file: File) -> tuple[bytes, str]:
    """A file of a message."""
    return draw(file.kind, file.sheet)


class PracticeDesk:
    """Moves the clock of an office and lets the two phones talk."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.count = 0

    async def kept(self) -> dict[str, int]:
        """The talks and bytes that wait for the two phones."""
        waiting = [row for chat in ("worker", "coordinator") for row in await self.office.pulled("web", chat)]
        talking = [chat for chat in ("worker", "coordinator") if (await self.office.standing("web", chat))[1]]
        size = sum(len(message.to_json()) for _, message in waiting)
        return {"talks": len(talking), "signals": 0, "talk_bytes": 0, "signal_bytes": 0, "outbox_bytes": size}

    async def later(self, days: int) -> list[str]:
        """Move the clock."""
        self.office.clock.move(timedelta(days=days))
        return [f"{days} <b>days</b>"]

    def code(self) -> str:
        """Six digits."""
        return "012345"

    async def story(self) -> AsyncIterator[tuple[str, str]]:
        """Two steps of the worker."""
        await self.does(Asked("start"))
        yield "worker", "begins"
        await self.does(Chose("danger", ("no",)))
        yield "worker", "answers"

    async def situation(self, number: int) -> None:
        """The worker at the first question."""
        await self.does(Asked("start"))

    async def does(self, event: Event) -> None:
        """One input of the worker."""
        self.count += 1
        await self.office.take([Arrival("web", f"story-{self.count}", "worker", event)])


def application(office: Office, demo: bool = False, banner: str = "") -> Starlette:
    """The page over an office."""
    found = library()
    return create(
        office,
        found.texts,
        found.content.phrases,
        draw_file,
        PracticeDesk(office) if demo else None,
        languages=found.languages("where_to_turn"),
        hosts=("127.0.0.1", "localhost", "talk.example"),
        banner=banner,
        pause=PAUSE,
    )
