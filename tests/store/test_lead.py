"""The lead: one at a time, handed over when its holder ends, whatever ends it."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import asyncpg
import pytest

from bot.keys.vault import Ring
from bot.store import outbox
from bot.store.engine import Store
from bot.store.lead import AssertLeader, NotLeading, stand_and_lead
from bot.store.outbox import QueuedMessage

postgresql = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)


class Replica:
    """Somebody who wants to lead, and what became of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.leads, self.terms, self.cancelled = False, 0, 0
        self.sure: AssertLeader | None = None

    async def work(self, sure: AssertLeader, stop: asyncio.Event) -> None:
        await sure()
        self.leads, self.sure = True, sure
        self.terms += 1
        try:
            await stop.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.leads = False


@asynccontextmanager
async def standing(replica: Replica) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(stand_and_lead(replica.store, replica.work, stop))
    yield stop
    stop.set()
    await asyncio.wait_for(task, 5)


async def until(true: Callable[[], bool], patience: float = 5) -> float:
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(patience):
        while not true():
            await asyncio.sleep(0.01)
    return asyncio.get_running_loop().time() - began


@pytest.fixture
async def second(database_url: str, ring: Ring) -> AsyncIterator[Store]:
    opened = await Store.open(database_url, ring)
    yield opened
    await opened.close()


async def ended(url: str) -> int:
    """Let the database cut the leader's connection, as an administrator or a failover does; how many there were."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(
        "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
        "WHERE l.locktype = 'advisory' AND a.datname = current_database()"
    )
    await connection.close()
    return len(rows)


async def test_alone_it_leads_and_stops_when_told(store: Store) -> None:
    replica = Replica(store)
    async with standing(replica):
        await until(lambda: replica.leads)
        assert replica.sure is not None
        await replica.sure()
    assert (replica.terms, replica.cancelled, replica.leads) == (1, 0, False)


@postgresql
async def test_one_leads_and_the_next_takes_over_when_it_stops(store: Store, second: Store) -> None:
    one, two = Replica(store), Replica(second)
    async with standing(two):
        async with standing(one):
            await until(lambda: one.leads or two.leads)
            await asyncio.sleep(1.5)
            assert one.leads != two.leads
            leader, other = (one, two) if one.leads else (two, one)
        if leader is one:
            await until(lambda: other.leads)
    assert one.terms + two.terms in (1, 2)
    assert one.cancelled + two.cancelled == 0


@postgresql
async def test_a_leader_whose_connection_is_cut_stops_at_once_and_somebody_leads_again(
    store: Store, second: Store, database_url: str
) -> None:
    one, two = Replica(store), Replica(second)
    async with standing(one):
        await until(lambda: one.leads)
        async with standing(two):
            sure = one.sure
            assert sure is not None
            assert await ended(database_url) == 1
            with pytest.raises(NotLeading):
                await sure()
            await until(lambda: one.cancelled == 1)
            taken = await until(lambda: one.leads or two.leads)
            print(f"\nled again after {taken:.2f} s")
            assert not (one.leads and two.leads)
            with pytest.raises(NotLeading):
                await sure()


LEADER = """
import asyncio, sys
from pathlib import Path
from bot.log import configure_logging
from bot.store.engine import Store
from bot.store.lead import stand_and_lead
from bot.keys.vault import Ring

async def work(sure, stop):
    print("leads", flush=True)
    try:
        while True:
            await sure()
            await asyncio.sleep(0.1)
    finally:  # it was refused, or cancelled when the watch was refused first
        print("knows", flush=True)

async def main():
    store = await Store.open(sys.argv[1], Ring.load(Path(sys.argv[2])))
    await stand_and_lead(store, work, asyncio.Event())

configure_logging()
asyncio.run(main())
"""


@postgresql
@pytest.mark.parametrize("way", [pytest.param(signal.SIGSTOP, marks=pytest.mark.faults), signal.SIGKILL])
async def test_a_frozen_or_killed_leader_loses_the_lead_and_acts_no_more(
    store: Store, database_url: str, ring: Ring, tmp_path: Path, way: signal.Signals
) -> None:
    ring.save(tmp_path / "keys")
    command = (sys.executable, "-c", LEADER, database_url, str(tmp_path / "keys"))
    pipe, quiet = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    other = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=quiet)
    assert other.stdout
    assert await asyncio.wait_for(other.stdout.readline(), 30) == b"leads\n"
    replica = Replica(store)
    async with standing(replica):
        other.send_signal(way)
        print(f"\nled {await until(lambda: replica.leads):.2f} s after {way.name}")
        if way == signal.SIGSTOP:
            other.send_signal(signal.SIGCONT)
            assert await asyncio.wait_for(other.stdout.readline(), 5) == b"knows\n"
            other.kill()
        assert replica.leads
    await other.wait()


@postgresql
async def test_a_new_leader_finds_nothing_leased(store: Store, now: datetime) -> None:
    async with store.write() as tx:
        await outbox.queue_messages(tx, [QueuedMessage("lane", "telegram", "words")], now)
    async with store.write() as tx:
        assert len(await outbox.waiting_messages(tx, ["telegram"], now, 5)) == 1
    async with store.write() as tx:
        assert await outbox.waiting_messages(tx, ["telegram"], now, 5) == []
    replica = Replica(store)
    async with standing(replica):
        await until(lambda: replica.leads)
        async with store.write() as tx:
            assert len(await outbox.waiting_messages(tx, ["telegram"], now, 5)) == 1


@postgresql
async def test_a_row_that_a_frozen_leader_keeps_locked_does_not_hold_up_the_next_one(
    store: Store, second: Store, now: datetime
) -> None:
    async with store.write() as tx:
        await outbox.queue_messages(tx, [QueuedMessage("lane", "telegram", "words")], now)
    async with store.write() as tx:
        (row,) = await outbox.waiting_messages(tx, ["telegram"], now, 5)
    replica = Replica(second)
    async with store.write() as tx:
        await outbox.forget_sent(tx, [row.id])  # and there it stops
        async with standing(replica):
            await until(lambda: replica.leads, 2)


async def test_work_that_fails_is_begun_again(store: Store) -> None:
    failures = [OSError("disk"), ValueError("odd")]
    done = asyncio.Event()

    async def work(sure: AssertLeader, stop: asyncio.Event) -> None:
        if failures:
            raise failures.pop()
        done.set()
        await stop.wait()

    stop = asyncio.Event()
    task = asyncio.create_task(stand_and_lead(store, work, stop))
    await asyncio.wait_for(done.wait(), 5)
    stop.set()
    await task
    assert failures == []
