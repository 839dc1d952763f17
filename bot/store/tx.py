"""One transaction, of one kind for both databases: what every function of this room is handed first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Row, Table, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import Insert as Upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.keys.vault import Ring


@dataclass
class Tx:
    """One transaction: a connection and the ring. The functions of talks, outbox, signals … take it first."""

    connection: AsyncConnection
    ring: Ring
    sqlite: bool
    erased: bool = False  # something sealed was deleted: traces of it are left in the write-ahead log
    log: list[dict[str, Any]] = field(default_factory=list)  # audit rows, chained just before the commit
    gone: set[str] = field(default_factory=set)  # signals erased here: nothing about them is queued any more

    @asynccontextmanager
    async def nested(self) -> AsyncIterator[None]:
        """A part that may fail alone: what it wrote and logged is undone, and the exception goes on."""
        before, gone = list(self.log), set(self.gone)
        try:
            async with self.connection.begin_nested():
                yield
        except BaseException:
            self.gone = gone
            self.log = before  # also what came before, if it was written inside: that is undone too
            raise

    async def run(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Execute; many rows when ``parameters`` is a list."""
        return await self.connection.execute(statement, parameters)

    async def rows(self, statement: Executable) -> list[Row[Any]]:
        """All rows of the answer."""
        return list((await self.run(statement)).all())

    async def one(self, statement: Executable) -> Row[Any] | None:
        """The first row of the answer, or None."""
        return (await self.run(statement)).first()

    def upsert(self, table: Table) -> Upsert:
        """An INSERT that knows ON CONFLICT: both dialects spell it alike, the type of one stands for both."""
        if self.sqlite:
            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql  # with three drivers' dialects: only where it is used

        return cast(Upsert, postgresql.insert(table))

    def seal(self, plain: str, table: str, column: str, row: str, month: str | None = None) -> str:
        """Lock a text for this cell, see `Ring.seal`."""
        return self.ring.seal(plain.encode(), table, column, row, month)

    def unseal(self, sealed: str, table: str, column: str, row: str) -> str:
        """Open a text of this cell, see `Ring.open_`."""
        return self.ring.open_(sealed, table, column, row).decode()

    async def lock(self, lanes: Iterable[str], kind: str = "lane") -> None:
        """Nobody else works on these lanes until the transaction ends. SQLite has one writer: nothing to do."""
        keys = lock_keys(kind, lanes)
        if keys and not self.sqlite:
            await self.run(_LOCK, {"keys": keys})


_LOCK = text("SELECT pg_advisory_xact_lock(k) FROM unnest(CAST(:keys AS bigint[])) AS k")


def lock_keys(kind: str, lanes: Iterable[str]) -> list[int]:
    """The numbers PostgreSQL locks for these lanes, in the order in which everybody takes them."""
    return sorted({_lock_key(kind, lane) for lane in lanes})


def _lock_key(kind: str, lane: str) -> int:
    return int.from_bytes(sha256(f"{kind} {lane}".encode()).digest()[:8], "big", signed=True)
