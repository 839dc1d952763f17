"""What is declared beside the tables is whole, and it is what happens: time passes, and each row goes when it must."""

import ast
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, String, Table, select, update

from bot.features import FEATURES
from bot.features.contacts import records as contacts
from bot.features.own_data import records as subject
from bot.features.signal import charge
from bot.features.signal import records as signals
from bot.features.signal.tables import signal
from bot.features.staff import records as people
from bot.flow.model import Flow
from bot.post.message import Message, queue_row
from bot.post.reach import WEB
from bot.store import audit, journal, limits, outbox, purge, retention, talks
from bot.store.engine import Store, StoreError
from bot.store.retention import ERASERS, KEPT_TABLES, After, Clocked, Months, Until, UntilAct, With
from bot.store.tables import Moment, metadata
from bot.store.tx import Tx
from bot.words.library import Library
from tests.conftest import NOW
from tests.features.contacts.test_records import a_contact
from tests.store.people import VILVOORDE, a_signal, at_work, do_act, weekdays

BOT = Path(__file__).parents[2] / "bot"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEP = 13 * DAY  # the clock goes on in steps that are no jumps
EXECUTORS = {"store.purge._expire", "store.audit.drop_old_months", "custody.snapshot.clear_tables"}


# What is declared


def test_every_table_and_every_text_column_is_declared() -> None:
    """A new column needs a reason and a time to live before it can be merged."""
    texts = {
        table.name: {column.name for column in table.columns if isinstance(column.type, String | LargeBinary)}
        for table in metadata.sorted_tables
    }
    assert texts == {name: set(kept.texts) for name, kept in KEPT_TABLES.items()}
    assert all(text.what for kept in KEPT_TABLES.values() for text in kept.texts.values())


def test_no_other_kind_of_column_can_hold_words() -> None:
    columns = [column for table in metadata.sorted_tables for column in table.columns]
    rest = [column for column in columns if not isinstance(column.type, String | LargeBinary)]
    assert rest
    assert all(isinstance(column.type, Moment | Integer | Boolean) for column in rest)


def test_no_column_rates_anybody() -> None:
    words = {"score", "level", "risk", "priority", "severity", "religion", "origin", "opinion", "gender", "username"}
    names = {part for table in metadata.sorted_tables for column in table.columns for part in column.name.split("_")}
    assert not words & names


def test_a_row_that_waits_for_an_act_has_one() -> None:
    waits = [kept for kept in KEPT_TABLES.values() if isinstance(kept.lives, UntilAct)]
    assert all(kept.acts for kept in waits)


def test_a_row_that_dies_with_another_refers_to_it() -> None:
    """And no other reference deletes anything."""
    cascades = {
        (table.name, key.column.table.name)
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.ondelete == "CASCADE"
    }
    assert cascades == {
        (name, kept.lives.parent.name) for name, kept in KEPT_TABLES.items() if isinstance(kept.lives, With)
    }


def test_what_is_kept_beside_another_is_declared_after_it() -> None:
    order = list(KEPT_TABLES)
    beside = {name: kept.lives.beside for name, kept in KEPT_TABLES.items() if isinstance(kept.lives, After)}
    assert [name for name, column in beside.items() if column is not None] == ["effect"]
    assert all(
        order.index(column.table.name) < order.index(name) for name, column in beside.items() if column is not None
    )


def test_the_backup_has_each_table_after_those_it_refers_to() -> None:
    names = [table.name for table in retention.backup_tables()]
    assert set(names) | retention.tables_left_out().keys() == metadata.tables.keys()
    assert not set(names) & retention.tables_left_out().keys()
    for table in retention.backup_tables():
        refers = {key.column.table.name for key in table.foreign_keys}
        assert refers <= set(names[: names.index(table.name)]), table.name


def test_every_clock_and_every_eraser_is_handed_in() -> None:
    FEATURES.hand_in()
    assert retention.missing_hooks() == []
    assert set(ERASERS) == {kind for kept in KEPT_TABLES.values() for kind in kept.stones} == set(_kinds())
    assert all(eraser.column.table.name in KEPT_TABLES for eraser in ERASERS.values())


def _kinds() -> Iterator[str]:
    """Every kind of tombstone that is made."""
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "journal.note_erasure":
                yield ast.literal_eval(node.args[1])


async def test_no_store_opens_while_one_is_missing(database_url: str, store: Store) -> None:
    whole = KEPT_TABLES["signal"]
    KEPT_TABLES["signal"] = replace(whole, stones=("signal", "unheard of"))
    try:
        with pytest.raises(StoreError, match="lacks the eraser of unheard of"):
            await Store.open(database_url, store.ring)
    finally:
        KEPT_TABLES["signal"] = whole


def deletions() -> Iterator[tuple[str, str]]:
    """Every function with a DELETE: its name under `bot`, and what it deletes from."""
    for path in BOT.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        imported = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy"]
        if "delete" in {name.name for node in imported for name in node.names}:
            module = ".".join(path.relative_to(BOT).with_suffix("").parts)
            for function in (node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and ast.unparse(node.func) == "delete":
                        yield f"{module}.{function.name}", ast.unparse(node.args[0]).removesuffix("_table")


def test_nothing_deletes_but_what_is_declared() -> None:
    """The answer to "where does data die" is whole."""
    declared = {(act.by, name) for name, kept in KEPT_TABLES.items() for act in kept.acts}
    found = {one for one in deletions() if one[0] not in EXECUTORS}
    named = {(by, table) for by, table in found if table != "table"}  # `subject.forget` has a loop over three
    assert named <= declared
    assert {by for by, _ in declared} == {by for by, _ in found}
    assert {by for by, _ in deletions()} >= EXECUTORS


def test_talks_are_kept_as_their_files_say(library: Library) -> None:
    def longest(flow: Flow) -> timedelta:
        return max(flow.expires.values())

    found = {wait for flow in library.content.flows.values() for wait in flow.expires.values()}
    lives = KEPT_TABLES["talk"].lives
    assert isinstance(lives, Until)
    assert found == set(lives.spans.values())
    assert {name for name, flow in library.content.flows.items() if longest(flow) > lives.spans["idle advice"]} == {
        "signal",
        "tension",
    }


# Time passes

Put = Callable[[Tx], Awaitable[object]]


async def _talk(tx: Tx, kind: str) -> None:
    span = retention.kept_for(metadata.tables["talk"], f"idle {kind}")
    await talks.save_talks(tx, [talks.StoredTalk("a", "abc123", kind, "{}", NOW + span)])


async def _dead_letter(tx: Tx) -> None:
    for key in await outbox.queue_messages(tx, [outbox.QueuedMessage("a", "telegram", "x")], NOW):
        await outbox.set_dead(tx, key, NOW)


PUT: dict[tuple[str, str], Put] = {
    ("seen", ""): lambda tx: talks.note_update_ids(tx, "web", ["1"], NOW),
    ("talk", "idle advice"): lambda tx: _talk(tx, "advice"),
    ("talk", "idle signal"): lambda tx: _talk(tx, "signal"),
    ("ended", ""): lambda tx: talks.end_talks(tx, [talks.TalkEnding("a", "abc123", "ended")], NOW),
    ("effect", ""): lambda tx: talks.first_time(tx, "a", "abc123", "step", NOW),
    ("outbox", "dead letter"): _dead_letter,
    ("outbox", "never fetched"): lambda tx: outbox.queue_messages(
        tx, [queue_row("a", "web", "b", Message("x", "en"), NOW, WEB)], NOW
    ),
    ("message_number", ""): lambda tx: outbox.note_numbers(tx, [outbox.ShownMessage("a", "1")], NOW),
    ("invite", ""): lambda tx: people.make_invitation(tx, [VILVOORDE], "deputy", NOW),
    ("limit", ""): lambda tx: limits.note_once_more(tx, limits.SIGNALS_A_DAY, "a", NOW),
    ("tombstone", ""): lambda tx: journal.note_erasure(tx, "signal", "a", "withdrawn", NOW),
}


def timed() -> dict[tuple[str, str], timedelta]:
    """How long each kind of row lives, as declared."""
    found: dict[tuple[str, str], timedelta] = {}
    for name, kept in KEPT_TABLES.items():
        if isinstance(kept.lives, Until):
            found |= {(name, kind): span for kind, span in kept.lives.spans.items()}
        elif isinstance(kept.lives, After):
            found[name, ""] = kept.lives.span
    return found


def test_every_time_is_tried_and_every_other_life_too() -> None:
    assert PUT.keys() == timed().keys()
    assert {name for name, kept in KEPT_TABLES.items() if isinstance(kept.lives, Clocked)} == {"signal"}
    assert {name for name, kept in KEPT_TABLES.items() if isinstance(kept.lives, Months)} == {"audit", "audit_chain"}


async def until(store: Store, start: datetime, end: datetime, each: Put | None = None) -> None:
    """The clock goes from one moment to another and does its work on the way, also at the last of them."""
    at = start
    while at < end:
        at = min(at + STEP, end)
        async with store.write() as tx:
            if each is not None:
                await each(tx)
            assert not (await purge.run_clock(tx, at, weekdays)).held


async def keys_of(store: Store, *tables: Table) -> set[tuple[object, ...]]:
    async with store.read() as tx:
        return {(table.name, *row) for table in tables for row in await tx.rows(select(*table.primary_key.columns))}


async def goes_at(store: Store, end: datetime, *tables: Table, each: Put | None = None) -> None:
    """The rows that these tables have are there a second before, and are gone then after one run."""
    rows = await keys_of(store, *tables)
    assert {row[0] for row in rows} == {table.name for table in tables}
    last = end - timedelta(seconds=1)
    await until(store, NOW, last, each)
    assert rows <= await keys_of(store, *tables)
    await until(store, last, end)
    assert not rows & await keys_of(store, *tables)


@pytest.mark.parametrize(("name", "kind"), PUT)
async def test_a_row_is_there_until_its_time_and_gone_then(store: Store, name: str, kind: str) -> None:
    async with store.write() as tx:
        await PUT[name, kind](tx)
        await purge.run_clock(tx, NOW, weekdays)
    await goes_at(store, NOW + timed()[name, kind], metadata.tables[name])


async def test_a_month_of_the_log_goes_whole_with_its_chain(store: Store) -> None:
    async with store.write() as tx:
        await audit.write_audit(tx, "read", NOW)
    table, chain = metadata.tables["audit"], metadata.tables["audit_chain"]
    assert retention.kept_months(table) == retention.kept_months(chain)
    year, month = divmod(NOW.year * 12 + NOW.month + retention.kept_months(table), 12)
    (first,) = [key for key in await keys_of(store, chain) if key[1]]
    (row,) = await keys_of(store, table)
    end = datetime(year, month + 1, 1, tzinfo=UTC)
    await until(store, NOW, end - timedelta(seconds=1))
    assert {first, row} <= await keys_of(store, table, chain)
    await until(store, end - timedelta(seconds=1), end)
    assert not {first, row} & await keys_of(store, table, chain)


WITH_A_SIGNAL = [metadata.tables[name] for name in ("signal", "contribution", "consent")]


def with_a_signal() -> list[str]:
    """The tables whose rows go with their signal, as declared."""
    return [name for name, kept in KEPT_TABLES.items() if isinstance(kept.lives, With) and kept.lives.parent is signal]


async def a_case(store: Store) -> tuple[str, str]:
    """A signal that its coordinator took and asked a question about; who she is and which."""
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        assert await do_act(tx, ann.id, key, 1, "take", NOW)
        assert await do_act(tx, ann.id, key, 2, "ask", NOW, step="often", body="How often?")
    return ann.id, key


async def test_a_closed_case_goes_seven_days_later_and_the_way_to_its_sender_at_once(store: Store) -> None:
    who, key = await a_case(store)
    ways = metadata.tables["reply_handle"]
    assert await keys_of(store, ways)
    async with store.write() as tx:
        assert await do_act(tx, who, key, 3, "close", NOW, outcome="no_action")
    assert not await keys_of(store, ways)
    await goes_at(store, NOW + 7 * DAY, *WITH_A_SIGNAL)


async def test_an_idle_case_goes_with_all_that_belongs_to_it(store: Store) -> None:
    await a_case(store)
    await until(store, NOW, NOW + 90 * DAY)
    ways = metadata.tables["reply_handle"]
    await until(store, NOW + 90 * DAY, NOW + 104 * DAY - timedelta(seconds=1))
    assert await keys_of(store, ways)
    await until(store, NOW + 104 * DAY - timedelta(seconds=1), NOW + 104 * DAY)
    assert not await keys_of(store, ways)
    rows = await keys_of(store, *WITH_A_SIGNAL)
    await until(store, NOW + 104 * DAY, NOW + 111 * DAY - timedelta(seconds=1))
    assert rows == await keys_of(store, *WITH_A_SIGNAL)
    await until(store, NOW + 111 * DAY - timedelta(seconds=1), NOW + 111 * DAY)
    assert not await keys_of(store, *WITH_A_SIGNAL)


async def test_a_case_renewed_for_ever_goes_at_the_cap(store: Store) -> None:
    await a_case(store)
    lives = KEPT_TABLES["signal"].lives
    assert isinstance(lives, Clocked)
    days = iter(range(1, 100))

    async def renewed(tx: Tx) -> None:
        await tx.run(update(signal).values(active=NOW + next(days) * STEP))

    ways = metadata.tables["reply_handle"]
    await goes_at(store, NOW + lives.longest, *WITH_A_SIGNAL, ways, each=renewed)


async def test_what_waits_for_an_act_or_is_for_good_outlives_years(store: Store) -> None:
    stays = [metadata.tables[name] for name in ("person", "person_area", "contact", "counter", "clock")]
    timeless = {
        name for name, kept in KEPT_TABLES.items() if not isinstance(kept.lives, Until | After | Months | Clocked)
    }
    assert timeless - set(with_a_signal()) == {table.name for table in stays}
    await a_case(store)
    async with store.write() as tx:
        await contacts.put_contacts(tx, a_contact("be-town"), NOW)
        await purge.run_clock(tx, NOW, weekdays)
    rows = await keys_of(store, *stays)
    await until(store, NOW, NOW + 1500 * DAY)
    assert {row[0] for row in rows} == {table.name for table in stays}
    assert rows <= await keys_of(store, *stays)


# Acts


async def _outbox(tx: Tx) -> str:
    """A reply about a signal, and which signal."""
    key = await a_signal(tx, NOW)
    await outbox.queue_messages(tx, [outbox.QueuedMessage("a", "web", "x", replaces="k", about=key)], NOW)
    return key


async def _outbox_ids(tx: Tx) -> list[str]:
    return [row.id for row in await tx.rows(select(metadata.tables["outbox"].c.id))]


async def _replaced(tx: Tx) -> None:
    await outbox.queue_messages(tx, [outbox.QueuedMessage("a", "web", "y", replaces="k")], NOW)


async def _used(tx: Tx) -> None:
    code = await people.make_invitation(tx, [VILVOORDE], "deputy", NOW)
    assert await people.enrol_person(tx, code, "b", "telegram", "c", "nl", NOW)


async def _one(tx: Tx, name: str) -> str:
    """The key of the only row of a table."""
    table = metadata.tables[name]
    (row,) = await tx.rows(select(*table.primary_key.columns) if "id" not in table.c else select(table.c.id))
    return str(row[0])


async def _forgotten(tx: Tx) -> None:
    await subject.forget_lane(tx, "a", [], NOW)


async def _ended(tx: Tx) -> None:
    await talks.end_talks(tx, [talks.TalkEnding("a", "abc123", "ended")], NOW)


ROWS: dict[str, Put] = {
    **{name: put for (name, _), put in PUT.items()},
    "outbox": _outbox,
    "person": lambda tx: at_work(tx, "ann", "coordinator", NOW),
    "signal": lambda tx: a_signal(tx, NOW),
    "reply_handle": lambda tx: a_signal(tx, NOW),
    "contact": lambda tx: contacts.put_contacts(tx, a_contact("be-town"), NOW),
}


async def _sent(tx: Tx) -> None:
    await outbox.forget_sent(tx, await _outbox_ids(tx))


async def _signal_erased(tx: Tx) -> None:
    await signals.erase_signals(tx, [await _one(tx, "signal")], "withdrawn", NOW)


async def _removed(tx: Tx) -> None:
    await people.remove_person_row(tx, await _one(tx, "person"), NOW)


async def _closed(tx: Tx) -> None:
    await charge.forget_handle(tx, await _one(tx, "reply_handle"), NOW)


ACTS: dict[str, Put] = {
    "store.talks.end_talks": _ended,
    "store.talks.end_kind": lambda tx: talks.end_kind(tx, "a", "signal"),
    "features.own_data.records.forget_lane": _forgotten,
    "store.outbox.forget_sent": _sent,
    "store.outbox.drop_fetched": lambda tx: outbox.drop_fetched(tx, "a", 1000),
    "store.outbox._replace": _replaced,
    "store.outbox.forget_numbers": lambda tx: outbox.forget_numbers(tx, "a", ["1"]),
    "store.outbox.unshow": lambda tx: outbox.unshow(tx, "a", lambda payload: True),
    "features.signal.charge.forget_handle": _closed,
    "features.signal.records.erase_signals": _signal_erased,
    "features.staff.records.remove_person_row": _removed,
    "features.staff.records.enrol_person": _used,
    "features.contacts.records.remove_contact": lambda tx: contacts.remove_contact(tx, "be-town"),
}
ENDS = [
    (name, act.by)
    for name, kept in KEPT_TABLES.items()
    for act in kept.acts
    if act.by != "features.staff.records.enrol_person"
]


@pytest.mark.parametrize(("name", "by"), ENDS)
async def test_an_act_takes_the_row(store: Store, name: str, by: str) -> None:
    table = metadata.tables[name]
    async with store.write() as tx:
        await ROWS[name](tx)
    rows = await keys_of(store, table)
    assert rows
    async with store.write() as tx:
        await ACTS[by](tx)
    assert not rows & await keys_of(store, table)


async def test_an_invitation_goes_when_it_is_used(store: Store) -> None:
    async with store.write() as tx:
        await _used(tx)
    assert not await keys_of(store, metadata.tables["invite"])


async def test_roles_go_with_the_person(store: Store) -> None:
    table = metadata.tables["person_area"]
    async with store.write() as tx:
        await ROWS["person"](tx)
    assert await keys_of(store, table)
    async with store.write() as tx:
        await _removed(tx)
    assert not await keys_of(store, table)


async def test_contributions_and_consent_go_with_the_signal(store: Store) -> None:
    await a_case(store)
    belongings = [*WITH_A_SIGNAL, metadata.tables["reply_handle"]]
    assert len(await keys_of(store, *belongings)) == len(belongings)
    async with store.write() as tx:
        await _signal_erased(tx)
    assert not await keys_of(store, *belongings)
