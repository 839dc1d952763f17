"""SQLite in asyncio without a change of thread at every statement.

aiosqlite hands each call to the connection's thread: four hand-overs a statement, each dearer than what SQLite does,
and each up to 5 ms long (the interpreter's switch interval) while the loop is busy and the write lock is held. Inside a
transaction nothing has to wait for anybody: the writer has its lock, a reader its snapshot. So those calls run where
they are made, and the thread gets only what may wait: the begin (for the lock), the commit (for the disk), and all that
stands outside a transaction, such as a checkpoint.

The driver never begins by itself (``isolation_level=None``): the listener does, as the execution option ``begin`` says
(IMMEDIATE for the writer, DEFERRED for readers, NONE for checkpoints). Without that option a checkpoint finds itself
inside a transaction and every read takes the write lock.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy import URL, event
from sqlalchemy import Connection as Plain
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

BUSY_MS = 5000


class Connection(aiosqlite.Connection):
    """Its calls wait in a thread when they may wait, and run at once when not; with `reads` it only reads."""

    reads = False

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection is not None and (self.reads or self._at_once(self._connection, fn)):
            return fn(*args, **kwargs)
        return await _whole(super()._execute(fn, *args, **kwargs))  # type: ignore[no-untyped-call]

    @staticmethod
    def _at_once(connection: sqlite3.Connection, fn: Callable[..., Any]) -> bool:
        return fn == connection.cursor or (connection.in_transaction and fn != connection.commit)


async def _whole(work: Any) -> Any:
    """Finish what the thread has begun, also when cancelled: the next call may run here, never beside it."""
    doing, cancelled = asyncio.ensure_future(work), None
    while not doing.done():
        try:
            await asyncio.wait([doing])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        doing.exception()  # seen: it must not be reported as lost
        raise cancelled
    return doing.result()


async def connect(path: str, patience: float, reads: bool = False) -> aiosqlite.Connection:
    """Open a database file. `patience`: seconds a begin waits for another program's lock; `reads`: it only reads."""

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)

    made = Connection(opened, iter_chunk_size=64)
    made._thread.daemon = True  # as SQLAlchemy does: a connection left open keeps no program alive
    await made
    made.reads = reads
    return made


def engine(target: URL, begin: str, size: int) -> AsyncEngine:
    """Connections to a database file whose transactions begin so: IMMEDIATE for the writer, DEFERRED for readers."""
    made = create_async_engine(
        target,
        async_creator=lambda: connect(str(target.database), BUSY_MS / 1000, reads=begin == "DEFERRED"),
        execution_options={"begin": begin},
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        pool_reset_on_return=None,  # every transaction has been committed or rolled back by then
    )
    event.listen(made.sync_engine, "connect", _settings)
    event.listen(made.sync_engine, "begin", _begin)
    return made


def _settings(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    for setting in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: Plain) -> None:
    kind = connection.get_execution_options()["begin"]
    if kind != "NONE":
        connection.exec_driver_sql(f"BEGIN {kind}")
