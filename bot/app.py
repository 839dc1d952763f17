"""Puts the rooms together: the only module that knows them all."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pyotp

from bot.channels.line import CHANNEL as LINE
from bot.channels.line import Line
from bot.office.clock import Clock
from bot.office.intake import Office
from bot.office.library import Library
from bot.office.operators import Towns
from bot.settings import Settings
from bot.store import people
from bot.store.engine import Store
from bot.store.vault import Ring

PRACTICE = ("coordinator", "deputy")
EVERYWHERE = ("*",)


def content_folder(settings: Settings | None = None) -> Path:
    """The folder that holds `flows` and `locales`: CONTENT_DIR, else inside the package, else beside it."""
    if settings and settings.content_dir:
        return settings.content_dir
    package = Path(__file__).parent
    inside = package / "content"
    return inside if (inside / "flows").is_dir() else package.parent


def open_library(settings: Settings | None = None, pseudo: bool = False) -> Library:
    """Content, texts, places and contacts. Raises `Faults`."""
    return Library.open(content_folder(settings), pseudo)


def practice_ring(path: Path, clock: Clock) -> Ring:
    """The practice ring beside a practice database; made at first use."""
    if path.exists():
        return Ring.load(path)
    ring = Ring.new(clock.now())
    ring.save(path)
    return ring


@asynccontextmanager
async def practice(library: Library, database: str | None = None) -> AsyncIterator[Office]:
    """An office for trying: a fictitious operator for every place; without a database, one that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="passerelle-") as folder:
        url = database or f"sqlite:///{folder}/practice.db"
        keys = (
            Path(url.removeprefix("sqlite:///") + ".keys.json") if url.startswith("sqlite") else Path(folder) / "keys"
        )
        clock = Clock()
        store = await Store.open(url, practice_ring(keys, clock), migrate=True)
        try:
            yield Office(library, store, Towns.pretend(), clock)
        finally:
            await store.close()


@dataclass(frozen=True)
class Seat:
    """Where a practice coordinator sits."""

    channel: str
    chat: str
    language: str


async def enrol(office: Office, seat: Seat, role: str) -> None:
    """Make a seat a coordinator or deputy for every place, and unlock it: by invitation and code, as anybody else."""
    lane, now = office.lane(seat.channel, seat.chat), office.clock.now()
    async with office.store.write() as tx:
        if await people.by_lane(tx, lane) is None:
            code = await people.invite(tx, EVERYWHERE, role, now)
            await people.enrol(tx, code, lane, seat.channel, seat.chat, seat.language, now)
    await unlock(office, seat)


async def unlock(office: Office, seat: Seat) -> None:
    """Unlock a practice coordinator with the code of this moment."""
    lane, now = office.lane(seat.channel, seat.chat), office.clock.now()
    async with office.store.write() as tx:
        await people.unlock(tx, lane, await code(office, seat), now)


async def code(office: Office, seat: Seat) -> str:
    """The six digits a practice coordinator's app would show now."""
    async with office.store.read() as tx:
        secret = await people.secret(tx, office.lane(seat.channel, seat.chat))
    return pyotp.TOTP(secret).at(office.clock.now()) if secret else ""


async def chat(library: Library, name: str, language: str, database: str | None, as_json: bool, files: Path) -> None:
    """The line mode on standard input, until its end."""
    from bot.pictures.draw import draw  # only when a file is asked for

    async with practice(library, database) as office:
        line = Line(office, name, language, sys.stdout, as_json, files, draw)
        if name in PRACTICE:
            await enrol(office, Seat(LINE, name, language), name)
        for text in sys.stdin:
            await line.read(text)
