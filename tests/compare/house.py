"""The one module of the comparison that names `bot`: a house to walk in, and its rows as plain data.

Each tree has its own: when `bot` is refactored, only the imports and the few lines that name fields change here, and
what the walks see stays comparable. Rows are read by the names of the tables, unsealed, without naming columns.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from bot.app import draw_file, open_library
from bot.clock import Clock
from bot.features import FEATURES
from bot.features.staff import records as people
from bot.intake.flood import Flood
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.keys.vault import Ring
from bot.post.message import Arrival, Message
from bot.post.sender import Pushed, Sender
from bot.store import tables
from bot.store.engine import Store, migrate
from bot.talk.event import Asked, Chose, Event, Looked, Sent, Wrote
from bot.words.library import Library
from bot.words.operators import Towns

NUMBER: Callable[[int], Any] = str  # how a channel's message numbers are kept
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
PUSHED = "telegram"
COUNTED = ("seq", "mac", "begins", "seal")  # of the database's or the chain's own making
Record = dict[str, Any]

__all__ = ["Library", "migrate", "open_library"]  # for the walks, from here


@dataclass(frozen=True)
class Act:
    """What somebody does: `press` a button, `write` a text, `ask` (a command), send a `file`, or `look`."""

    kind: str
    text: str = ""  # what is written, the command, the kind of file
    argument: str = ""
    key: str = ""
    options: tuple[str, ...] = ()
    talk: str | None = None
    wish: str = "set"
    etag: str = ""

    def event(self) -> Event:
        """The same for the office."""
        if self.kind == "press":
            return Chose(self.key, self.options, self.talk, self.wish, self.etag)  # type: ignore[arg-type]
        if self.kind == "write":
            return Wrote(self.text)
        if self.kind == "ask":
            return Asked(self.text, self.argument)
        return Sent(self.text) if self.kind == "file" else Looked()


@dataclass(frozen=True)
class Button:
    """One thing to press: `role.school`, `/phone`."""

    key: str
    option: str
    on: bool


@dataclass(frozen=True)
class Shown:
    """A message as the walker sees it."""

    to: str
    text: str
    key: str
    talk: str
    kind: str
    etag: str
    buttons: tuple[Button, ...]

    @classmethod
    def of(cls, payload: str) -> Shown:
        """From the payload of an outbox row."""
        to, _, text = payload.partition("\n")
        data = json.loads(text)
        buttons = tuple(_button(one["id"], bool(one["on"])) for one in data["buttons"])
        return cls(to, data["text"], data["key"], data["talk"], data["kind"], data["etag"], buttons)


def _button(name: str, on: bool) -> Button:
    key, _, option = (name, "", "") if name.startswith("/") else name.partition(".")
    return Button(key, option, on)


class Still(Clock):
    """A clock that moves only when it is told to."""

    def now(self) -> datetime:
        """The start, and what was added."""
        return START + self.ahead


@dataclass
class House:
    """An office on a database, everything that can be done to it, and all that it keeps."""

    office: Office
    sender: Sender
    deliveries: list[Record]
    numbers: Counter[str] = field(default_factory=Counter)  # of messages, in each chat
    updates: int = 0
    waiting: int = 0  # rows for pushed channels since the last time, those that were replaced too
    seen: dict[str, int] = field(default_factory=dict)  # the last row read of each table that is read as it grows

    @classmethod
    async def open(cls, library: Library, url: str, operators: Path | None, flood: bool) -> House:
        """On a migrated database; without an operator file it is a practice for every place."""
        clock, deliveries = Still(), list[Record]()
        store = await Store.open(url, Ring.new(START), migrate=False)
        towns = Towns.load(operators) if operators else Towns.pretend()
        office = Office(library, FEATURES, store, towns, clock, flood=Flood() if flood else None)
        channels: dict[str, Pushed] = {}
        house = cls(office, Sender(store, clock, channels), deliveries)
        channels[PUSHED] = Pushed(house.deliver)
        return house

    async def close(self) -> None:
        """Close the database."""
        await self.office.store.close()

    @property
    def now(self) -> datetime:
        """The moment of the house."""
        return self.office.clock.now()

    def move(self, by: timedelta) -> None:
        """Time passes."""
        self.office.clock.move(by)

    async def take(self, channel: str, chat: str, language: str, acts: Sequence[Act]) -> None:
        """All of these in one batch."""
        arrivals = []
        for act in acts:
            self.updates += 1
            own = self.number(chat) if channel == PUSHED and act.kind != "press" else None
            arrivals.append(Arrival(channel, f"{self.updates}", chat, act.event(), language, own))
        await self.office.take(arrivals)

    def number(self, chat: str) -> Any:
        """The next number of a message in a chat."""
        self.numbers[chat] += 1
        return NUMBER(self.numbers[chat])

    async def deliver(self, chat: str, message: Message) -> list[Any]:
        """A channel that notes what it is given; each file is a message of its own."""
        shown = [self.number(chat) for _ in (message, *message.files)]
        self.deliveries.append({"to": chat, "text": message.text, "deletes": [str(one) for one in message.deletes]})
        return shown

    async def push(self) -> list[Record]:
        """Send what waits for the channels that are pushed to; what went out, chat by chat."""
        while len(self.deliveries) < self.waiting:
            await self.sender.start()
            if not self.sender.running:
                break
            await asyncio.gather(*self.sender.running)
            await self.sender.mark()
        sent, self.deliveries[:] = sorted(self.deliveries, key=lambda one: str(one["to"])), []
        self.waiting = 0
        return sent

    async def fetch(self, channel: str, chat: str) -> int:
        """A page or terminal fetches what waits and forgets it; how many messages it got to see."""
        rows = await self.office.pulled(channel, chat)
        if rows:
            await self.office.drop(channel, chat, rows[-1][0])
        return len(rows)

    async def clock_round(self) -> Record:
        """What is due now; how much was erased of what."""
        done = await Rounds(self.office).once()
        return {"held": done.held, "alarm": done.alarm, "erased": {k: n for k, n in done.erased.items() if n}}

    async def invite(self, area: str, role: str) -> str:
        """An invitation, as the operator's command makes it."""
        async with self.office.store.write() as tx:
            return await people.make_invitation(tx, [area], role, self.now)

    async def grown(self, names: Iterable[str]) -> dict[str, list[Record]]:
        """The rows that came since the last time, of tables with a number; the outbox's without the number."""
        found: dict[str, list[Record]] = {}
        async with self.office.store.read() as tx:
            for name in names:
                table = tables.metadata.tables[name]
                rows = await tx.rows(select(table).where(table.c.seq > self.seen.get(name, 0)).order_by(table.c.seq))
                if rows:
                    self.seen[name] = rows[-1].seq
                found[name] = [self.opened(name, row) for row in rows]
        return found

    async def rows(self, names: Iterable[str]) -> dict[str, list[Record]]:
        """Every row of these tables as it is now, unsealed."""
        async with self.office.store.read() as tx:
            every = {name: await tx.rows(_in_order(name)) for name in names}
        return {name: [self.opened(name, row) for row in rows] for name, rows in every.items()}

    def opened(self, table: str, row: Row[Any]) -> Record:
        """A row as plain data: what is sealed is opened, a moment is text."""
        cells = dict(row._mapping)
        bound = str(cells["id"] if "id" in cells else row[0])  # what a sealed value is bound to
        return {name: self._cell(table, name, bound, value) for name, value in cells.items() if name not in COUNTED}

    def _cell(self, table: str, column: str, bound: str, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.isoformat()
        if not (isinstance(value, str) and value.startswith("v1.")):
            return value
        return self.office.store.ring.open_(value, table, column, bound).decode()


def _in_order(name: str) -> Any:
    table = tables.metadata.tables[name]
    return select(table).order_by(table.c.seq) if "seq" in table.c else select(table)


def table_names() -> list[str]:
    """Every table there is."""
    return sorted(tables.metadata.tables)


def drawn(text: str) -> list[tuple[str, str]]:
    """The files of a message in JSON: their kind, and the text that is drawn of those whose kind is text."""
    files = json.loads(text)["files"]
    return [
        (one["kind"], draw_file("text", one["sheet"])[0].decode() if one["kind"] == "text" else "") for one in files
    ]
