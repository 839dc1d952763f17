import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.alarm import ALARM_CURES
from bot.channels.telegram.api import TelegramBot, Unreachable
from bot.channels.telegram.poll import Poll
from tests.botapi import TOKEN, BotApi

FAST = (0.02, 0.1)


class Taken:
    """What was committed; refuses `failures` times first."""

    def __init__(self, failures: int = 0) -> None:
        self.texts: list[str] = []
        self.batches: list[int] = []
        self.failures = failures

    async def __call__(self, updates: Sequence[object]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full of names")
        self.batches.append(len(updates))
        self.texts += [update["message"]["text"] for update in updates if isinstance(update, dict)]


@asynccontextmanager
async def polling(poll: Poll) -> AsyncIterator[None]:
    task = asyncio.create_task(poll.run())
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


async def test_updates_come_in_order_and_are_confirmed_by_the_next_poll(bot: TelegramBot, botapi: BotApi) -> None:
    taken = Taken()
    poll = Poll(bot, taken, wait=1, pauses=FAST)
    for number in range(150):
        botapi.person(number % 3 + 1).writes(str(number))
    await poll.once()
    assert taken.batches == [100]
    assert len(botapi.world.updates) == 150
    await poll.once()
    assert len(botapi.world.updates) == 50
    async with polling(poll):
        await until(lambda: not botapi.world.updates)
    assert taken.texts == [str(number) for number in range(150)]
    assert poll.alarm.now == ""


@pytest.mark.threat(19)
async def test_what_the_store_refused_is_not_acknowledged(bot: TelegramBot, botapi: BotApi) -> None:
    taken = Taken(failures=3)
    poll = Poll(bot, taken, wait=1, pauses=FAST)
    botapi.person(1).writes("stay")
    with capture_logs() as logs:
        async with polling(poll):
            await until(lambda: poll.alarm.now == "store")
            assert len(botapi.world.updates) == 1
            await until(lambda: bool(taken.texts) and not botapi.world.updates)
    assert taken.texts == ["stay"]
    assert [(entry["event"], entry["alarm"]) for entry in logs] == [("telegram_poll", "store"), ("telegram_poll", "")]
    assert "names" not in repr(logs)


@pytest.mark.threat(3)
@pytest.mark.parametrize(
    ("code", "description", "alarm"),
    [
        (401, "Unauthorized", "token"),
        (409, "Conflict: terminated by other getUpdates request", "conflict"),
        (409, "Conflict: can't use getUpdates method while webhook is active", "webhook"),
        (502, "Bad Gateway", "unreachable"),
        (400, "Bad Request: odd", "refused"),
    ],
)
async def test_each_refusal_has_its_alarm_and_ends_nothing(
    bot: TelegramBot, botapi: BotApi, code: int, description: str, alarm: str
) -> None:
    taken = Taken()
    poll = Poll(bot, taken, wait=1, pauses=FAST)
    botapi.fail("refuse", "getUpdates", code=code, description=description, times=3)
    botapi.person(1).writes("later")
    with capture_logs() as logs:
        async with polling(poll):
            await until(lambda: poll.alarm.now == alarm)
            await until(lambda: taken.texts == ["later"])
            await until(lambda: poll.alarm.now == "")
    assert [entry["cure"] for entry in logs if entry["alarm"]] == [ALARM_CURES[alarm]]


async def test_told_to_wait(bot: TelegramBot, botapi: BotApi) -> None:
    taken = Taken()
    poll = Poll(bot, taken, wait=1, pauses=FAST)
    botapi.fail("refuse", "getUpdates", code=429, seconds=1)
    botapi.person(1).writes("later")
    start = asyncio.get_running_loop().time()
    async with polling(poll):
        await until(lambda: taken.texts == ["later"])
    assert asyncio.get_running_loop().time() - start >= 1


@pytest.mark.threat(24)
@pytest.mark.parametrize("kind", ["page", "reset", "cut", "truncated", "garbage"])
async def test_a_torn_poll_loses_nothing(bot: TelegramBot, botapi: BotApi, kind: str) -> None:
    taken = Taken()
    botapi.fail(kind, "getUpdates", times=2)
    botapi.person(1).writes("here")
    async with polling(Poll(bot, taken, wait=1, pauses=FAST)):
        await until(lambda: taken.texts == ["here"])


@pytest.mark.threat(18)
async def test_ids_that_begin_anew_with_smaller_ones_are_seen(bot: TelegramBot, botapi: BotApi) -> None:
    taken = Taken()
    botapi.world.restart_update_ids(10**9)
    botapi.person(1).writes("before the quiet week")
    async with polling(Poll(bot, taken, wait=1, pauses=FAST)):
        await until(lambda: len(taken.texts) == 1)
        await until(lambda: not botapi.world.updates)
        await asyncio.sleep(1.2)
        botapi.world.restart_update_ids(5)
        botapi.person(1).writes("after it")
        await until(lambda: len(taken.texts) == 2)


@pytest.mark.threat(3)
async def test_two_pollers_notice_each_other(bot: TelegramBot, botapi: BotApi) -> None:
    other = TelegramBot(TOKEN, botapi.base)
    poll = Poll(bot, Taken(), wait=5, pauses=FAST)
    async with polling(poll):
        await until(lambda: botapi.polling.turn > 0)
        await other.call("getUpdates", {"timeout": 0})
        await until(lambda: poll.alarm.now == "conflict")
    await other.close_connections()


async def test_an_update_without_an_id_is_passed_on_but_does_not_make_it_spin(bot: TelegramBot, botapi: BotApi) -> None:
    received: list[object] = []

    async def receive(updates: Sequence[object]) -> None:
        received.extend(updates)

    botapi.world.push_raw({"message": {"text": "no id"}})
    take: Callable[[Sequence[object]], Awaitable[None]] = receive
    with pytest.raises(Unreachable, match="without ids"):
        await Poll(bot, take, wait=1).once()
    assert received == [{"message": {"text": "no id"}}]


async def test_the_transport_is_more_patient_than_telegram(bot: TelegramBot, botapi: BotApi) -> None:
    await Poll(bot, Taken(), wait=1).once()
    (asked,) = botapi.called("getUpdates")
    assert asked["timeout"] == 1
    assert asked["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
