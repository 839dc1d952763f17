"""Every database that an earlier version left comes up to date, whole; killed on the way, it is as it was."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import shutil
import signal as system
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from bot.custody import rekey
from bot.custody.verify import verify_chain
from bot.features.desk import records as desk
from bot.features.signal import records as signals
from bot.features.signal.tables import signal
from bot.features.staff import records as people
from bot.store import alarms, audit, outbox, talks
from bot.store.engine import Store, migrate
from bot.store.migrations import HEAD
from bot.store.retention import sealed_cells
from bot.store.tables import metadata
from tests.conftest import NOW
from tests.faults import points
from tests.store.archives import FOLDER, VERSIONS, moved, ring_of, unpacked
from tests.store.people import Someone, again

NUMBERS = {"0001": ["1", "2"], "0002": ["1", "1099511627776", "2"]}
STANDING = {"0001": None, "0002": alarms.NotedAlarm("token", NOW, None)}
ROWS = {"0001": 18, "0002": 19}  # of the audit log, with those that the test adds
T = TypeVar("T")
STATEMENT = "sqlalchemy.engine.default:DefaultDialect.do_execute"


def since(known: Mapping[str, T], version: str) -> T:
    """What is known of a version, or of the one before it that it was made from."""
    return known[max(each for each in known if each <= version)]


def unfilled(version: str) -> set[str]:
    """The tables that have no row in a version's database: nobody wrote one, or it has no such table."""
    dump = (FOLDER / f"{version}.sql").read_text("utf-8")
    return {name for name in metadata.tables if not re.search(f'INSERT INTO "{name}"', dump)}


def test_there_is_one_for_every_schema_before_this() -> None:
    assert [f"{number:04}" for number in range(1, int(HEAD))] == VERSIONS


@pytest.fixture
async def url(version: str, empty_database_url: str, database_kind: str, tmp_path: Path) -> str:
    old = unpacked(version, tmp_path / "old.db")
    if database_kind == "postgresql":
        await moved(version, old, empty_database_url)
        return empty_database_url
    return f"sqlite:///{old}"


@pytest.mark.threat(45)
@pytest.mark.parametrize("version", VERSIONS)
async def test_an_archived_database_comes_up_to_date_whole(url: str, version: str) -> None:
    await migrate(url)
    store = await Store.open(url, ring_of(version), migrate=False)
    async with store.read() as tx:
        for cells in sealed_cells():
            rows = await tx.rows(select(cells.row.label("row"), cells.column.label("sealed")))
            assert rows
            for row in rows:
                tx.unseal(row.sealed, cells.column.table.name, cells.column.name, row.row)
        filled = {table.name for table in metadata.sorted_tables if await tx.one(select(table).limit(1))}
        assert filled == metadata.tables.keys() - unfilled(version)
        assert await outbox.message_numbers(tx, "lane1") == since(NUMBERS, version)
        assert await alarms.newest_alarm(tx, "telegram") == since(STANDING, version)
    await lived_on(store, version)
    await store.close()


async def lived_on(store: Store, version: str) -> None:
    """People go on where they were, and the log holds from before on."""
    async with store.write() as tx:
        ann = await people.person_by_lane(tx, "lane-of-ann")
        assert ann is not None
        secret = tx.unseal(await totp(tx, ann.id), "person", "totp", ann.id)
        await again(tx, Someone(ann.id, ann.lane, secret), NOW.replace(hour=10))
        (asked,) = [row.id for row in await tx.rows(select(signal).where(signal.c.state != "closed"))]
        view = await desk.read_signal(tx, ann.id, asked, NOW.replace(hour=10))
        assert view is not None
        assert (view.content, [word.body for word in view.words]) == ("content a", ["How often?", "weekly"])
        assert await talks.load_talks(tx, ["lane1"], NOW) == {"lane1": '{"said": "before"}'}
        assert [row.payload for row in await outbox.pulled_messages(tx, "lane1", 0, NOW)] == ["a reply"]
        assert await signals.erase_signals(tx, [asked], "withdrawn", NOW) == 1
    async with store.read() as tx:
        found = await verify_chain(tx, NOW)
        assert (found.rows, found.wrong) == (since(ROWS, version), ())
        assert [entry.what for entry in await audit.audit_entries(tx, "2026-11")][-3:] == ["unlocked", "read", "erased"]
    assert await rekey.remaining_cells(store) == 0


async def totp(tx: Any, key: str) -> str:
    table = metadata.tables["person"]
    (row,) = await tx.rows(select(table.c.totp).where(table.c.id == key))
    return str(row.totp)


def child(url: str, edge: int) -> None:
    """Migrate in a process of its own, and be dead before this statement."""
    passed = 0

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def around(*arguments: Any, **named: Any) -> Any:
            nonlocal passed
            passed += 1
            if passed == edge:
                os.kill(os.getpid(), system.SIGKILL)
            return function(*arguments, **named)

        return around

    points.replace(STATEMENT, counted)
    asyncio.run(migrate(url))


@pytest.mark.faults
@pytest.mark.threat(45)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.timeout(600)
async def test_killed_before_every_statement_of_the_migration(version: str, tmp_path: Path) -> None:
    """What is left is the old database, or its copy, or the new one: whichever, the program starts with it."""
    ways = multiprocessing.get_context("forkserver")
    ways.set_forkserver_preload(["tests.store.test_archives", "aiosqlite", "alembic.command"])
    edge, code, copies = 0, -9, 0
    while code:
        edge += 1
        path = unpacked(version, tmp_path / f"{edge}.db")
        process = ways.Process(target=child, args=(f"sqlite:///{path}", edge))
        process.start()
        await asyncio.to_thread(process.join)
        code = process.exitcode or 0
        assert code in (0, -9)
        copy = Path(f"{path}.before-{HEAD}")
        if copy.exists() and await whole(copy):
            copies += 1
            shutil.copyfile(copy, tmp_path / f"{edge}.copy.db")
            await opened(version, tmp_path / f"{edge}.copy.db")
        await opened(version, path)
        assert not copy.exists()
    print(f"\nkilled before {edge - 1} statements; copies that were whole: {copies}")
    assert edge > 10
    assert copies > 3


async def whole(copy: Path) -> bool:
    """A copy that was being made when the process died is not; the original is untouched then."""
    connection = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    try:
        return bool(connection.execute("SELECT count(*) FROM audit").fetchone()[0])
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()


async def opened(version: str, path: Path) -> None:
    """The program starts with it."""
    store = await Store.open(f"sqlite:///{path}", ring_of(version))
    await lived_on(store, version)
    await store.close()
