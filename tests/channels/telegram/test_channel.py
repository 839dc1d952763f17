"""Telegram for one process: with an address it is brought, without one it is fetched, and a lost day is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from bot.channels.channel import Services
from bot.channels.telegram.api import TelegramBot
from bot.channels.telegram.channel import Telegram
from bot.post.message import Arrival, File
from tests.botapi import BotApi
from tests.channels.telegram.words import phrase

URL, SECRET = "https://chat.example.org/", "a" * 40


class Taken:
    """An office that keeps what it was handed, and takes its time."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.arrivals: list[Arrival] = []
        self.seconds = seconds

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        await asyncio.sleep(self.seconds)
        self.arrivals += arrivals


class Notes:
    """What is noted for `doctor`."""

    def __init__(self) -> None:
        self.alarms: list[str] = []

    async def __call__(self, alarm: str) -> None:
        self.alarms.append(alarm)


def drawn(file: File) -> bytes:
    return b""


@pytest.fixture
def office() -> Taken:
    return Taken()


@pytest.fixture
def notes() -> Notes:
    return Notes()


def channel(bot: TelegramBot, office: Taken, notes: Notes, url: str = "") -> Telegram:
    return Telegram(bot, Services(office, phrase, drawn, notes), url, SECRET if url else "")


@asynccontextmanager
async def led(one: Telegram, last: datetime | None = None) -> AsyncIterator[None]:
    """While this process leads."""
    task = asyncio.create_task(one.lead(["en", "fr"], last))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


def methods(botapi: BotApi) -> set[str]:
    return {method for method, _ in botapi.calls}


async def test_without_an_address_the_leader_fetches_and_sets_no_webhook(
    bot: TelegramBot, botapi: BotApi, office: Taken, notes: Notes
) -> None:
    botapi.person(7).writes("Hello")
    one = channel(bot, office, notes)
    assert one.webhook is None
    async with led(one):
        await until(lambda: bool(office.arrivals))
        await until(lambda: len(botapi.called("setMyCommands")) == 2)
    assert [arrival.chat for arrival in office.arrivals] == ["7"]
    assert "setWebhook" not in methods(botapi)


async def test_with_an_address_it_is_told_to_telegram_and_nothing_is_fetched(
    bot: TelegramBot, botapi: BotApi, office: Taken, notes: Notes
) -> None:
    one = channel(bot, office, notes, URL)
    async with led(one):
        await until(lambda: len(botapi.called("setMyCommands")) == 2)
    (asked,) = botapi.called("setWebhook")
    assert (asked["url"], asked["secret_token"]) == (one.address.url, SECRET)
    assert "getUpdates" not in methods(botapi)


async def test_who_does_not_lead_asks_telegram_for_nothing_and_takes_what_is_brought(
    bot: TelegramBot, botapi: BotApi, office: Taken, notes: Notes
) -> None:
    one = channel(bot, office, notes, URL)
    assert one.webhook is not None
    chat = {"id": 7, "type": "private", "first_name": "A"}
    said = {"message_id": 1, "date": 0, "chat": chat, "from": {**chat, "is_bot": False}, "text": "Hello"}
    headers = {"x-telegram-bot-api-secret-token": SECRET}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(one.webhook), base_url=URL) as client:
        answer = await client.post(one.address.url, json={"update_id": 1, "message": said}, headers=headers)
    assert answer.status_code == 200
    assert [arrival.chat for arrival in office.arrivals] == ["7"]
    assert botapi.calls == []


@pytest.mark.threat(25)
@pytest.mark.parametrize(("hours", "told"), [(None, False), (1, False), (25, True)])
async def test_a_day_without_a_leader_is_told_with_its_window(
    bot: TelegramBot, botapi: BotApi, office: Taken, notes: Notes, hours: int | None, told: bool
) -> None:
    last = None if hours is None else datetime.now(UTC) - timedelta(hours=hours)
    with capture_logs() as logs:
        async with led(channel(bot, office, notes), last):
            await until(lambda: bool(botapi.called("getUpdates")))
    found = [entry for entry in logs if entry.get("alarm") == "gap"]
    assert [entry["cause"].startswith("Nothing was read from 20") for entry in found] == ([True] if told else [])
    assert ("gap" in notes.alarms) == told


async def test_without_its_menus_the_bot_answers_all_the_same(
    bot: TelegramBot, botapi: BotApi, office: Taken, notes: Notes
) -> None:
    botapi.fail("refuse", "getMyName", code=400, description="Bad Request: no")
    botapi.person(7).writes("Hello")
    with capture_logs() as logs:
        async with led(channel(bot, office, notes)):
            await until(lambda: bool(office.arrivals))
            await until(lambda: any(entry["event"] == "telegram_menus" for entry in logs))
    assert [entry["log_level"] for entry in logs if entry["event"] == "telegram_menus"] == ["warning"]


async def test_closing_waits_for_what_is_under_way(bot: TelegramBot, botapi: BotApi, notes: Notes) -> None:
    slow = Taken(0.1)
    one = channel(bot, slow, notes, URL)
    assert one.webhook is not None
    chat = {"id": 7, "type": "private", "first_name": "A"}
    said = {"message_id": 1, "date": 0, "chat": chat, "from": {**chat, "is_bot": False}, "text": "Hello"}
    taking = asyncio.create_task(one.webhook.together.take({"update_id": 1, "message": said}))
    await asyncio.sleep(0)
    await one.close()
    assert len(slow.arrivals) == 1
    await taking
