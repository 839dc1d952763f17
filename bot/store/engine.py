"""The database: one writer and a few readers on SQLite, a pool on PostgreSQL."""

import asyncio
import contextlib
import errno
import os
import stat
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Row, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.keys.vault import Ring, VaultError
from bot.store import chain, lite, migrations
from bot.store.tx import Tx

READERS = 4
CHECKPOINT_PATIENCE = 60.0  # seconds
FIRST_REST = 60.0  # seconds from opening a file until it may be written anew: they belong to the first people
REST = 1000  # times as long as writing it anew took, until it may be again
COMMAND_SECONDS = 60.0
# A replica whose machine is gone must not keep its locks: the server looks after ten seconds whether it is still there.
GONE = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "idle_in_transaction_session_timeout": "30000",
}


class StoreError(Exception):
    """The store cannot be used: the message names place, cause and cure."""


# What a failing store raises: time-outs and cut connections of asyncpg come through SQLAlchemy as they are.
FAILURES = (SQLAlchemyError, StoreError, TimeoutError, ConnectionError)


class Store:
    """An open database and its key ring."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, ring: Ring) -> None:
        """Use `Store.open`."""
        self._writer, self._reader, self.ring = writer, reader, ring
        self.sqlite = writer.dialect.name == "sqlite"
        self.traces = False  # something was erased since the write-ahead log was cut
        self.copies = False  # … since the file was written anew
        self._rested = time.monotonic() + FIRST_REST

    @classmethod
    async def open(cls, url: str, ring: Ring, migrate: bool | None = None) -> "Store":
        """Open the database at ``url`` (``sqlite:///file`` or ``postgresql://…``).

        ``migrate``: bring an empty or older schema up to date first; None means yes on SQLite (after a copy), no on
        PostgreSQL. Raises StoreError for an unusable address and for a schema older or newer than this program.
        """
        _complete()
        target = database_url(url)
        store = cls(*_engines(target), ring)
        try:
            await _ready(store._writer, target, store.sqlite if migrate is None else migrate)
        except BaseException:
            await store.close()
            raise
        return store

    @property
    def url(self) -> URL:
        """Where the database is, password included: never to be printed."""
        return self._writer.url

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """A transaction that may write; commits at the end, rolls back on any exception."""
        async with self._writer.connect() as connection, connection.begin():
            key = self._sealing_key()
            tx = Tx(connection, self.ring, self.sqlite)
            yield tx
            await chain.append_pending(tx)
            self._sealing_key()
            if key not in self.ring.sealing:  # `rekey` has just forgotten it
                raise StoreError("the key ring: the key of this transaction was replaced meanwhile; try again")
        if tx.erased:
            self.left_behind()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A transaction that only reads, beside the writer."""
        async with self._reader.connect() as connection, connection.begin():
            yield Tx(connection, self.ring, self.sqlite)

    def _sealing_key(self) -> str:
        """The name of the current key, as the file of the ring has it at this moment."""
        try:
            self.ring.refresh()
        except VaultError as error:
            raise StoreError(str(error)) from error
        return self.ring.current

    def left_behind(self) -> None:
        """Something was erased, or may have been: `erase_traces` has work."""
        self.traces = self.copies = True

    @property
    def to_erase(self) -> bool:
        """Whether there is something for `erase_traces` to do by now."""
        return self.traces or (self.copies and time.monotonic() >= self._rested)

    async def erase_traces(self, at_once: bool = True) -> None:
        """After erasure: cut the write-ahead log to nothing, and write the file anew.

        When SQLite moves rows to another page, copies of them stay in the free room of the old one. `secure_delete`
        clears a row only where it stands when it is deleted; a file that was written anew holds no such copies. Nobody
        can write meanwhile (20 ms for 3 MB, 0.8 s for 135 MB), so unless it must be `at_once` it waits until a thousand
        times of what it took last are over. Does nothing on PostgreSQL, whose log keeps sealed remains until it is
        recycled. Raises StoreError when some reader stays in the way for a minute.
        """
        if not self.sqlite:
            self.traces = self.copies = False
            return
        await self._cut()
        if self.copies and (at_once or time.monotonic() >= self._rested):
            await self._written_anew()
            await self._cut()

    async def _cut(self) -> None:
        """Move the write-ahead log into the file, until no reader is in the way."""
        for _ in range(int(CHECKPOINT_PATIENCE / (lite.BUSY_MS / 1000))):
            if await self._checkpoint():
                return
        raise StoreError("the database: another program keeps reading it, so erased bytes stay; stop that program")

    async def _checkpoint(self) -> bool:
        self.traces = False  # what is erased from now on belongs to the next
        try:
            busy = bool((await self._alone("PRAGMA wal_checkpoint(TRUNCATE)"))[0][0])
        except BaseException:
            self.traces = True
            raise
        if busy:
            self.traces = True
            await asyncio.sleep(0.05)
        return not busy

    async def _written_anew(self) -> None:
        began = time.monotonic()
        self.copies, self._rested = False, began + FIRST_REST  # the rest when it fails, the disk being full
        try:
            await self._alone("VACUUM")
        except BaseException:
            self.copies = True
            raise
        self._rested = time.monotonic() + REST * (time.monotonic() - began)

    async def _alone(self, statement: str) -> list[Row[Any]]:
        """A statement that stands outside any transaction."""
        async with self._writer.connect() as connection:
            await connection.execution_options(begin="NONE")
            done = await connection.exec_driver_sql(statement)
            return list(done.all()) if done.returns_rows else []

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def _complete() -> None:
    """Every declared clock and eraser is there: else something would outlive its time, or come back with a restore."""
    from bot.store import retention  # it knows this module

    if lacking := retention.missing_hooks():
        raise StoreError(f"the store: it lacks {', '.join(lacking)}; import bot.features, which hands them in")


async def migrate(url: str) -> None:
    """Bring a database to the newest schema (the command `passerelle migrate`). Raises StoreError."""
    target = database_url(url)
    writer, reader = _engines(target, patience=None)
    try:
        await _ready(writer, target, migrate=True)
    finally:
        await writer.dispose()
        await reader.dispose()


async def _ready(writer: AsyncEngine, target: URL, migrate: bool) -> None:
    try:
        async with writer.connect() as connection:
            await migrations.ready(connection, target, migrate)
    except migrations.SchemaError as error:
        raise StoreError(str(error)) from None
    except (OSError, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        place, cure = target.render_as_string(hide_password=True), "check that it runs, and PASSERELLE_DATABASE_URL"
        raise StoreError(f"{place}: the database cannot be used ({cause}); {cure}") from error


def database_url(url: str) -> URL:
    """The address with its driver. Raises StoreError that says which two forms are understood."""
    forms = "write sqlite:///path/to/file.db or postgresql://user:password@host/name in PASSERELLE_DATABASE_URL"
    try:
        target = make_url(url)
    except ArgumentError:
        raise StoreError(f"the database address cannot be read; {forms}") from None
    backend = target.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return target.set(drivername="postgresql+asyncpg")
    if backend != "sqlite":
        raise StoreError(f"the database address begins with {backend!r}; {forms}")
    if target.database in (None, "", ":memory:"):
        raise StoreError(f"a SQLite database needs a file, as several connections share it; {forms}")
    return target.set(drivername="sqlite+aiosqlite")


def _engines(target: URL, patience: float | None = COMMAND_SECONDS) -> tuple[AsyncEngine, AsyncEngine]:
    if target.get_backend_name() == "sqlite":
        _private(Path(str(target.database)))
        return lite.engine(target, "IMMEDIATE", 1), lite.engine(target, "DEFERRED", READERS)
    how = {"server_settings": GONE, "command_timeout": patience}
    engine = create_async_engine(target, pool_size=10, max_overflow=0, pool_pre_ping=True, connect_args=how)
    return engine, engine


def _private(path: Path) -> None:
    """Make the file before SQLite does, for its owner only; the log files beside it copy its mode.

    A file that is there is not opened: closing it would end all locks that this process has on it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        if path.is_dir() or not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, "it is a folder, or not ours")
        if stat.S_IMODE(path.stat().st_mode) != 0o600:
            path.chmod(0o600)
    except OSError as error:
        cure = "correct the folder's permissions or PASSERELLE_DATABASE_URL"
        raise StoreError(f"{path}: the database file cannot be opened ({error.strerror}); {cure}") from None
