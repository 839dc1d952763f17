import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.features.desk import records as desk
from bot.features.own_data import records as subject
from bot.features.signal import records as signals
from bot.features.signal.records import NewSignal, ReplyHandle
from bot.features.signal.tables import consent, contribution, reply_handle, signal
from bot.keys.vault import new_receipt
from bot.store import audit, counters, journal, limits, outbox, purge, talks
from bot.store.engine import Store
from bot.store.tables import metadata
from bot.store.tx import Tx
from tests.conftest import NOW
from tests.store.people import CHAT, VILVOORDE, a_signal, at_work, do_act, weekdays

HOUR = timedelta(hours=1)


def new(receipt: str) -> NewSignal:
    return NewSignal(VILVOORDE, "content", "fr", receipt, "signal-2026-11", "hash", CHAT)


async def count(tx: Tx, table: object) -> int:
    return len(await tx.rows(select(table)))  # type: ignore[call-overload]


async def test_a_talk_sends_one_signal(store: Store) -> None:
    async with store.write() as tx:
        assert await signals.insert_signal(tx, "lane", "abc123", new(new_receipt()), NOW) is not None
        assert await signals.insert_signal(tx, "lane", "abc123", new(new_receipt()), NOW) is None
        assert await signals.insert_signal(tx, "lane", "other1", new(new_receipt()), NOW) is not None
        assert await count(tx, signal) == await count(tx, consent) == 2


async def test_a_send_pressed_twice_at_once_sends_one_signal(store: Store) -> None:
    async def press() -> str | None:
        async with store.write() as tx:
            return await signals.insert_signal(tx, "lane", "abc123", new(new_receipt()), NOW)

    assert sum(key is not None for key in await asyncio.gather(*(press() for _ in range(6)))) == 1


async def test_a_signal_names_who_is_in_charge(store: Store) -> None:
    async with store.write() as tx:
        await at_work(tx, "old", "coordinator", NOW - HOUR)
        first = await at_work(tx, "ann", "coordinator", NOW)
        deputy = await at_work(tx, "bob", "deputy", NOW)
        await at_work(tx, "cil", "region", NOW)
        await a_signal(tx, NOW)
        row = await tx.one(select(signal))
    assert row is not None
    assert (row.coordinator, row.deputy, row.second) == (first.id, deputy.id, None)


@pytest.mark.threat(34)
async def test_nothing_of_the_sender_stands_readable_or_linkable(store: Store) -> None:
    """Without a reply handle no row but the effect of the open talk knows the lane."""
    async with store.write() as tx:
        await a_signal(tx, NOW, handle=None, content="Anna from class 4", talk="abc123")
        await talks.end_talks(tx, [talks.TalkEnding("lane-of-sender", "abc123", "sent")], NOW)
        await purge.run_clock(tx, NOW + HOUR, weekdays)
        everything = repr([await tx.rows(select(table)) for table in metadata.sorted_tables])
    assert "lane-of-sender" not in everything
    assert "Anna" not in everything


async def test_a_receipt_finds_its_signal_however_it_is_typed(store: Store) -> None:
    async with store.write() as tx:
        code = new_receipt()
        key = await a_signal(tx, NOW, receipt=code)
        assert await signals.find_by_receipt(tx, code.lower().replace("-", ""), "any lane", NOW) == key
        assert await signals.find_by_receipt(tx, new_receipt(), "any lane", NOW) is None
        row = await tx.one(select(signal))
        assert row is not None
        assert code not in repr(row)


@pytest.mark.threat(6)
async def test_guessing_receipts_ends_after_five_within_an_hour_for_that_lane_only(store: Store) -> None:
    async with store.write() as tx:
        code = new_receipt()
        key = await a_signal(tx, NOW, receipt=code)
        for _ in range(5):
            assert await signals.find_by_receipt(tx, new_receipt(), "guesser", NOW) is None
        assert await signals.find_by_receipt(tx, code, "guesser", NOW) is None
        assert await signals.find_by_receipt(tx, code, "sender", NOW) == key
        assert await signals.find_by_receipt(tx, code, "guesser", NOW + HOUR) == key
        assert await limits.times_by_all(tx, limits.RECEIPT_GUESSES, NOW) == 5


async def test_three_signals_a_day(store: Store) -> None:
    async with store.write() as tx:
        for number in range(3):
            assert await limits.is_allowed(tx, limits.SIGNALS_A_DAY, "lane", NOW + number * HOUR)
            await limits.note_once_more(tx, limits.SIGNALS_A_DAY, "lane", NOW + number * HOUR)
        assert not await limits.is_allowed(tx, limits.SIGNALS_A_DAY, "lane", NOW + 3 * HOUR)
        assert await limits.is_allowed(tx, limits.SIGNALS_A_DAY, "other", NOW)
        assert await limits.is_allowed(tx, limits.SIGNALS_A_DAY, "lane", NOW + 24 * HOUR)


async def test_a_signal_answers_into_the_chat_it_came_from(store: Store) -> None:
    async with store.write() as tx:
        first = await a_signal(tx, NOW)
        second = await a_signal(tx, NOW)
        await a_signal(tx, NOW, handle=None)
        phone = await a_signal(tx, NOW, handle=ReplyHandle("phone", "+32 2 000 00 00"))
        assert await signals.signals_of_lane(tx, "lane-of-sender") == [second, first]
        assert await signals.read_handle(tx, first) == CHAT
        assert await signals.read_handle(tx, phone) == ReplyHandle("phone", "+32 2 000 00 00")
        assert await signals.read_handle(tx, "nothing") is None


async def test_the_sender_sees_states_questions_and_notes(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        seen = []
        for version, what, step, body in [(0, "", "", ""), (1, "ask", "often", "How often?"), (2, "answer", "", "Hi")]:
            if what:
                assert await do_act(tx, ann.id, key, version, what, NOW, step=step, body=body)
            status = await signals.read_status(tx, key)
            assert status is not None
            seen.append((status.state, [(word.step, word.body) for word in status.questions], len(status.notes)))
        assert seen == [
            ("received", [], 0),
            ("question", [("often", "How often?")], 0),
            ("question", [("often", "How often?")], 1),
        ]
        assert await signals.answer_question_of(tx, key, "often", "weekly", NOW)
        status = await signals.read_status(tx, key)
        assert status is not None
        assert (status.state, status.questions) == ("following", ())
        assert await signals.read_status(tx, "nothing") is None


async def test_an_answer_needs_its_open_question(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key = await a_signal(tx, NOW)
        assert not await signals.answer_question_of(tx, key, "often", "weekly", NOW)
        for version, step in [(1, "often"), (2, "helpers")]:
            await do_act(tx, ann.id, key, version, "ask", NOW, step=step)
        assert not await signals.answer_question_of(tx, key, "talked", "open", NOW)
        assert await signals.answer_question_of(tx, key, "often", "weekly", NOW)
        assert not await signals.answer_question_of(tx, key, "often", "daily", NOW)
        status = await signals.read_status(tx, key)
        assert status is not None
        assert (status.state, [word.step for word in status.questions]) == ("question", ["helpers"])
        view = await desk.read_signal(tx, ann.id, key, NOW)
        assert view is not None
        assert [(word.kind, word.step, word.body) for word in view.words if word.kind == "answer"] == [
            ("answer", "often", "weekly")
        ]
        await do_act(tx, ann.id, key, view.case.version, "close", NOW, outcome="done")
        assert not await signals.answer_question_of(tx, key, "helpers", "school", NOW)
        assert not await signals.answer_question_of(tx, "nothing", "often", "weekly", NOW)


async def test_erasing_takes_everything_and_leaves_a_tombstone(store: Store) -> None:
    async with store.write() as tx:
        ann = await at_work(tx, "ann", "coordinator", NOW)
        key, other = await a_signal(tx, NOW), await a_signal(tx, NOW)
        await do_act(tx, ann.id, key, 1, "ask", NOW, step="often")
        await outbox.queue_messages(
            tx, [outbox.QueuedMessage("l", "web", "about it", about=key), outbox.QueuedMessage("l", "web", "else")], NOW
        )
        assert await signals.erase_signals(tx, [key, "nothing"], "withdrawn", NOW) == 1
        assert await signals.erase_signals(tx, [key], "withdrawn", NOW) == 0
        for table in (signal, consent, reply_handle):
            assert await count(tx, table) == 1
        assert await count(tx, contribution) == 0
        assert [row.payload for row in await outbox.pulled_messages(tx, "l", 0, NOW)] == ["else"]
        assert await journal.unwritten_erasures(tx) == [(store.ring.pseudonym("signal", key), NOW)]
        await journal.mark_written(tx, [store.ring.pseudonym("signal", key)])
        assert await journal.unwritten_erasures(tx) == []
        assert await signals.read_status(tx, other) is not None
        log = await audit.audit_entries(tx, "2026-11")
        assert (log[-1].what, log[-1].object, log[-1].reason) == (
            "erased",
            store.ring.pseudonym("signal", key),
            "withdrawn",
        )


async def test_forgetting_a_chat_takes_what_answers_into_it(store: Store) -> None:
    async with store.write() as tx:
        lost, left = new_receipt(), new_receipt()
        await a_signal(tx, NOW, receipt=lost)
        kept = await a_signal(tx, NOW, handle=None, receipt=left)
        await talks.save_talks(tx, [talks.StoredTalk("lane-of-sender", "abc123", "advice", "{}", NOW + HOUR)])
        await outbox.queue_messages(
            tx, [outbox.QueuedMessage("lane-of-sender", "web", f"codes:\n{lost} {left} {new_receipt()}")], NOW
        )
        await outbox.note_numbers(tx, [outbox.ShownMessage("lane-of-sender", "1")], NOW)
        gone = await subject.forget_lane(tx, "lane-of-sender", await signals.signals_of_lane(tx, "lane-of-sender"), NOW)
        assert gone == subject.ErasedData(1, 1, ("1",), (left,))
        everything = repr([await tx.rows(select(table)) for table in metadata.sorted_tables])
        assert "lane-of-sender" not in everything
        assert await signals.read_status(tx, kept) is not None


async def test_sent_signals_are_counted_by_month(store: Store) -> None:
    async with store.write() as tx:
        await a_signal(tx, NOW)
        await a_signal(tx, NOW)
        await counters.add_count(tx, "signal", "x", NOW + 40 * 24 * HOUR, 5)
        assert await counters.count_cells(tx, "signal", "2026-10", "2026-12") == {f"{VILVOORDE}/received": 2}
        assert (await counters.count_cells(tx, "signal", "2026-11", "2027-01"))["x"] == 5
