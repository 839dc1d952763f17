"""Backups as lines, and restores: all of it comes back, what was erased since does not, or nothing happens at all."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.custody import restore, snapshot
from bot.custody.restore import restore_backup_lines
from bot.custody.verify import verify_chain
from bot.features.desk import records as desk
from bot.features.signal import records as signals
from bot.features.staff import records as people
from bot.keys.vault import Ring
from bot.store import audit, journal, outbox, purge, talks
from bot.store.engine import Store, StoreError
from bot.store.journal import Erasure, Journal, JournalError
from bot.store.lead import AssertLeader, stand_and_lead
from bot.store.retention import backup_tables, tables_left_out
from bot.store.tables import audit as audit_rows
from bot.store.tables import metadata, tombstone
from tests.conftest import NOW, Cluster
from tests.store.people import CHAT, VILVOORDE, Someone, a_signal, again, at_work, do_act, weekdays

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])  # into PostgreSQL, then
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = 7 * DAY
Rows = dict[str, list[Any]]


@pytest.fixture
def file(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "elsewhere" / "erased.txt")
    made.prepare()
    return made


@pytest.fixture
def other_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the other kind than the one the backup is made of."""
    if database_kind == "postgresql":
        return f"sqlite:///{tmp_path}/fresh.db"
    cluster: Cluster = request.getfixturevalue("postgresql_cluster")
    return cluster.database(request.getfixturevalue("postgresql_template"))


@pytest.fixture
async def fresh(other_url: str, ring: Ring) -> AsyncIterator[Store]:
    store = await Store.open(other_url, ring)
    yield store
    await store.close()


async def lines_of(store: Store, at: Any = NOW) -> bytes:
    return b"".join([chunk async for chunk in snapshot.dump_lines(store, "0.1", at, lambda done: None)])


async def back(store: Store, lines: bytes, file: Journal, at: Any = NOW, replace: bool = False) -> restore.Restored:
    return await restore_backup_lines(store, iter(io.BytesIO(lines)), file, at, replace)


async def everything(store: Store) -> Rows:
    async with store.read() as tx:
        tables = metadata.sorted_tables
        return {table.name: [tuple(row) for row in await tx.rows(_ordered(table))] for table in tables}


def _ordered(table: Any) -> Any:
    return select(table).order_by(*table.primary_key.columns)


async def lived_in(store: Store) -> tuple[Someone, str, str, str]:
    """A coordinator and three signals: one open, one to be withdrawn, one to be closed; and what is kept for hours."""
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        keys = [await a_signal(tx, NOW, content=f"content {n}", receipt=None) for n in range(3)]
        for key in keys:
            assert await do_act(tx, ann.id, key, 1, "ask", NOW, step="often", body="How often?")
        await talks.save_talks(tx, [talks.StoredTalk("lane", "abc123", "advice", "{}", NOW + HOUR)])
        await outbox.queue_messages(tx, [outbox.QueuedMessage("lane", "web", "a reply")], NOW)
        await people.make_invitation(tx, [VILVOORDE], "deputy", NOW)
    return ann, keys[0], keys[1], keys[2]


async def test_all_that_lasts_comes_back_in_the_other_kind_of_database(
    store: Store, fresh: Store, file: Journal
) -> None:
    ann, key, *_ = await lived_in(store)
    before = await everything(store)
    done = await back(fresh, await lines_of(store), file, NOW + HOUR)
    after = await everything(fresh)
    log = ("audit", "audit_chain")
    for table in backup_tables():
        if table.name not in log:
            assert after[table.name] == before[table.name], table.name
        assert done.rows[table.name] == len(before[table.name])
    assert after["audit"][:-1] == before["audit"]
    assert [after[name] for name in tables_left_out()] == [[] for _ in tables_left_out()]
    assert (done.again, done.wrong) == ({"signals": 0, "handles": 0, "people": 0}, ())
    async with fresh.write() as tx:
        await again(tx, ann, NOW + HOUR)
        view = await desk.read_signal(tx, ann.id, key, NOW + HOUR)
        assert view is not None
        assert (view.content, [word.body for word in view.words]) == ("content 0", ["How often?"])
        new = await a_signal(tx, NOW + HOUR)
        assert (await purge.run_clock(tx, NOW + HOUR, weekdays)).held is False
    async with fresh.read() as tx:
        assert (await verify_chain(tx, NOW)).wrong == ()
        numbers = {row.id: row.seq for row in await tx.rows(select(metadata.tables["signal"]))}
        assert numbers[new] > max(number for one, number in numbers.items() if one != new)


async def test_numbers_of_replies_go_on_so_that_an_open_page_misses_none(store: Store, file: Journal) -> None:
    async with store.write() as tx:
        await outbox.queue_messages(tx, [outbox.QueuedMessage("lane", "web", str(number)) for number in range(9)], NOW)
    await back(store, await lines_of(store), file, replace=True)
    async with store.write() as tx:
        await outbox.queue_messages(tx, [outbox.QueuedMessage("lane", "web", "next")], NOW)
        assert [row.seq for row in await outbox.pulled_messages(tx, "lane", 9, NOW)] == [10]


@pytest.mark.threat(33)
async def test_what_was_erased_since_is_erased_again_before_anybody_can_look(
    store: Store, fresh: Store, file: Journal
) -> None:
    ann, kept, withdrawn, closed = await lived_in(store)
    lines = await lines_of(store)
    async with store.write() as tx:
        ben = await at_work(tx, "ben", "deputy", NOW)
        await signals.erase_signals(tx, [withdrawn], "withdrawn", NOW + DAY)
        assert await do_act(tx, ann.id, closed, 2, "close", NOW, outcome="no_action")
        await people.remove_person_row(tx, ann.id, NOW + DAY)
    assert ben.id
    await journal.catch_up_journal(store, file)
    done = await back(fresh, lines, file, NOW + WEEK)
    assert done.again == {"signals": 1, "handles": 1, "people": 1}
    async with fresh.read() as tx:
        assert await signals.read_status(tx, withdrawn) is None
        assert await signals.read_handle(tx, closed) is None
        assert await signals.read_handle(tx, kept) == CHAT
        assert await people.person_by_lane(tx, ann.lane) is None
        for table in ("contribution", "consent", "reply_handle"):
            held = metadata.tables[table]
            assert withdrawn not in {row.signal for row in await tx.rows(select(held.c.signal))}
        last = [entry.what for entry in await audit.audit_entries(tx, "2026-11")][-3:]
        assert last == ["erased", "removed", "restored"]
        assert await journal.unwritten_erasures(tx) == []


async def test_replacing_first_writes_down_what_the_present_database_erased(store: Store, file: Journal) -> None:
    _, _, withdrawn, _ = await lived_in(store)
    lines = await lines_of(store)
    async with store.write() as tx:
        await signals.erase_signals(tx, [withdrawn], "withdrawn", NOW)
    done = await back(store, lines, file, NOW + HOUR, replace=True)
    assert done.again["signals"] == 1
    assert not store.traces
    async with store.read() as tx:
        assert await signals.read_status(tx, withdrawn) is None


async def refused(store: Store, lines: bytes, file: Journal, why: str, at: Any = NOW) -> None:
    with pytest.raises((StoreError, JournalError), match=why):
        await back(store, lines, file, at)


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_nothing_is_replaced_under_a_running_program(store: Store, file: Journal) -> None:
    lines, stop, leads = await lines_of(store), asyncio.Event(), asyncio.Event()

    async def work(sure: AssertLeader, stop: asyncio.Event) -> None:
        leads.set()
        await stop.wait()

    running = asyncio.create_task(stand_and_lead(store, work, stop))
    await asyncio.wait_for(leads.wait(), 5)
    with pytest.raises(StoreError, match="stop every"):
        await back(store, lines, file, replace=True)
    stop.set()
    await running
    await back(store, lines, file, replace=True)


@SQLITE
async def test_what_cannot_be_vouched_for_is_refused_and_nothing_is_kept(
    store: Store, fresh: Store, file: Journal, tmp_path: Path
) -> None:
    _, _, withdrawn, _ = await lived_in(store)
    async with store.write() as tx:
        await signals.erase_signals(tx, [withdrawn], "withdrawn", NOW)
    await journal.catch_up_journal(store, file)
    lines = await lines_of(store)
    before = await everything(fresh)
    await refused(fresh, lines, Journal(tmp_path / "none.txt"), "there is no erasure journal; put it back")
    other = Journal(tmp_path / "other.txt")
    other.append([Erasure("a" * 22, NOW)])
    await refused(fresh, lines, other, "lacks 1 erasures that the backup knows of; put the journal .* back, whole")
    await refused(fresh, lines, file, "older than 13 months", NOW + 397 * DAY)
    await refused(fresh, b"", file, "this is no backup of passerelle")
    await refused(fresh, b"[1]\n", file, "this is no backup of passerelle")
    parts = lines.splitlines(keepends=True)
    await refused(fresh, b"".join(parts[:-1]), file, "it ends too early; take another one")
    await refused(fresh, b"".join(parts[: len(parts) // 2]), file, "it ends too early")
    without = [part for part in parts if not part.startswith(b'[1,"2026-11"')]
    await refused(fresh, b"".join(without), file, "it ends too early")
    head = json.loads(parts[0])
    await refused(fresh, json.dumps(head | {"schema": "9999"}).encode(), file, "schema is 9999, .* passerelle 0.1")
    strange = lines.replace(b'"columns":["person","area","role"]', b'"columns":["person","role"]')
    await refused(fresh, strange, file, "its table 'person_area' is not as this program knows it")
    assert await everything(fresh) == before
    async with fresh.write() as tx:
        await tx.run(delete(tombstone))
        await talks.save_talks(tx, [talks.StoredTalk("lane", "abc123", "advice", "{}", NOW + HOUR)])
    await refused(fresh, lines, file, "it is not empty; give an empty one, or say --replace")


@SQLITE
@pytest.mark.threat(37)
async def test_a_ring_that_does_not_fit_is_refused_and_nothing_is_kept(
    store: Store, database_kind: str, file: Journal, tmp_path: Path
) -> None:
    await lived_in(store)
    lines = await lines_of(store)
    for number, ring in enumerate((Ring.new(NOW), store.ring)):
        if ring is store.ring:
            ring.drop_months(["2026-11"])
        other = await Store.open(f"sqlite:///{tmp_path}/{number}.db", ring)
        await refused(other, lines, file, "set PASSERELLE_KEYS_FILE to the ring of that time")
        assert not any((await everything(other)).values())
        await other.close()
    assert database_kind


@SQLITE
async def test_a_tampered_log_comes_back_and_is_told(store: Store, fresh: Store, file: Journal) -> None:
    """The people in the backup need their cases; the faults of its log are named."""
    await lived_in(store)
    lines = await lines_of(store)
    done = await back(fresh, lines.replace(b',"sent",', b',"SENT",', 1), file)
    assert len(done.wrong) == 1
    assert "was changed" in done.wrong[0]
    async with fresh.read() as tx:
        assert len(await tx.rows(select(audit_rows))) == done.rows["audit"] + 1
