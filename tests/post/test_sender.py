"""Rows go out once, in the order of their lane, whatever goes wrong beside them."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from bot.clock import Clock
from bot.keys.vault import Ring
from bot.post import sender as sender_module
from bot.post.message import Message, queue_row
from bot.post.pace import Pace
from bot.post.reach import TELEGRAM, Can
from bot.post.sender import MOST_TRIES, SENDS_AT_ONCE, Deliver, Gone, Later, Pushed, Sender
from bot.store import outbox
from bot.store.engine import Store
from bot.store.lead import NotLeading
from bot.store.tables import outbox as table

NOW = datetime(2026, 11, 21, tzinfo=UTC)


async def waits(store: Store, lanes: int, each: int) -> dict[str, list[str]]:
    """Queue numbered messages for so many lanes, mixed; what each chat must get."""
    rows = [(str(lane), f"{lane}.{number}") for number in range(each) for lane in range(lanes)]
    async with store.write() as tx:
        out = [queue_row(f"lane{chat}", "telegram", chat, Message(text, "en"), NOW, TELEGRAM) for chat, text in rows]
        await outbox.queue_messages(tx, out, NOW)
    expected = defaultdict(list)
    for chat, said in rows:
        expected[chat].append(said)
    return dict(expected)


@asynccontextmanager
async def sending(store: Store, deliver: Deliver) -> AsyncIterator[Sender]:
    """A sender that runs, as fast as it can."""
    sender, stop = Sender(store, Clock(), {"telegram": Pushed(deliver)}), asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    yield sender
    stop.set()
    await task


async def emptied(store: Store) -> None:
    """Until nothing waits any more."""
    async with asyncio.timeout(30):
        while await left(store):
            await asyncio.sleep(0.02)


async def left(store: Store) -> int:
    async with store.read() as tx:
        waiting = select(func.count()).select_from(table).where(table.c.state == "waiting")
        return int((await tx.run(waiting)).scalar_one())


@pytest.mark.parametrize("seed", [1, 2])
async def test_in_order_once_and_never_more_than_its_places_at_a_time(store: Store, seed: int) -> None:
    expected, got = await waits(store, lanes=30, each=5), defaultdict(list)
    dice, under_way, most = random.Random(seed), 0, 0

    async def deliver(chat: str, message: Message) -> list[str]:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(dice.uniform(0, 0.02))
        under_way -= 1
        if dice.random() < 0.1:
            raise Later(0.01)
        got[chat].append(message.text)
        return [str(len(got[chat]))]

    async with sending(store, deliver):
        await emptied(store)
    assert got == expected
    assert most <= SENDS_AT_ONCE
    async with store.read() as tx:
        assert await outbox.message_numbers(tx, "lane7") == ["1", "2", "3", "4", "5"]


async def test_who_cannot_be_reached_holds_nobody_up(store: Store) -> None:
    await waits(store, lanes=3, each=2)
    got, forever = [], asyncio.Event()

    async def deliver(chat: str, message: Message) -> list[str]:
        if chat == "0":
            raise Gone("blocked")
        if chat == "1":
            await forever.wait()
        got.append(message.text)
        return []

    async with sending(store, deliver):
        async with asyncio.timeout(5):
            while got != ["2.0", "2.1"]:
                await asyncio.sleep(0.02)
        forever.set()
        await emptied(store)
    assert got == ["2.0", "2.1", "1.0", "1.1"]


async def test_a_channel_that_hangs_or_is_slow_holds_up_no_other(store: Store) -> None:
    lanes, got, forever = SENDS_AT_ONCE + 20, list[str](), asyncio.Event()
    async with store.write() as tx:
        for channel in ("hangs", "slow", "quick"):  # those that came first would take every place
            rows = [(f"{channel}{number}", Message(str(number), "en")) for number in range(lanes)]
            await outbox.queue_messages(
                tx, [queue_row(lane, channel, lane, said, NOW, Can()) for lane, said in rows], NOW
            )

    async def hangs(chat: str, message: Message) -> list[str]:
        await forever.wait()
        return []

    async def quick(chat: str, message: Message) -> list[str]:
        got.append(chat)
        return [f"id of {chat}"]

    slow = Pushed(quick, Pace.of(1, 1, chat=(1, 1)))
    sender, stop = (
        Sender(store, Clock(), {"hangs": Pushed(hangs), "slow": slow, "quick": Pushed(quick)}),
        asyncio.Event(),
    )
    task = asyncio.create_task(sender.run(stop))
    async with asyncio.timeout(10):
        while len([chat for chat in got if chat.startswith("quick")]) < lanes:
            await asyncio.sleep(0.02)
    assert len([chat for chat in got if chat.startswith("slow")]) <= 11
    assert len(sender.running) == 2 * SENDS_AT_ONCE
    for one in sender.running:
        one.cancel()
    stop.set()
    await asyncio.gather(task, *sender.running, return_exceptions=True)
    async with store.read() as tx:
        assert await outbox.message_numbers(tx, "quick7") == ["id of quick7"]


async def test_nothing_goes_out_twice_while_the_store_does_not_take_the_mark(store: Store) -> None:
    expected, got = await waits(store, lanes=3, each=2), defaultdict(list)

    async def deliver(chat: str, message: Message) -> list[str]:
        got[chat].append(message.text)
        return ["1"]

    async with store.write() as tx:
        await tx.run(text("ALTER TABLE message_number RENAME TO away"))
    async with sending(store, deliver):
        await asyncio.sleep(0.8)
        assert got == {chat: said[:1] for chat, said in expected.items()}
        async with store.write() as tx:
            await tx.run(text("ALTER TABLE away RENAME TO message_number"))
        await emptied(store)
    assert got == expected


async def test_a_row_at_fault_itself_does_not_block_its_chat_for_ever(store: Store) -> None:
    await waits(store, lanes=2, each=2)
    got: list[str] = []

    async def deliver(chat: str, message: Message) -> list[str]:
        if message.text == "0.0":
            raise ValueError("the channel refuses these words")
        got.append(message.text)
        return []

    async with store.write() as tx:
        unreadable = outbox.QueuedMessage("lane1", "telegram", "1\n{}", replaces="of another version")
        await tx.run(update(table).where(table.c.seq <= 2).values(tries=MOST_TRIES))
        await outbox.queue_messages(tx, [unreadable], NOW)
        await tx.run(update(table).where(table.c.replaces.is_not(None)).values(tries=MOST_TRIES))
        await outbox.queue_messages(tx, [queue_row("lane1", "telegram", "1", Message("1.2", "en"), NOW, TELEGRAM)], NOW)
    async with sending(store, deliver):
        await emptied(store)
    assert sorted(got) == ["0.1", "1.0", "1.1", "1.2"]
    async with store.read() as tx:
        assert (await tx.run(select(func.count()).where(table.c.state == "dead"))).scalar_one() == 2


async def test_being_told_to_wait_is_no_failure_of_the_row(store: Store) -> None:
    await waits(store, lanes=1, each=1)
    got: list[str] = []

    async def deliver(chat: str, message: Message) -> list[str]:
        got.append(message.text)
        if len(got) < 4:
            raise Later(0)
        return []

    async with store.write() as tx:
        await tx.run(update(table).values(tries=MOST_TRIES))
    async with sending(store, deliver):
        await emptied(store)
    assert len(got) == 4


async def test_what_is_written_while_the_chat_is_cleared_can_be_cleared_the_next_time(store: Store) -> None:
    async with store.write() as tx:
        await outbox.note_numbers(tx, [outbox.ShownMessage("lane1", "1"), outbox.ShownMessage("lane1", "2")], NOW)
        swept = Message("Cleared.", "en", sweeps="all")
        await outbox.queue_messages(tx, [queue_row("lane1", "telegram", "1", swept, NOW, TELEGRAM)], NOW)

    async def deliver(chat: str, message: Message) -> list[str]:
        assert message.deletes == ("1", "2")
        async with store.write() as tx:  # the person writes again before the message is out
            await outbox.note_numbers(tx, [outbox.ShownMessage("lane1", "3")], NOW)
        return ["4"]

    async with sending(store, deliver):
        await emptied(store)
    async with store.read() as tx:
        assert await outbox.message_numbers(tx, "lane1") == ["3", "4"]


async def test_who_was_frozen_asks_again_who_leads_before_it_sends(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await waits(store, lanes=1, each=1)
    got: list[str] = []
    asked = 0

    async def deliver(chat: str, message: Message) -> list[str]:
        got.append(message.text)
        return []

    async def sure() -> None:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise NotLeading("another replica leads")

    monkeypatch.setattr(sender_module, "STALE_AFTER", 0.0)
    sender = Sender(store, Clock(), {"telegram": Pushed(deliver)}, sure)
    await sender.start()
    await asyncio.gather(*sender.running)
    assert (asked, got, await left(store)) == (2, [], 1)


async def test_a_store_that_takes_no_writing_sends_nothing_again_and_again(tmp_path: Path, ring: Ring) -> None:
    store, tried = await Store.open(f"sqlite:///{tmp_path / 'full.db'}", ring), []
    await waits(store, lanes=1, each=1)
    async with store.write() as tx:
        full = "CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        await tx.run(text(full))

    async def deliver(chat: str, message: Message) -> list[str]:
        tried.append(message.text)
        raise Later(0)

    async with sending(store, deliver):
        await asyncio.sleep(1)
    assert tried == ["0.0"]
    await store.close()


async def test_nobody_waits_out_a_long_pause_to_stop(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_module, "LOOK_EVERY", 60.0)

    async def deliver(chat: str, message: Message) -> list[str]:
        return []

    async with asyncio.timeout(5):
        async with sending(store, deliver):
            await asyncio.sleep(0.05)
