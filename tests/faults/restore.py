"""A backup of last week put back: what was erased in between stays erased, in rows and in bytes, whatever is killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import os
import random
import signal as signals_of_the_system
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app import open_library
from bot.custody import snapshot
from bot.features import FEATURES
from bot.features.signal import records as signals
from bot.features.signal.tables import contribution, reply_handle, signal
from bot.features.staff import records as people
from bot.features.staff.tables import person
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.keys.vault import Ring
from bot.operations.backup import make_backup, open_backup, restore_backup
from bot.store.engine import Store
from bot.store.journal import Journal, JournalError
from bot.words.library import Library
from bot.words.operators import Towns
from tests.conftest import NOW
from tests.faults import points
from tests.faults.clock import Simulated
from tests.faults.oracle import DAY
from tests.logged import logging_to_a_text
from tests.operations.test_backup import Keeper
from tests.proof import files
from tests.store.people import Someone, a_signal, again, at_work, do_act

GOAL = (
    "a 7-day-old backup restored: 0 of what was erased since comes back, in rows or bytes; all or nothing when killed"
)
SMALL, FULL = 60, 2000  # signals
COMMIT = "sqlalchemy.engine.default:DefaultDialect.do_commit"


@dataclass
class House:
    """An installation with a backup that is a week old."""

    folder: Path
    library: Library
    keeper: Keeper
    chance: random.Random
    gone: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    removed: str = ""

    @property
    def backup(self) -> Path:
        return self.folder / "week.age"

    @property
    def journal(self) -> Journal:
        return Journal(self.folder / "journal.txt")

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    async def lived(self, size: int) -> None:
        """Signals, a backup, and a week in which some are withdrawn, closed, and past their time."""
        Ring.new(NOW - 400 * DAY).save(self.keys)
        store = await Store.open(f"sqlite:///{self.folder}/live.db", Ring.load(self.keys))
        clock = Simulated(NOW)
        office = Office(self.library, FEATURES, store, Towns.pretend(), clock, journal=self.journal)
        self.journal.prepare()
        async with store.write() as tx:
            ann = await at_work(tx, "ann", "coordinator", NOW)
            self.removed = (await at_work(tx, "ben", "deputy", NOW)).id
            keys = [await self.sent(tx, number) for number in range(size)]
            for key in keys[::3]:
                assert await do_act(tx, ann.id, key, 1, "ask", NOW, step="often", body=f"a question on {key}")
        await Rounds(office).once()
        await make_backup(store, self.backup, [self.keeper.public], NOW)
        for number in range(1, 8):
            clock.at = NOW + number * DAY
            await self.day(office, ann, number)
        async with store.read() as tx:
            left = {row.id for row in await tx.rows(select(signal.c.id))}
        self.gone, self.kept = set(keys) - left, left
        await store.erase_traces()
        await store.close()

    async def sent(self, tx: Any, number: int) -> str:
        """A signal; some are old enough to end by themselves within the week."""
        at = NOW - self.chance.choice((0, 0, 100, 359, 361)) * DAY
        return await a_signal(tx, at, content=f"content of {number}")

    async def day(self, office: Office, ann: Someone, number: int) -> None:
        """Some are withdrawn, some closed; on some the program is killed before it writes its journal."""
        now = office.clock.now()
        async with office.store.write() as tx:
            await again(tx, ann, now)
            rows = await tx.rows(select(signal.c.id, signal.c.version, signal.c.state).order_by(signal.c.seq))
            chosen = self.chance.sample(rows, min(len(rows), 2 + len(rows) // 12))
            for row in chosen[::2]:
                await signals.erase_signals(tx, [row.id], "withdrawn", now)
            for row in chosen[1::2]:
                if row.state != "closed":
                    assert await do_act(tx, ann.id, row.id, row.version, "close", now, outcome="no_action")
                    self.closed.add(row.id)
            if number == 3:
                await people.remove_person_row(tx, self.removed, now)
        journal, office.journal = office.journal, None if number in (1, 3, 5) else office.journal
        await Rounds(office).once()
        office.journal = journal

    async def back(self, name: str, at: datetime = NOW + 7 * DAY) -> dict[str, int]:
        """Restore into a new file; what was erased again."""
        store = await Store.open(f"sqlite:///{self.folder}/{name}.db", Ring.load(self.keys))
        try:
            done = await restore_backup(
                store, self.backup, self.keeper.file, self.journal, at, told=lambda number: None
            )
        finally:
            await store.close()
        assert done.wrong == (), f"the log came back wrong: {done.wrong[0]}"
        return done.again

    async def proved(self, name: str) -> Counter[str]:
        """What is gone is in no row and no byte of this file, what was kept is there and opens; what was counted."""
        url = f"sqlite:///{self.folder}/{name}.db"
        store = await Store.open(url, Ring.load(self.keys))
        async with store.read() as tx:
            here = {row.id for row in await tx.rows(select(signal.c.id))}
            handles = {row.signal for row in await tx.rows(select(reply_handle.c.signal))}
            words = {row.signal for row in await tx.rows(select(contribution.c.signal))}
            staff = {row.id for row in await tx.rows(select(person.c.id))}
            for key in here:
                assert await signals.read_status(tx, key) is not None
        await store.close()
        came_back = len(here & self.gone)
        assert here == self.kept, f"{came_back} came back, {len(self.kept - here)} did not"
        assert not (handles | words) & self.gone, "words or addresses came back without their signal"
        assert not handles & self.closed, "a way to the sender of a closed signal came back"
        assert self.removed not in staff, "a removed deputy came back"
        values = self.sealed()
        raw = b"\0".join(path.read_bytes() for path in files(url))
        left = sum(one[:200] in raw for one in values)
        assert left == 0, f"{left} sealed values came back"
        return Counter(sealed_values_searched=len(values), came_back=came_back + left)

    def sealed(self) -> list[bytes]:
        """The sealed values of the backup that belong to what is gone."""
        found, table, columns = [], "", list[str]()
        for line in open_backup(self.backup, self.keeper.file).splitlines():
            row = json.loads(line)
            if isinstance(row, dict):
                table, columns = row.get("table", ""), row.get("columns", [])
                continue
            cells = dict(zip(columns, row, strict=True))
            mine = {"signal": "id", "contribution": "signal", "reply_handle": "signal", "person": "id"}.get(table, "")
            gone = self.gone | {self.removed} | (self.closed if table == "reply_handle" else set())
            if cells.get(mine) in gone:
                found += [value.encode() for value in row if isinstance(value, str) and value.startswith("v1.")]
        return found


def child(folder: str, name: str, edge: int) -> None:
    """Restore in a process of its own, and be dead at this commit (before it, or after)."""
    passed = 0

    def around(function: Callable[..., Any]) -> Callable[..., Any]:
        def edged(*arguments: Any, **named: Any) -> Any:
            nonlocal passed
            for step in (lambda: None, lambda: function(*arguments, **named)):
                step()
                passed += 1
                if passed == edge:
                    os.kill(os.getpid(), signals_of_the_system.SIGKILL)

        return edged

    points.replace(COMMIT, around)
    home = Path(folder)
    keeper = next(path for path in home.glob("*.txt") if path.name != "journal.txt")

    async def act() -> None:
        store = await Store.open(f"sqlite:///{home}/{name}.db", Ring.load(home / "keys.json"))
        now = NOW + 7 * DAY
        journal = Journal(home / "journal.txt")
        await restore_backup(store, home / "week.age", keeper, journal, now, told=lambda number: None)
        await store.close()

    asyncio.run(act())


async def refused(house: House) -> None:
    """Without the erasure journal nothing is restored."""
    store = await Store.open(f"sqlite:///{house.folder}/refused.db", Ring.load(house.keys))
    missing = Journal(house.folder / "none")
    with contextlib.suppress(JournalError):
        await restore_backup(store, house.backup, house.keeper.file, missing, NOW + 7 * DAY)
    async with store.read() as tx:
        assert await snapshot.is_empty(tx), "a restore without the erasure journal was not refused"
    await store.close()


async def killed(house: House, counted: Counter[str]) -> int:
    """Killed at every commit of a restore: the database is empty, or all of it stands and nothing that is gone.

    How often it was killed; what was searched and what came back is added to `counted`.
    """
    ways = multiprocessing.get_context("forkserver")
    ways.set_forkserver_preload(["tests.faults.restore", "aiosqlite"])
    edge = 0
    while True:
        edge += 1
        process = ways.Process(target=child, args=(str(house.folder), f"k{edge}", edge))
        process.start()
        await asyncio.to_thread(process.join)
        assert process.exitcode in (0, -9), f"the restore ended with {process.exitcode}"
        store = await Store.open(f"sqlite:///{house.folder}/k{edge}.db", Ring.load(house.keys))
        async with store.read() as tx:
            empty = await snapshot.is_empty(tx)
        await store.erase_traces()
        await store.close()
        if empty:
            await house.back(f"k{edge}")
        counted.update(await house.proved(f"k{edge}"))
        if process.exitcode == 0:
            return edge - 1


async def measure(size: int, seed: int) -> dict[str, float | int | str]:
    """One installation, restored; and killed at every edge of a restore."""
    with logging_to_a_text(), tempfile.TemporaryDirectory(prefix="restore-") as name:
        house = House(Path(name), open_library(), Keeper(Path(name)), random.Random(seed))
        await house.lived(size)
        counted = await house.proved("live")
        await refused(house)
        began = time.monotonic()
        again = await house.back("fresh")
        took = time.monotonic() - began
        counted.update(await house.proved("fresh"))
        assert counted["sealed_values_searched"]
        kills = await killed(house, counted)
    assert len(house.gone) == again["signals"]
    return {
        "signals": size,
        "erased_in_the_week": len(house.gone),
        "erased_again": again["signals"],
        "ways_to_senders_erased_again": again["handles"],
        **counted,
        "restore_seconds": round(took, 2),
        "kills": kills,
    }
