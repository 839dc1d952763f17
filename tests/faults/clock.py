"""Forty days of simulated clock, with jumps and both changes of summer time, held against rules written twice."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from bot.app import open_library
from bot.clock import Clock
from bot.features import FEATURES
from bot.features.desk import records as desk
from bot.features.signal import records as signals
from bot.features.signal import state as cases
from bot.features.signal.tables import reply_handle, signal
from bot.features.signal.time import acts_of
from bot.features.staff import records as people
from bot.features.staff.tables import invite, person
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.keys.vault import Ring, month_of, new_id
from bot.store import limits, talks
from bot.store.engine import Store
from bot.store.tables import ended, limit, message_number, outbox, seen, talk, tombstone
from bot.store.talks import StoredTalk
from bot.store.tx import Tx
from bot.words.operators import Towns
from tests.faults.oracle import DAY, Case, Hold
from tests.logged import logging_to_a_text
from tests.store.people import do_act, enrolled

GOAL = "40 × 24 h of clock with jumps and summer time: no early, late or double reminder, check, expiry or deletion"
SMALL, FULL = 6, 40  # days
HOUR = timedelta(hours=1)
SPANS = (datetime(2026, 10, 23, 6, tzinfo=UTC), datetime(2027, 3, 26, 6, tzinfo=UTC))  # before the clocks change
AREAS = ("be:23088", "es:35016", "gb:2643743", "de:11000000")
POPULATION = 160
STATES = ("unread", "read", "question", "taken", "check", "closed")
TABLES = (seen, talk, ended, limit, message_number, invite, tombstone)


class Simulated(Clock):
    """A clock that shows what it is told."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at


def ticks(begin: datetime, days: int, chance: random.Random) -> Iterator[tuple[datetime, bool]]:
    """Readings of the clock some 20 minutes apart for so many true days, and whether it has just jumped far.

    What it shows goes wrong now and then (back, far ahead, and set right again later), and a little all the time.
    """
    true, wrong = begin, timedelta()
    while true < begin + days * DAY:
        jumped = chance.random() < 0.02
        if jumped:
            wrong = chance.choice([-30 * DAY, -5 * HOUR, 13 * DAY, 15 * DAY, 400 * DAY, timedelta()])
        yield true + wrong + timedelta(seconds=chance.uniform(-20, 20)), jumped
        true += timedelta(minutes=chance.uniform(5, 35))


@dataclass
class World:
    """An office on a simulated clock, and what the rules expect of it."""

    office: Office
    clock: Simulated
    chance: random.Random
    staff: dict[str, str] = field(default_factory=dict)  # role → lane
    boss: str = ""
    cases: dict[str, Case] = field(default_factory=dict)
    hold: Hold = field(default_factory=Hold)
    short: dict[str, list[datetime]] = field(default_factory=lambda: {table.name: [] for table in TABLES})
    figures: Counter[str] = field(default_factory=Counter)

    async def people(self) -> None:
        """A coordinator who never has to unlock again, a deputy and a region, for every place."""
        async with self.office.store.write() as tx:
            for role in ("coordinator", "deputy", "region"):
                one = await enrolled(tx, role, role, self.clock.at, *AREAS)
                self.staff[role] = one.lane
                self.boss = one.id if role == "coordinator" else self.boss
            await tx.run(
                update(person).where(person.c.id == self.boss).values(unlocked_until=datetime.max.replace(tzinfo=UTC))
            )

    async def populate(self) -> None:
        """Signals of every age and state, as if the program had run all the time, and old tombstones."""
        async with self.office.store.write() as tx:
            for number in range(POPULATION):
                await self.born(tx, STATES[number % len(STATES)], self.chance.uniform(0, 364))
            for _ in range(30):
                at = self.clock.at - self.chance.uniform(370, 400) * DAY
                await tx.run(insert(tombstone).values(name=new_id(), at=at, why="old", journalled=True))
                self.short["tombstone"].append(at + 396 * DAY)

    async def born(self, tx: Tx, state: str, age: float) -> None:
        """A signal so many days old, and the rules' view of it."""
        now, key = self.clock.at, new_id()
        area = self.chance.choice(AREAS)
        place = self.office.library.places.area(area)
        received = now - age * DAY
        active = received + self.chance.uniform(0, min(age, 1)) * DAY if state != "unread" else received
        case = Case(key, place.zone, place.country, received, active, read=state != "unread")
        values: dict[str, Any] = {"state": cases.RECEIVED, "active": active}
        if case.read:
            values |= {"read": active, "state": {"question": cases.CLARIFYING}.get(state, cases.ACKNOWLEDGED)}
        if state == "taken":
            values |= {"taken": active, "state": cases.TAKEN}
        if state == "check":
            case.checked = max(received, now - self.chance.uniform(0, 14) * DAY)
            values |= {"checked": case.checked, "state": cases.CLOSING_CHECK}
        if state == "closed":
            case.closed = max(received, now - self.chance.uniform(0, 7) * DAY)
            values |= {"closed": case.closed, "state": cases.CLOSED, "outcome": "done"}
        month = month_of(received)
        tx.ring.prepare(received, 0)  # a clock far ahead may have dropped it, with all that was of it
        fixed = {"id": key, "area": area, "month": month, "language": "en", "receipt": key, "version": 1}
        content = tx.seal("{}", "signal", "content", key, month)
        times = {"received": received, "look_at": received, "coordinator": self.boss}
        await tx.run(insert(signal).values(content=content, **fixed, **times, **values))
        if state != "closed":
            address = tx.seal("4711", "reply_handle", "address", key)
            way = {"kind": "chat", "lane": f"sender-{key}", "channel": "telegram", "address": address}
            await tx.run(insert(reply_handle).values(signal=key, **way))
        self.cases[key] = case

    async def lived(self) -> None:
        """People do something with one of the open signals, or send one, and short-lived rows are made."""
        now, what = self.clock.at, self.chance.choice(("read", "take", "close", "withdraw", "send", "talk"))
        open_ = [case for case in self.cases.values() if not case.gone and case.closed is None]
        if len(open_) < POPULATION // 3:  # a jump far ahead ends them all: others are born
            return await self.populate()
        case = self.chance.choice(open_)
        async with self.office.store.write() as tx:
            if what == "send":
                await self.born(tx, "unread", 0)
            elif what == "talk":
                await self.short_lived(tx, now)
            elif what == "withdraw":
                await signals.erase_signals(tx, [case.key], "withdrawn", now)
                self.short["tombstone"].append(now + 396 * DAY)
                case.gone = True
            else:
                await self.handled(tx, what, case, now)
        return None

    async def handled(self, tx: Tx, what: str, case: Case, now: datetime) -> None:
        """The coordinator reads, takes or closes."""
        if what == "read":
            if not case.read and case.checked is None:
                assert await desk.read_signal(tx, self.boss, case.key, now)
                case.renewed(now)
            return
        row = await tx.one(select(signal.c.version).where(signal.c.id == case.key))
        assert row is not None, "a signal is gone too early"
        outcome = "done" if what == "close" else None
        assert await do_act(tx, self.boss, case.key, row.version, what, now, outcome=outcome)
        case.renewed(now)
        case.closed = now if what == "close" else None
        if what == "close":
            self.short["tombstone"].append(now + 396 * DAY)

    async def short_lived(self, tx: Tx, now: datetime) -> None:
        """One row for each of the tables that time empties."""
        lane, wait = new_id(), self.chance.uniform(1, 1440) * timedelta(minutes=1)
        await talks.note_update_ids(tx, "telegram", [new_id()], now)
        await talks.save_talks(tx, [StoredTalk(lane, "abc123", "advice", "{}", now + wait)])
        await talks.end_talks(tx, [talks.TalkEnding(new_id(), "abc123", "ended")], now)
        await limits.note_once_more(tx, limits.SIGNALS_A_DAY, lane, now)
        await tx.run(insert(message_number).values(lane=lane, number="1", secret=False, at=now))
        await people.make_invitation(tx, [AREAS[0]], "deputy", now)
        lasting = (2 * DAY, wait, HOUR, DAY, 2 * DAY, DAY)
        for table, lasts in zip(TABLES, lasting, strict=False):
            self.short[table.name].append(now + lasts)

    async def tick(self) -> None:
        """One round of the clock, compared act by act and row by row."""
        now = self.clock.at
        held = self.hold.at(now)
        expected = [] if held else [(act, case.key) for case in self.cases.values() for act in case.due(now)]
        done = await Rounds(self.office).once()
        assert done.held == held, f"{now}: held is {done.held}, the rules say {held}"
        self.figures.update(act for act, _ in expected)
        found = wrong(Counter((act.what, act.signal) for act in acts_of(done)), Counter(expected))
        self.figures.update(found)
        assert not any(found.values()), f"{now}: {found}, expected {expected[:3]}, done {acts_of(done)[:3]}"
        self.figures["rounds"] += 1
        self.figures["rounds_held"] += held
        for act, _ in expected:
            if act in ("delete", "expire"):  # the second leaves the sender's address
                self.short["tombstone"].append(now + 396 * DAY)
        if not held:
            self.short = {name: [until for until in rows if until > now] for name, rows in self.short.items()}
        await self.compared(expected)

    async def compared(self, expected: list[tuple[str, str]]) -> None:
        """Rows, notices and keys are what they should be."""
        async with self.office.store.write() as tx:
            left = {row.id for row in await tx.rows(select(signal.c.id))}
            assert left == {key for key, case in self.cases.items() if not case.gone}, "a signal too few or too many"
            for table in TABLES:
                number = (await tx.run(select(func.count()).select_from(table))).scalar_one()
                assert number == len(self.short[table.name]), (
                    f"{table.name}: {number}, not {len(self.short[table.name])}"
                )
            told = {row.lane for row in await tx.rows(delete(outbox).returning(outbox.c.lane))}
            months = {row.month for row in await tx.rows(select(signal.c.month).distinct())}
        deleted = {key for act, key in expected if act == "delete"}
        whom = {self._lane(act, key) for act, key in expected if key not in deleted} - {""}
        assert told == whom, f"notices to {told}, not {whom}"
        self.figures["notices"] += len(whom)
        assert months <= self.office.store.ring.signal.keys(), "a month key was dropped too early"

    def _lane(self, act: str, key: str) -> str:
        staff = {"tell_deputy": "deputy", "tell_region": "region", "check": "coordinator"}
        return f"sender-{key}" if act == "tell_sender" else self.staff.get(staff.get(act, ""), "")


def wrong(found: Counter[tuple[str, str]], expected: Counter[tuple[str, str]]) -> dict[str, int]:
    """How many acts came early, late or never, and more often than once."""
    more = found - expected
    double = sum(number if act in expected else number - 1 for act, number in more.items())
    return {"early": more.total() - double, "late": (expected - found).total(), "double": double}


async def measure(size: int, seed: int) -> dict[str, float | int | str]:
    """Half of the days across each change of summer time."""
    with logging_to_a_text():
        return await _measured(size, seed)


async def _measured(size: int, seed: int) -> dict[str, float | int | str]:
    figures: Counter[str] = Counter()
    library = open_library()
    for begin in SPANS:
        chance = random.Random(f"{seed} {begin}")
        with tempfile.TemporaryDirectory(prefix="clock-") as folder:
            ring = Ring.new(begin - 400 * DAY)
            ring.prepare(begin, ahead=48)
            store = await Store.open(f"sqlite:///{folder}/a.db", ring)
            clock = Simulated(begin)
            world = World(Office(library, FEATURES, store, Towns.pretend(), clock), clock, chance)
            await world.people()
            await world.populate()
            for reading, jumped in ticks(begin, max(1, size // 2), chance):
                clock.at = reading
                figures["jumps"] += jumped
                if chance.random() < 0.4:
                    await world.lived()
                await world.tick()
            await store.close()
        figures.update(world.figures)
    return {"days": max(1, size // 2) * len(SPANS), **figures}
