"""Doctor: what is wrong between Telegram and us is told apart, with its cure, and changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.known import CHANNELS, pushed_channels
from bot.channels.telegram.alarm import ALARM_CURES
from bot.channels.telegram.webhook import Address
from bot.finding import Finding
from bot.keys.vault import Ring
from bot.operations.channels import clock
from bot.operations.doctor import examine_installation
from bot.settings import Settings
from bot.store import alarms
from bot.store.engine import Store
from bot.words.library import Library
from tests.botapi import TOKEN, BotApi
from tests.botapi.fixtures import botapi

__all__ = ["botapi"]
URL = "https://chat.example.org/"


@pytest.fixture
async def settings(botapi: BotApi, sqlite_template: Path, tmp_path: Path, ring: Ring) -> AsyncIterator[Settings]:
    ring.save(tmp_path / "keys")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "town.db").write_bytes(sqlite_template.read_bytes())
    given = Settings(
        telegram_token=TOKEN,
        telegram_api=botapi.base,
        database_url=f"sqlite:///{tmp_path}/data/town.db",
        keys_file=tmp_path / "keys",
    )
    yield given
    assert {name for name, _ in botapi.calls} <= {"getMe", "getWebhookInfo"}


async def found(settings: Settings, library: Library, what: str) -> Finding:
    """The one line about it."""
    lines = await examine_installation(settings, library)
    assert TOKEN not in repr(lines)
    return next(line for line in lines if line.what == what)


@pytest.mark.threat(3)
async def test_a_refused_token_and_a_foreign_webhook_and_a_second_poller_are_told_apart(
    settings: Settings, library: Library, botapi: BotApi, ring: Ring
) -> None:
    assert (await found(settings, library, "telegram")).says == "https://t.me/footbridge_bot"
    botapi.fail("refuse", "getMe", code=401)
    assert await found(settings, library, "telegram") == Finding("telegram", False, f"token: {ALARM_CURES['token']}")
    botapi.world.webhook = "https://thief.example.org/secret"
    told = await found(settings, library, "webhook")
    assert told == Finding("webhook", False, f"set to thief.example.org: {ALARM_CURES['webhook']}")
    await note(settings, ring, "conflict")
    told = await found(settings, library, "alarms")
    assert not told.well
    assert ALARM_CURES["conflict"] in told.says
    await note(settings, ring, "")
    told = await found(settings, library, "alarms")
    assert told.well
    assert "conflict since" in told.says
    assert ", over at" in told.says


async def note(settings: Settings, ring: Ring, *alarm: str) -> None:
    """As a running process does."""
    store = await Store.open(settings.database_url, ring)
    for one in alarm:
        async with store.write() as tx:
            await alarms.note_alarm(tx, "telegram", one, datetime.now(UTC))
    await store.close()


async def test_the_webhook_of_this_installation(settings: Settings, library: Library, botapi: BotApi) -> None:
    wanted = settings.model_copy(update={"webhook_url": URL})
    assert "not as set here yet" in (await found(wanted, library, "webhook")).says
    botapi.world.webhook = Address(TOKEN, URL).url
    assert await found(wanted, library, "webhook") == Finding("webhook", True, "set, 0 updates wait")
    botapi.person(1).writes("waits")
    botapi.world.webhook_failed = datetime.now(UTC).timestamp()
    told = await found(wanted, library, "webhook")
    assert not told.well
    assert "1 updates wait (Connection timed out)" in told.says
    assert "not as set here yet" in (await found(settings, library, "webhook")).says
    botapi.world.webhook = "https://thief.example.org/secret"
    assert ALARM_CURES["foreign"] in (await found(wanted, library, "webhook")).says


@pytest.mark.threat(25)
def test_the_clock_tells_who_was_not_heard() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    ways = pushed_channels(CHANNELS)
    assert clock(None, now, ways).well
    assert clock(now - timedelta(minutes=1), now, ways).well
    told = clock(now - timedelta(hours=3), now, ways)
    assert (told.well, told.says) == (False, "nobody leads since 2026-11-23 06:00 UTC: start `passerelle run`")
    told = clock(now - timedelta(hours=25), now, ways)
    assert not told.well
    assert told.says.startswith("Nothing was read from 2026-11-22 08:00 to 2026-11-23 09:00 UTC. ")
