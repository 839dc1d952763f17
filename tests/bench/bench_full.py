"""Does it stay as fast after years of use? Turns and the coordinator's list on a full and on an empty database.

Both databases hold one coordinator with twenty cases; the full one also ten thousand cases of other towns, a hundred
thousand talks in progress, and ten years of counters and audit. They are asked in turns, on the same machine.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import pyotp
import pytest
from sqlalchemy import insert

from bot.app import open_library
from bot.clock import Clock
from bot.features import FEATURES
from bot.features.signal.tables import signal
from bot.features.staff import records as people
from bot.features.staff.tables import person, person_area
from bot.intake.office import Office
from bot.keys.vault import Ring, month_of, new_id
from bot.post.message import Arrival
from bot.store import audit, talks
from bot.store.engine import Store
from bot.store.tables import counter, seen
from bot.store.tx import Tx
from bot.talk.event import Asked
from bot.talk.state import Talk
from bot.words.library import Library
from bot.words.operators import PRACTICE_OPERATOR, Towns
from tests.figures import Figures
from tests.store.people import a_signal

GOAL = "10,000 open cases, 100,000 talks, ten years of counters and audit: turn and list ≤ 1.3 × those of an empty one"
SMALL, FULL = 200, 2000  # turns, and lists
TOWN, OTHERS = "be:23088", 500
CASES, TALKS, AUDIT, CELLS, SEEN = 10_000, 100_000, 1000, 300, 200_000  # audit rows and cells a month
MONTHS, OWN, CHUNK = 120, 20, 5000
T = TypeVar("T")


@dataclass
class House:
    """An office, its coordinator's chat, and a source of update ids."""

    office: Office
    ids: Iterator[int]

    async def takes(self, chat: str, command: str) -> float:
        """Milliseconds until a command is committed."""
        arrival = Arrival("telegram", f"m{next(self.ids)}", chat, Asked(command))
        began = time.perf_counter()
        await self.office.take([arrival])
        return (time.perf_counter() - began) * 1000


@asynccontextmanager
async def house(library: Library, folder: Path, full: bool) -> AsyncIterator[House]:
    """An office with its coordinator, on a database of its own."""
    now = datetime.now(UTC)
    store = await Store.open(f"sqlite:///{folder / f'{full}.db'}", Ring.new(now))
    office = Office(library, FEATURES, store, Towns((PRACTICE_OPERATOR,)), Clock())
    try:
        if full:
            await fill(store, now)
        async with store.write() as tx:
            await staffed(tx, office, now)
        yield House(office, count(1))
    finally:
        await store.close()


async def staffed(tx: Tx, office: Office, now: datetime) -> None:
    """A coordinator and a deputy of our town, unlocked, with twenty cases."""
    for role in ("coordinator", "deputy"):
        lane = office.lane("telegram", role)
        enrolled = await people.enrol_person(
            tx, await people.make_invitation(tx, [TOWN], role, now), lane, "telegram", role, "en", now
        )
        assert enrolled
        assert enrolled.secret
        assert await people.unlock_person(tx, lane, pyotp.TOTP(enrolled.secret).at(now), now) == "unlocked"
    for _ in range(OWN):
        await a_signal(tx, now, area=TOWN, content='{"answers": {"role": ["school"]}}', handle=None)


async def fill(store: Store, now: datetime) -> None:
    """Years of use, by rows as the program writes them."""
    dice = random.Random(1)
    staff = [(f"be:{number}", new_id(), new_id()) for number in range(OTHERS)]
    async with store.write() as tx:
        for _, *keys in staff:
            await tx.run(insert(person), [_person(tx, key, now) for key in keys])
        roles = [
            {"person": key, "area": area, "role": role}
            for area, first, second in staff
            for key, role in ((first, "coordinator"), (second, "deputy"))
        ]
        await tx.run(insert(person_area), roles)
        for part in chunks(_signal(tx, *dice.choice(staff), now) for _ in range(CASES)):
            await tx.run(insert(signal), part)
        for some in chunks(_talk(number, now) for number in range(TALKS)):
            await talks.save_talks(tx, some)
        for part in chunks(_cells(now)):
            await tx.run(insert(counter), part)
        ids = ({"channel": "telegram", "update_id": str(number), "at": now} for number in range(SEEN))
        for part in chunks(ids):
            await tx.run(insert(seen), part)
        for month in range(MONTHS, 0, -1):
            for _ in range(AUDIT):
                await audit.write_audit(
                    tx, "read", now - timedelta(days=30.4 * month), who="a", role="coordinator", area="be:1"
                )


def chunks(rows: Iterable[T]) -> Iterable[list[T]]:
    """The rows, some thousand at a time."""
    left = iter(rows)
    while part := list(islice(left, CHUNK)):
        yield part


def _person(tx: Tx, key: str, now: datetime) -> dict[str, Any]:
    sealed = {name: tx.seal("42", "person", name, key) for name in ("address", "totp")}
    return {
        "id": key,
        "lane": key,
        "channel": "telegram",
        "language": "en",
        "enrolled": now,
        "last_unlock": now,
    } | sealed


def _signal(tx: Tx, area: str, coordinator: str, deputy: str, now: datetime) -> dict[str, Any]:
    key, month = new_id(), month_of(now)
    content = tx.seal('{"answers": {"role": ["school"]}}' + " " * 600, "signal", "content", key, month)
    return {
        **{"id": key, "area": area, "content": content, "month": month, "language": "en", "receipt": key},
        **{"state": "received", "version": 1, "coordinator": coordinator, "deputy": deputy},
        **{"received": now, "active": now, "look_at": now + timedelta(days=30)},
    }


def _talk(number: int, now: datetime) -> talks.StoredTalk:
    payload = Talk("abcdef", "where_to_turn", "en", {"role": ("school",), "place": (TOWN,)}).to_json()
    return talks.StoredTalk(f"lane{number}", "abcdef", "advice", payload, now + timedelta(hours=1))


def _cells(now: datetime) -> Iterable[dict[str, Any]]:
    for month in range(MONTHS):
        name = month_of(now, -month)
        yield from ({"month": name, "name": "signal", "cell": f"{cell}", "count": 9} for cell in range(CELLS))


async def measure(size: int, seed: int) -> Figures:
    """Medians of both, in milliseconds, and how many times as long the full one takes."""
    figures: Figures = {"turns": size}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="passerelle-bench-")))
        library = open_library()
        houses = [await stack.enter_async_context(house(library, folder, full)) for full in (False, True)]
        for called, command in (("turn", "start"), ("list", "desk")):
            took: list[list[float]] = [[], []]
            for number in range(size):
                chat = "coordinator" if command == "desk" else str(seed + number % 50)
                for one, times in zip(houses, took, strict=True):
                    times.append(await one.takes(chat, command))
            empty, full = (median(times[size // 10 :]) for times in took)
            figures |= {f"{called}_empty_ms": round(empty, 2), f"{called}_full_ms": round(full, 2)}
            figures |= {f"{called}_full_of_empty": round(full / empty, 2)}
    return figures


@pytest.mark.bench
@pytest.mark.timeout(600)
async def test_full() -> None:
    print(f"\n{await measure(SMALL, 1)}")
