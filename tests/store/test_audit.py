"""The audit chain: one log with every mutation that a person with the database could make, each reported."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.custody.verify import ChainVerdict, verify_chain
from bot.features.signal import records as signals
from bot.keys.vault import Ring
from bot.store import audit, chain
from bot.store.chain import ChainLink
from bot.store.engine import Store
from bot.store.tables import audit as rows_table
from bot.store.tables import audit_chain
from bot.store.tx import Tx
from tests.conftest import NOW
from tests.store.people import a_signal, at_work

DAY = timedelta(days=1)
PLAIN = ("month", "who", "role", "what", "object", "area", "reason", "mac")


async def a_log(store: Store, months: int = 4, each: int = 5) -> None:
    """Some months with some rows."""
    for number in range(months * each):
        at = datetime(2026, 11, 2, tzinfo=UTC) + (number // each) * 31 * DAY + (number % each) * DAY
        async with store.write() as tx:
            await audit.write_audit(
                tx, "read", at, who=f"p{number}", signal=f"s{number % 3}", area="be:23088", reason="x"
            )


async def looked_at(store: Store, now: datetime = NOW, known: str = "") -> ChainVerdict:
    async with store.read() as tx:
        return await verify_chain(tx, now, known)


async def unguarded(tx: Tx) -> None:
    """As somebody who owns the database can: the triggers are gone."""
    names = ("audit_is_not_changed", "audit_is_not_deleted") if tx.sqlite else ("audit_stands", "audit_stays")
    for name in names:
        await tx.run(text(f"DROP TRIGGER IF EXISTS {name}" + ("" if tx.sqlite else " ON audit")))


async def test_what_was_logged_is_chained_by_month_and_in_order(store: Store) -> None:
    await a_log(store)
    found = await looked_at(store)
    assert (found.rows, found.months, found.wrong) == (20, ("2026-11", "2026-12", "2027-01", "2027-02"), ())
    async with store.read() as tx:
        links = [link for link, _ in await chain.chain_links(tx)]
    assert [(link.first, link.last) for link in links] == [(0, 20), (1, 5), (6, 10), (11, 15), (16, 20)]
    assert [link.begins for link in links[2:]] == [link.mac for link in links[1:-1]]


async def test_acts_of_one_transaction_follow_each_other_and_those_undone_are_not_logged(store: Store) -> None:
    async def fails(tx: Tx) -> None:
        async with tx.nested():
            await audit.write_audit(tx, "undone", NOW)
            raise LookupError

    async with store.write() as tx:
        await audit.write_audit(tx, "first", NOW)
        with pytest.raises(LookupError):
            await fails(tx)
        async with tx.nested():
            await audit.write_audit(tx, "second", NOW)
    async with store.read() as tx:
        assert [entry.what for entry in await audit.audit_entries(tx, "2026-11")] == ["first", "second"]
    assert (await looked_at(store)).wrong == ()


async def test_many_writers_make_one_chain(store: Store) -> None:
    import asyncio

    async def one(number: int) -> None:
        async with store.write() as tx:
            await audit.write_audit(tx, f"act {number}", NOW)
            await audit.write_audit(tx, f"and {number}", NOW)

    await asyncio.gather(*(one(number) for number in range(20)))
    found = await looked_at(store)
    assert (found.rows, found.wrong) == (40, ())


@pytest.mark.threat(38)
async def test_every_reading_leaves_one_row(store: Store) -> None:
    from bot.features.desk import records as desk

    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
    for what in ("read", "printed"):
        async with store.write() as tx:
            assert await desk.read_signal(tx, ann.id, key, NOW, what)
    async with store.read() as tx:
        log = await audit.audit_entries(tx, "2026-11")
    about = [(entry.what, entry.who) for entry in log if entry.object == store.ring.pseudonym("signal", key)]
    person = store.ring.pseudonym("person", ann.id)
    assert about == [("sent", ""), ("read", person), ("printed", person)]


async def test_the_clock_going_back_does_not_break_it(store: Store) -> None:
    for month in ("2026-11", "2036-11", "2026-11", "2026-12"):
        async with store.write() as tx:
            await audit.write_audit(tx, "clock_jumped", datetime.fromisoformat(f"{month}-05T00:00:00+00:00"))
    found = await looked_at(store)
    assert (found.months, found.wrong) == (("2026-11", "2036-11", "2026-11", "2026-12"), ())
    async with store.write() as tx:
        assert await audit.drop_old_months(tx, datetime(2029, 1, 5, tzinfo=UTC)) == 3
    later = await looked_at(store, datetime(2029, 1, 5, tzinfo=UTC))
    assert (later.months, later.wrong) == (("2036-11", "2029-01"), ())


async def test_a_month_is_dropped_whole_and_the_rest_still_holds(store: Store) -> None:
    await a_log(store)
    now = datetime(2029, 1, 20, tzinfo=UTC)
    async with store.write() as tx:
        assert await audit.drop_old_months(tx, now) == 10
    found = await looked_at(store, now)
    assert (found.months, found.wrong) == (("2027-01", "2027-02", "2029-01"), ())
    async with store.read() as tx:
        assert [entry.reason for entry in await audit.audit_entries(tx, "2029-01")] == ["2026-11", "2026-12"]
    early = await looked_at(store, NOW)
    assert early.wrong == ("2027-01: what stood before it (2026-12) is missing or was changed",)


async def test_rows_are_not_changed_or_deleted_by_mistake(store: Store) -> None:
    await a_log(store, 2)
    for act in (
        update(rows_table).values(reason=""),
        update(rows_table).where(rows_table.c.seq == 3).values(mac=None),
        delete(rows_table),
        delete(rows_table).where(rows_table.c.seq == 10),
        delete(rows_table) if store.sqlite else text("TRUNCATE audit"),
    ):
        with pytest.raises(DBAPIError, match=r"audit row (is never changed|goes only with its whole month)"):
            async with store.write() as tx:
                await tx.run(act)
    assert (await looked_at(store)).rows == 10


async def test_rows_from_before_the_chains_are_held_too(store: Store) -> None:
    async with store.write() as tx:
        for number in (2, 5, 9):
            row = dict.fromkeys(("who", "role", "what", "object", "area", "reason"), "old")
            await tx.run(insert(rows_table).values(seq=number, month="2026-10", at=NOW, mac=None, **row))
    await a_log(store, 1)
    found = await looked_at(store)
    assert (found.rows, found.months, found.wrong) == (8, ("2026-10", "2026-11"), ())
    async with store.write() as tx:
        await unguarded(tx)
        await tx.run(update(rows_table).where(rows_table.c.seq == 5).values(who="else"))
    assert (await looked_at(store)).wrong == ("the last row of 2026-10 is not the one that was",)


Mutate = Any


async def _cut(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    """The last rows go, with the head put back to where they were."""
    await tx.run(delete(rows_table).where(rows_table.c.seq > data.draw(st.sampled_from(seqs[:-1]))))


async def _remove(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    await tx.run(delete(rows_table).where(rows_table.c.seq == data.draw(st.sampled_from(seqs))))


async def _edit(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    which = rows_table.c.seq == data.draw(st.sampled_from(seqs))
    column = data.draw(st.sampled_from(PLAIN))
    await tx.run(update(rows_table).where(which).values({column: rows_table.c[column].concat("x")}))


async def _backdate(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    which = rows_table.c.seq == data.draw(st.sampled_from(seqs))
    await tx.run(update(rows_table).where(which).values(at=NOW + 999 * DAY))


async def _unmac(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    await tx.run(update(rows_table).where(rows_table.c.seq == data.draw(st.sampled_from(seqs))).values(mac=None))


async def _swap(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    one, other = data.draw(st.lists(st.sampled_from(seqs), min_size=2, max_size=2, unique=True))
    for old, new in ((one, -1), (other, one), (-1, other)):
        await tx.run(update(rows_table).where(rows_table.c.seq == old).values(seq=new))


async def _renumber(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    await tx.run(update(rows_table).where(rows_table.c.seq == data.draw(st.sampled_from(seqs))).values(seq=1000))


async def _insert(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    twin = data.draw(st.sampled_from(seqs))
    row = (await tx.rows(select(rows_table).where(rows_table.c.seq == twin)))[0]._asdict()
    await tx.run(insert(rows_table).values(row | {"seq": data.draw(st.sampled_from([-1, 0, seqs[-1] + 1, 5000]))}))


async def _link(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    """A head is changed, with or without the right to make seals."""
    firsts = [row.first for row in await tx.rows(select(audit_chain.c.first))]
    which = audit_chain.c.first == data.draw(st.sampled_from(firsts))
    column = data.draw(st.sampled_from(("month", "after", "begins", "mac", "seal")))
    await tx.run(update(audit_chain).where(which).values({column: audit_chain.c[column].concat("x")}))


async def _unlink(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    """A whole month goes, with or without its rows: a month in between, the last, or the head of all."""
    firsts = [row.first for row in await tx.rows(select(audit_chain.c.first))]
    first = data.draw(st.sampled_from(firsts))
    row = (await tx.rows(select(audit_chain).where(audit_chain.c.first == first)))[0]
    await tx.run(delete(audit_chain).where(audit_chain.c.first == first))
    if first and data.draw(st.booleans()):
        await tx.run(delete(rows_table).where(rows_table.c.seq.between(row.first, row.last)))


async def _older_head(tx: Tx, data: st.DataObject, seqs: Sequence[int]) -> None:
    """The newest month and its rows go, and the head of all is made to fit, without the key."""
    links = [link for link, _ in await chain.chain_links(tx)][1:]
    keep = links[data.draw(st.integers(0, len(links) - 2))]
    await tx.run(delete(audit_chain).where(audit_chain.c.first > keep.first))
    await tx.run(delete(rows_table).where(rows_table.c.seq > keep.last))
    head = {"month": keep.month, "last": keep.last, "mac": keep.mac}
    await tx.run(update(audit_chain).where(audit_chain.c.first == 0).values(head))


MUTATIONS = (_cut, _remove, _edit, _backdate, _unmac, _swap, _renumber, _insert, _link, _unlink, _older_head)


class _UndoneError(Exception):
    pass


@pytest.mark.threat(39)
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__[1:])
def test_any_mutation_at_any_position_is_reported(mutation: Mutate, sqlite_template: Any, tmp_path: Any) -> None:
    """On SQLite: the rows are the same on both databases, and so is the reader."""
    import asyncio
    import shutil

    shutil.copyfile(sqlite_template, tmp_path / "a.db")
    ring = Ring.new(NOW)

    async def prepare() -> list[int]:
        store = await Store.open(f"sqlite:///{tmp_path}/a.db", ring)
        await a_log(store)
        async with store.write() as tx:
            await unguarded(tx)
            seqs = [row.seq for row in await tx.rows(select(rows_table.c.seq).order_by(rows_table.c.seq))]
        assert (await looked_at(store)).wrong == ()
        await store.close()
        return seqs

    seqs = asyncio.run(prepare())

    async def tried(data: st.DataObject) -> tuple[str, ...]:
        store = await Store.open(f"sqlite:///{tmp_path}/a.db", ring)
        found: tuple[str, ...] = ()
        try:
            async with store.write() as tx:
                await mutation(tx, data, seqs)
                found = (await verify_chain(tx, NOW)).wrong
                raise _UndoneError
        except _UndoneError:
            return found
        finally:
            await store.close()

    @settings(deadline=None, max_examples=12)
    @given(data=st.data())
    def anywhere(data: st.DataObject) -> None:
        assert asyncio.run(tried(data)) != ()

    anywhere()


async def test_an_old_state_put_back_as_a_whole_is_seen_by_a_printed_head(store: Store) -> None:
    """Nothing inside can show it: that is what the heads printed with the backups are for."""
    await a_log(store, 2)
    async with store.read() as tx:
        before = await chain.chain_links(tx)
    await a_log(store, 3)
    printed = (await looked_at(store)).head
    assert (await looked_at(store, known=printed)).wrong == ()
    async with store.write() as tx:
        await unguarded(tx)
        await tx.run(delete(rows_table).where(rows_table.c.seq > before[0][0].last))
        await tx.run(delete(audit_chain))
        for link, seal in before:
            await tx.run(insert(audit_chain).values(**link.__dict__, seal=seal))
    assert (await looked_at(store)).wrong == ()
    (said,) = (await looked_at(store, known=printed)).wrong
    assert said == "row 25 is not the one of the printed head: the log was cut off or written anew since"


@pytest.mark.parametrize("printed", ["x", "12", ".abc", "twelve.abc"])
async def test_a_head_that_was_mistyped_is_named(store: Store, printed: str) -> None:
    with pytest.raises(ValueError, match="is no head of the log"):
        await looked_at(store, known=printed)


async def test_an_empty_log_is_well(store: Store) -> None:
    assert await looked_at(store) == ChainVerdict(0, (), "", ())


def test_a_seal_covers_every_field() -> None:
    ring = Ring.new(NOW)
    link = ChainLink(1, "2026-11", "2026-10", "begins", 9, "mac")
    others = [
        ChainLink(2, "2026-11", "2026-10", "begins", 9, "mac"),
        ChainLink(1, "2026-11", "2026-10", "begins", 8, "mac"),
    ]
    assert len({one.seal(ring) for one in (link, *others)}) == 3


async def test_an_erasure_is_in_the_log_without_what_was_erased(store: Store) -> None:
    async with store.write() as tx:
        key = await a_signal(tx, NOW)
        await signals.erase_signals(tx, [key], "withdrawn", NOW)
        assert key not in repr(await audit.audit_entries(tx, "2026-11"))
