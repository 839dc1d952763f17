"""`keys rekey` killed at every edge of its work, beside a program that reads and writes on: nothing unreadable."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.custody import rekey
from bot.keys.vault import Ring
from bot.store import outbox, talks
from bot.store.engine import Store, migrate
from bot.store.retention import sealed_cells
from bot.store.talks import StoredTalk
from tests.conftest import NOW, Cluster, postgresql
from tests.faults import points
from tests.store.people import a_signal, at_work

GOAL = "a rekey killed at every edge of every batch, each time resumed, beside a live program: 0 values unreadable"
LATER = NOW + timedelta(days=1)
SMALL, FULL = 1, 40  # batches of talks
BATCH = 50
EDGES = ("bot.keys.vault:Ring.save", "sqlalchemy.engine.default:DefaultDialect.do_commit")
Values = dict[tuple[str, str, str], str]


@dataclass
class House:
    """A database with its ring, both of which can be put back to where they were."""

    folder: Path
    cluster: Cluster | None = None
    template: str = ""
    url: str = ""
    before: Values = field(default_factory=dict)

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    async def fill(self, batches: int) -> None:
        """Something in every sealed column."""
        self.url = self.cluster.database() if self.cluster else f"sqlite:///{self.folder}/a.db"
        self.template = self.url.rsplit("/", 1)[1]
        Ring.new(NOW).save(self.keys)
        await migrate(self.url)
        store = await Store.open(self.url, Ring.load(self.keys))
        async with store.write() as tx:
            for name in ("ann", "ben"):
                await at_work(tx, name, "coordinator", NOW)
            for _ in range(3):
                await a_signal(tx, NOW)
            made = [StoredTalk(f"lane{n:05}", "abc123", "advice", f"said {n}", LATER) for n in range(batches * BATCH)]
            await talks.save_talks(tx, made)
            await outbox.queue_messages(
                tx, [outbox.QueuedMessage(f"lane{n}", "web", f"reply {n}") for n in range(BATCH)], NOW
            )
        self.before = await values(store)
        await store.close()
        shutil.copyfile(self.keys, self.folder / "keys.before")
        if not self.cluster:
            shutil.copyfile(self.folder / "a.db", self.folder / "before.db")

    def put_back(self) -> None:
        """As it was before the first rekey."""
        shutil.copyfile(self.folder / "keys.before", self.keys)
        if self.cluster:
            self.url = self.cluster.database(self.template)
        else:
            for name in ("a.db", "a.db-wal", "a.db-shm"):
                (self.folder / name).unlink(missing_ok=True)
            shutil.copyfile(self.folder / "before.db", self.folder / "a.db")


async def values(store: Store) -> Values:
    """Every sealed value, opened. Raises Unsealable."""
    found: Values = {}
    async with store.read() as tx:
        for cells in sealed_cells():
            table, column = cells.column.table.name, cells.column.name
            for row in await tx.rows(select(cells.row.label("row"), cells.column.label("sealed"))):
                found[table, column, row.row] = tx.unseal(row.sealed, table, column, row.row)
    return found


def child(url: str, keys: str, edge: int, seen: Any) -> None:
    """A process of its own: rekey, and be dead at this edge (0: never); `seen` counts the edges passed."""
    rekey.CELLS_AT_ONCE = BATCH
    asyncio.run(_rekey(url, Path(keys), edge, seen))


async def _rekey(url: str, keys: Path, edge: int, seen: Any) -> None:
    store = await Store.open(url, Ring.load(keys))
    for target in EDGES:
        points.replace(target, lambda function: _edged(function, edge, seen))
    await rekey.rekey(store, NOW)
    await store.close()


def _edged(function: Callable[..., Any], edge: int, seen: Any) -> Callable[..., Any]:
    def passed() -> None:
        seen.value += 1
        if seen.value == edge:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(*arguments: Any, **named: Any) -> Any:
        passed()
        result = function(*arguments, **named)
        passed()
        return result

    return around


class Rekeys:
    """Starts children from a process that has imported everything."""

    def __init__(self) -> None:
        self.ways = multiprocessing.get_context("forkserver")
        self.ways.set_forkserver_preload(["tests.faults.rekey", "aiosqlite", "asyncpg"])

    async def run(self, house: House, edge: int) -> tuple[int, int]:
        """How many edges it passed, and its exit code."""
        seen = self.ways.Value("i", 0)
        process = self.ways.Process(target=child, args=(house.url, str(house.keys), edge, seen))
        process.start()
        await asyncio.to_thread(process.join)
        return int(seen.value), int(process.exitcode or 0)


@dataclass
class Live:
    """A program that goes on all the while, with the ring it once loaded."""

    store: Store
    chance: random.Random
    written: Values = field(default_factory=dict)
    read: int = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Write something new, read something old."""
        while not stop.is_set():
            lane, said = f"live{len(self.written):05}", f"new {len(self.written)}"
            async with self.store.write() as tx:
                await talks.save_talks(tx, [StoredTalk(lane, "abc123", "advice", said, LATER)])
            self.written["talk", "payload", lane] = said
            number = self.chance.randrange(BATCH)
            async with self.store.read() as tx:
                found = await talks.load_talks(tx, [f"lane{number:05}"], NOW)
            assert found == {f"lane{number:05}": f"said {number}"}, f"a live program read {found}"
            self.read += 1
            await asyncio.sleep(0.01)


async def one_kill(house: House, rekeys: Rekeys, edge: int, chance: random.Random) -> tuple[bool, Counter[str]]:
    """Killed at this edge, looked at, resumed, looked at again; whether it came so far, and what was counted."""
    house.put_back()
    store = await Store.open(house.url, Ring.load(house.keys))
    live, stop = Live(store, chance), asyncio.Event()
    living = asyncio.ensure_future(live.run(stop))
    _, code = await rekeys.run(house, edge)
    assert code in (0, -signal.SIGKILL), f"the rekey ended with {code}"
    lost = await whole(house, house.before)
    if code:
        _, again = await rekeys.run(house, 0)
        assert again == 0, f"the rekey that goes on ended with {again}"
    stop.set()
    await living
    lost += await whole(house, house.before | live.written)
    await finished(house, store)
    await store.close()
    return code != 0, Counter(unreadable=lost, live_reads_and_writes=live.read)


async def whole(house: House, expected: Values) -> int:
    """How many values do not open with the ring in the file, or say something else than before."""
    fresh = await Store.open(house.url, Ring.load(house.keys))
    found = await values(fresh)
    await fresh.close()
    lost = [key for key, value in expected.items() if found.get(key) != value]
    assert not lost, f"{len(lost)} values lost or changed, as {lost[0]}"
    return len(lost)


async def finished(house: House, live: Store) -> None:
    """Nothing carries an old key, and the file has none."""
    ring = Ring.load(house.keys)
    live.ring.refresh()
    assert list(ring.sealing) == [ring.current], f"old keys are left: {sorted(ring.sealing)}"
    assert (left := await rekey.remaining_cells(live)) == 0, f"{left} values carry an old key"


@contextlib.contextmanager
def houses() -> Iterator[list[House]]:
    """One on each kind of database."""
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(postgresql())
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rekey-"))) for _ in range(2)]
        yield [House(folders[0]), House(folders[1], cluster)]


async def measure(size: int, seed: int) -> dict[str, float | int | str]:
    """Every edge on SQLite; on PostgreSQL, where each needs a database of its own, every edge of a smaller one."""
    figures: dict[str, float | int | str] = {}
    with houses() as both:
        for house, batches in zip(both, (size, max(1, size // 4)), strict=True):
            kind, rekeys, chance = "postgresql" if house.cluster else "sqlite", Rekeys(), random.Random(seed)
            await house.fill(batches)
            edge, counted, going = 0, Counter[str](), True
            while going:
                edge += 1
                going, more = await one_kill(house, rekeys, edge, chance)
                counted.update(more)
            figures |= {f"{kind}_kills": edge - 1, f"{kind}_values": len(house.before)}
            figures |= {f"{kind}_{name}": number for name, number in counted.items()}
    return figures
