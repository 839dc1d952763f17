import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, delete
from sqlalchemy.dialects.sqlite import dialect

from bot.store import outbox
from bot.store.engine import Store
from bot.store.outbox import QueuedMessage, ShownMessage
from bot.store.tables import outbox as table
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


def out(lane: str, payload: str, *, channel: str = "telegram", **more: object) -> QueuedMessage:
    return QueuedMessage(lane, channel, payload, **more)  # type: ignore[arg-type]


async def first(store: Store, at: int = 0, limit: int = 20, busy: tuple[str, ...] = ()) -> list[str]:
    async with store.write() as tx:
        return [row.payload for row in await outbox.waiting_messages(tx, ["telegram"], NOW + at * MINUTE, limit, busy)]


async def put(store: Store, *rows: QueuedMessage) -> list[str]:
    async with store.write() as tx:
        return await outbox.queue_messages(tx, rows, NOW)


async def test_each_lane_shows_its_first_row_only(store: Store) -> None:
    await put(store, out("a", "a1"), out("a", "a2"), out("b", "b1"), out("c", "c1", channel="web"))
    assert await first(store) == ["a1", "b1"]


async def test_the_next_row_comes_when_the_first_was_sent(store: Store) -> None:
    ids = await put(store, out("a", "a1"), out("a", "a2"))
    async with store.write() as tx:
        await outbox.forget_sent(tx, ids[:1])
    assert await first(store) == ["a2"]


async def test_urgent_rows_go_first_but_never_overtake_in_their_lane(store: Store) -> None:
    await put(store, out("a", "a1"), out("a", "a2", urgent=True), out("b", "b1"), out("c", "c1", urgent=True))
    assert await first(store) == ["c1", "a1", "b1"]


async def test_a_row_held_back_holds_its_lane_back_and_no_other(store: Store) -> None:
    ids = await put(store, out("a", "a1"), out("a", "a2"), out("b", "b1"))
    async with store.write() as tx:
        await outbox.send_later(tx, ids[0], NOW + 5 * MINUTE)
    assert await first(store) == ["b1"]
    async with store.write() as tx:
        rows = await outbox.waiting_messages(tx, ["telegram"], NOW + 5 * MINUTE, 20)
    assert [(row.payload, row.tries) for row in rows] == [("a1", 1), ("b1", 0)]


async def test_a_dead_letter_lets_the_lane_go_on(store: Store) -> None:
    ids = await put(store, out("a", "a1"), out("a", "a2"))
    async with store.write() as tx:
        await outbox.set_dead(tx, ids[0], NOW)
    assert await first(store) == ["a2"]


async def test_lanes_being_sent_to_and_the_limit_are_respected(store: Store) -> None:
    await put(store, *(out(lane, lane) for lane in "abcde"))
    assert await first(store, limit=2, busy=("a", "c")) == ["b", "d"]


async def test_a_newer_edit_replaces_an_undelivered_one(store: Store) -> None:
    await put(store, out("a", "old", replaces="card"), out("a", "other"), out("b", "b's", replaces="card"))
    await put(store, out("a", "new", replaces="card"), out("a", "newest", replaces="card"))
    assert sorted(await first(store)) == ["b's", "other"]
    async with store.read() as tx:
        assert [row.payload for row in await outbox.pulled_messages(tx, "a", 0, NOW)] == ["other", "newest"]


async def test_rows_on_postgresql_are_leased_so_that_two_replicas_never_hold_the_same(
    store: Store, database_kind: str
) -> None:
    await put(store, *(out(f"lane{number}", str(number)) for number in range(20)))
    got = await asyncio.gather(*(first(store, limit=10) for _ in range(3)))
    together = [payload for page in got for payload in page]
    if database_kind == "postgresql":
        assert len(together) == len(set(together))
        assert await first(store, at=2) != []  # a lease ends by itself
    else:
        assert got[0] == got[1]


async def test_a_leased_row_is_not_replaced(store: Store, database_kind: str) -> None:
    await put(store, out("a", "old", replaces="card"))
    await first(store)
    await put(store, out("a", "new", replaces="card"))
    async with store.read() as tx:
        left = [row.payload for row in await outbox.pulled_messages(tx, "a", 0, NOW)]
    assert left == (["old", "new"] if database_kind == "postgresql" else ["new"])


async def test_a_pulled_lane_keeps_rows_until_a_later_request_names_their_number(store: Store) -> None:
    await put(store, out("w", "1", channel="web"), out("w", "2", channel="web"), out("v", "3", channel="web"))
    async with store.write() as tx:
        rows = await outbox.pulled_messages(tx, "w", 0, NOW)
        assert [row.payload for row in rows] == ["1", "2"]
        assert [row.payload for row in await outbox.pulled_messages(tx, "w", rows[0].seq, NOW)] == ["2"]
        await outbox.drop_fetched(tx, "w", rows[0].seq)
        assert [row.payload for row in await outbox.pulled_messages(tx, "w", 0, NOW)] == ["2"]
        assert len(await outbox.pulled_messages(tx, "v", 0, NOW)) == 1


async def test_a_row_past_its_time_is_not_delivered(store: Store) -> None:
    await put(store, out("a", "short-lived", until=NOW + MINUTE))
    assert await first(store, at=1) == []
    async with store.read() as tx:
        assert await outbox.pulled_messages(tx, "a", 0, NOW + MINUTE) == []


async def test_numbers_rise_in_the_order_of_commits_within_a_lane(store: Store) -> None:
    """Otherwise a reader that has gone past a number would drop a row it never saw."""
    inside, go = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with store.write() as tx:
            await outbox.queue_messages(tx, [out("w", "slow", channel="web")], NOW)
            inside.set()
            await go.wait()

    async def quick() -> None:
        await inside.wait()
        await put(store, out("w", "quick", channel="web"))

    both = asyncio.gather(slow(), quick())
    await inside.wait()
    await asyncio.sleep(0.1)
    async with store.read() as tx:
        assert await outbox.pulled_messages(tx, "w", 0, NOW) == []
    go.set()
    await both
    async with store.read() as tx:
        assert [row.payload for row in await outbox.pulled_messages(tx, "w", 0, NOW)] == ["slow", "quick"]


async def test_numbers_are_never_used_again(store: Store) -> None:
    await put(store, out("a", "1"))
    async with store.write() as tx:
        (old,) = await outbox.pulled_messages(tx, "a", 0, NOW)
        await outbox.drop_fetched(tx, "a", old.seq)
    await put(store, out("a", "2"))
    async with store.read() as tx:
        (new,) = await outbox.pulled_messages(tx, "a", 0, NOW)
    assert new.seq > old.seq


@given(
    moves=st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.sampled_from("abc"), st.booleans()),
            st.tuples(st.sampled_from(["sent", "later", "dead"]), st.integers(0, 2), st.just(False)),
        ),
        max_size=40,
    )
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_happens_each_lane_is_delivered_in_the_order_it_was_put(
    store: Store, moves: list[tuple[str, str | int, bool]]
) -> None:
    """Sending, holding back and giving up in any order never lets a row overtake within its lane, nor lose one."""
    put: dict[str, list[str]] = {lane: [] for lane in "abc"}
    done: dict[str, list[str]] = {lane: [] for lane in "abc"}
    at = NOW
    async with store.write() as tx:
        await tx.run(delete(table))

        async def finish(row: outbox.WaitingMessage, what: str) -> None:
            if what == "later":
                return await outbox.send_later(tx, row.id, at + MINUTE)
            done[row.lane].append(row.payload)
            return await (outbox.forget_sent(tx, [row.id]) if what == "sent" else outbox.set_dead(tx, row.id, at))

        for number, (what, which, urgent) in enumerate(moves):
            at += 2 * MINUTE
            if what == "put":
                await outbox.queue_messages(tx, [out(str(which), f"{which}{number}", urgent=urgent)], at)
                put[str(which)].append(f"{which}{number}")
            elif rows := await outbox.waiting_messages(tx, ["telegram"], at, 20):
                assert len({row.lane for row in rows}) == len(rows)
                await finish(rows[int(which) % len(rows)], what)
        while rows := await outbox.waiting_messages(tx, ["telegram"], at := at + 2 * MINUTE, 20):
            for row in rows:
                await finish(row, "sent")
    assert done == put


async def test_message_numbers_are_remembered_until_they_are_cleared(store: Store) -> None:
    async with store.write() as tx:
        await outbox.note_numbers(
            tx,
            [ShownMessage("a", "30"), ShownMessage("a", "m1@x"), ShownMessage("a", "30"), ShownMessage("b", "30")],
            NOW,
        )
        await outbox.note_numbers(tx, [ShownMessage("a", "7", secret=True)], NOW)
        await outbox.note_numbers(tx, [], NOW)
        assert await outbox.message_numbers(tx, "a", secret_only=True) == ["7"]
        await outbox.forget_numbers(tx, "a", ["7", "m1@x"])
        assert await outbox.message_numbers(tx, "a") == ["30"]
        await outbox.forget_numbers(tx, "a", [])
        assert await outbox.message_numbers(tx, "a") == ["30"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ready", [outbox.URGENT, outbox.OTHERS], ids=["urgent", "others"])
async def test_what_waits_is_found_by_its_index_and_nothing_is_sorted(store: Store, ready: Select[Any]) -> None:
    which = {"channels": ["telegram"], "now": NOW, "busy": ["a"], "most": 20}
    compiled = ready.params(which).compile(dialect=dialect(), compile_kwargs={"render_postcompile": True})
    async with store.read() as tx:
        plan = await tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", ("1",) * str(compiled).count("?"))
        steps = [str(row[-1]) for row in plan]
    assert "ix_outbox_channel_state_urgent_seq (channel=? AND state=? AND urgent=?)" in steps[0]
    assert not any("TEMP B-TREE" in step for step in steps)
