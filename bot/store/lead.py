"""Which of several replicas leads: it polls, sends and keeps the clock; all of them talk with people.

The lead is an advisory lock of PostgreSQL on a connection of its own that no pool ever gets back, so it ends with that
connection, however the process ends. Two clocks keep two leaders apart: a leader that gets no answer for `PATIENCE`
stops by itself, and only later (`SILENCE` after the last question) the database frees the lock of one that is frozen
or cut off.
Its statements go by the simple protocol: one frozen between the parts of a prepared statement would count as at work,
and its silence for ever as no silence.
On SQLite there is one process, and it leads. A pooler that hands connections out by transaction is no place for this.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.engine import Store, StoreError
from bot.store.tx import Tx

log = structlog.get_logger()

RETRY = 0.5  # seconds between two tries for the lead, and between two looks whether it is still ours
CONNECT = 5.0  # seconds to reach the database
PATIENCE = 2.2  # seconds the database may take to say so; with RETRY less than SILENCE
SILENCE = 3000  # milliseconds after which the database takes the lead from a silent leader
KEY = int.from_bytes(b"lead", "big")

_TAKE = f"SELECT WHERE pg_try_advisory_lock({KEY})"
_FREE = text("SELECT pg_try_advisory_xact_lock(:key)")
_HELD = (
    "SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = {pid:d} AND pid = pg_backend_pid() "
    "AND classid = 0 AND objid = {key:d} AND objsubid = 1 "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
# What a dead leader had in hand may go again at once; what a frozen one keeps locked waits for its lease.
_FREE_LEASES = (
    "UPDATE outbox SET lease = NULL "
    "WHERE seq IN (SELECT seq FROM outbox WHERE lease IS NOT NULL FOR UPDATE SKIP LOCKED)"
)
_ONE = "SELECT 1"  # what PostgreSQL says of a SELECT that found one row

AssertLeader = Callable[[], Awaitable[None]]  # raises NotLeading
LeaderWork = Callable[[AssertLeader, asyncio.Event], Awaitable[None]]


class NotLeading(StoreError):
    """This process does not lead any more: it must not send, poll or erase."""


async def always_leader() -> None:
    """For a process that nobody can relieve: it always leads."""


async def nobody_leads(tx: Tx) -> bool:
    """Whether no replica leads; then none does until this transaction ends. SQLite cannot tell."""
    return tx.sqlite or bool((await tx.run(_FREE, {"key": KEY})).scalar_one())


async def stand_and_lead(store: Store, work: LeaderWork, stop: asyncio.Event) -> None:
    """Wait for the lead, do `work(sure, stop)` while it lasts, wait again; until told to stop.

    `sure` raises `NotLeading` unless the database says that this process leads at this moment: to be asked before each
    page of sends and each due job. The work is cancelled as soon as the lead is lost; on `stop` it may finish.
    """
    if store.sqlite:
        return await _again(stop, lambda: work(always_leader, stop))
    return await _again(stop, lambda: _stand(store, work, stop))


async def _again(stop: asyncio.Event, act: Callable[[], Awaitable[None]]) -> None:
    told = ""
    while not stop.is_set():
        try:
            await act()
            told = ""
        except Exception as error:  # whatever it was: another replica leads by now, or this one tries again
            names = _names(error)
            if names != told:  # a database that is away for an hour is told once
                log.warning("lead_trouble", error=names)
            told = names
        await _rest(stop)


def _names(error: Exception) -> str:
    parts = error.exceptions if isinstance(error, ExceptionGroup) else (error,)
    return ", ".join(sorted({type(part).__name__ for part in parts}))


async def _rest(stop: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), RETRY)


async def _stand(store: Store, work: LeaderWork, stop: asyncio.Event) -> None:
    """Try for the lead on one connection until we have it; then the term. Raises when the connection fails."""
    async with _apart(store) as driver:
        while not stop.is_set():
            if await driver.execute(_TAKE) != _ONE:
                await _rest(stop)
                continue
            await _term(LeadLock(driver, driver.get_server_pid()), work, stop)
            break


@asynccontextmanager
async def _apart(store: Store) -> AsyncIterator[Any]:
    """A driver's connection that no pool has; it is cut, not closed politely: a dead server would let us wait."""
    how = {"timeout": CONNECT, "command_timeout": PATIENCE}
    settings = {"server_settings": {"idle_session_timeout": str(SILENCE), "application_name": "passerelle lead"}}
    engine = create_async_engine(
        store.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=how | settings
    )
    connection = await engine.connect()
    driver: Any = (await connection.get_raw_connection()).driver_connection
    try:
        yield driver
    finally:
        driver.terminate()
        with contextlib.suppress(SQLAlchemyError, OSError):
            await connection.invalidate()
            await connection.close()


async def _term(ours: LeadLock, work: LeaderWork, stop: asyncio.Event) -> None:
    """The work of a leader, until it is done or the lead is lost. Raises what ended it."""
    await ours.free_leases()
    log.info("lead_taken")
    doing, watching = asyncio.ensure_future(work(ours.sure, stop)), asyncio.ensure_future(ours.watch())
    try:
        await asyncio.wait({doing, watching}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        doing.cancel()
        watching.cancel()
        ends = await asyncio.gather(doing, watching, return_exceptions=True)
        log.info("lead_ended")
    for end in ends:
        if isinstance(end, Exception):
            raise end


class LeadLock:
    """The lock that makes a leader: the connection that holds it, and the number of its process in the database."""

    def __init__(self, driver: Any, pid: int) -> None:
        self.driver, self.pid = driver, pid
        self.lost = False
        self.asking = asyncio.Lock()

    async def sure(self) -> None:
        """Raises `NotLeading` unless the lock is still ours."""
        async with self.asking:
            self.lost = self.lost or not await self._held()
        if self.lost:
            raise NotLeading("the database: another replica leads now; this one waits for its turn")

    async def _held(self) -> bool:
        try:
            return bool(await self.driver.execute(_HELD.format(pid=self.pid, key=KEY)) == _ONE)
        except Exception:  # whatever it was: nobody said that we lead
            return False

    async def watch(self) -> None:
        """Ask again and again, also so that the database hears of us. Ends only with `NotLeading`."""
        while True:
            await self.sure()
            await asyncio.sleep(RETRY)

    async def free_leases(self) -> None:
        """At the beginning of a term."""
        await self.driver.execute(_FREE_LEASES)
