"""Where updates are brought: set, watched, put right; nothing is ever dropped."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.alarm import ALARM_CURES, alarm_at
from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.watch import Watch
from bot.channels.telegram.webhook import Address
from tests.botapi import TOKEN, BotApi

SECRET = "a" * 40
URL = "https://chat.example.org/"
THIEF = "https://thief.example.org/x"


class Notes:
    """What is noted for `doctor`."""

    def __init__(self) -> None:
        self.alarms: list[str] = []

    async def __call__(self, alarm: str) -> None:
        self.alarms.append(alarm)


@pytest.fixture
def notes() -> Notes:
    return Notes()


def watch(bot: TelegramBot, notes: Notes, url: str = URL) -> Watch:
    return Watch(bot, Address(TOKEN, url), SECRET, alarm_at("telegram_webhook", notes), every=0.05)


async def test_the_webhook_is_set_with_secret_and_kinds(bot: TelegramBot, botapi: BotApi, notes: Notes) -> None:
    look = watch(bot, notes)
    assert await look.looked()
    assert await look.looked()
    (asked,) = botapi.called("setWebhook")
    assert asked["secret_token"] == SECRET
    assert asked["url"] == look.address.url
    assert asked["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert "drop_pending_updates" not in asked
    assert notes.alarms == [""]


async def test_after_a_change_of_the_address_the_new_one_is_set_without_alarm(
    bot: TelegramBot, botapi: BotApi, notes: Notes
) -> None:
    botapi.world.webhook = Address(TOKEN, "https://old.example.org/chat").url
    assert await watch(bot, notes).looked()
    assert botapi.world.webhook.startswith(URL)
    assert notes.alarms == []


@pytest.mark.threat(3)
@pytest.mark.parametrize("taken", [THIEF, ""])
async def test_an_address_that_somebody_changed_is_told_and_put_right(
    bot: TelegramBot, botapi: BotApi, notes: Notes, taken: str
) -> None:
    look = watch(bot, notes)
    task = asyncio.create_task(look.run())
    await _until(lambda: look.is_set)
    botapi.person(1).writes("waits")
    with capture_logs() as logs:
        botapi.world.webhook = taken
        await _until(lambda: botapi.world.webhook == look.address.url)
        await _until(lambda: notes.alarms[-2:] == ["foreign", ""])
    task.cancel()
    assert ALARM_CURES["foreign"] in [entry.get("cure") for entry in logs]
    assert TOKEN not in repr(logs)
    assert SECRET not in repr(logs)
    assert len(botapi.world.updates) == 1


@pytest.mark.threat(3)
async def test_with_polling_a_foreign_webhook_is_told_and_left_and_our_own_goes(
    bot: TelegramBot, botapi: BotApi, notes: Notes
) -> None:
    botapi.person(1).writes("waits")
    botapi.world.webhook = THIEF
    look = watch(bot, notes, url="")
    assert await look.looked()
    assert botapi.world.webhook == THIEF
    assert notes.alarms == ["webhook"]
    botapi.world.webhook = Address(TOKEN, URL).url
    assert await look.looked()
    assert botapi.world.webhook == ""
    assert len(botapi.world.updates) == 1


@pytest.mark.threat(3)
@pytest.mark.parametrize(
    ("code", "alarm", "noted"),
    [(401, "token", ["token", ""]), (400, "address", ["address", ""]), (502, "unreachable", [""])],
)
async def test_what_telegram_refuses_is_told_and_tried_again(
    bot: TelegramBot, botapi: BotApi, notes: Notes, code: int, alarm: str, noted: list[str]
) -> None:
    look = watch(bot, notes)
    botapi.fail("refuse", "setWebhook", code=code, description="Bad: bad webhook")
    assert not await look.looked()
    assert look.alarm.now == alarm
    assert await look.looked()
    assert await look.looked()
    assert notes.alarms == noted


async def test_updates_that_cannot_be_brought_are_told(bot: TelegramBot, botapi: BotApi, notes: Notes) -> None:
    look = watch(bot, notes)
    assert await look.looked()
    botapi.world.webhook_failed = datetime.now(UTC).timestamp()
    assert await look.looked()
    assert look.alarm.now == ""  # none waits: it was brought after all
    botapi.person(1).writes("waits")
    look.every = 60
    assert await look.looked()
    assert look.alarm.now == "undelivered"
    botapi.world.webhook_failed -= 1000
    assert await look.looked()
    assert notes.alarms == ["", "undelivered", ""]


async def _until(true: object) -> None:
    assert callable(true)
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)
