import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.keys.vault import Ring
from bot.store.engine import Store
from bot.store.lite import Connection, connect


@asynccontextmanager
async def opened(path: Path, patience: float = 5.0) -> AsyncIterator[Any]:
    """A connection, closed afterwards."""
    made = await connect(str(path), patience)
    yield made
    await made.close()


class Counted:
    """A queue that counts what goes through it."""

    def __init__(self, queue: Any) -> None:
        self.queue, self.count = queue, 0

    def put_nowait(self, work: Any) -> None:
        self.count += 1
        self.queue.put_nowait(work)


async def test_a_transaction_changes_threads_twice_however_much_it_does(tmp_path: Path, ring: Ring) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'a.db'}", ring)
    async with store._writer.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert isinstance(raw, Connection)
        queue: Any = Counted(raw._tx)
        raw._tx = queue
    async with store.write() as tx:
        for number in range(10):
            await tx.run(text("INSERT INTO counter VALUES (:month, 'a', 'b', 1)"), {"month": str(number)})
            await tx.rows(text("SELECT * FROM counter"))
    assert queue.count == 2  # begin and commit
    await store.close()


async def holding(path: Path, work: Callable[[Any], Any]) -> Any:
    """Do something while another connection holds the write lock."""
    async with opened(path) as other:
        await other.execute("BEGIN IMMEDIATE")
        try:
            return await work(other)
        finally:
            await other.rollback()


async def test_waiting_for_a_lock_holds_up_nobody_else(tmp_path: Path) -> None:
    async def wait(other: Any) -> None:
        async with opened(tmp_path / "a.db") as mine:
            waiting = asyncio.create_task(mine.execute("BEGIN IMMEDIATE"))
            await asyncio.sleep(0.05)
            assert not waiting.done()
            await other.commit()
            await waiting
            await mine.rollback()

    await holding(tmp_path / "a.db", wait)


async def test_a_cancelled_wait_ends_before_anything_else_runs(tmp_path: Path) -> None:
    async def cancel(other: Any) -> None:
        async with opened(tmp_path / "a.db", patience=0.3) as mine:
            waiting = asyncio.create_task(mine.execute("BEGIN IMMEDIATE"))
            await asyncio.sleep(0.05)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert not mine.in_transaction
            assert await (await mine.execute("SELECT 1")).fetchone() == (1,)

    await holding(tmp_path / "a.db", cancel)


async def test_errors_come_through_from_both_sides(tmp_path: Path) -> None:
    async with opened(tmp_path / "a.db") as mine:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await mine.execute("SELECT * FROM absent")
        await mine.execute("BEGIN")
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await mine.execute("SELECT * FROM absent")
        await mine.rollback()
