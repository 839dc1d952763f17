"""Alarms of the real program: told apart, noted, over when all is well; what people wrote meanwhile is answered."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import practice_office
from bot.channels.telegram.webhook import Address
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.store import alarms
from bot.words.library import Library
from tests.botapi import TOKEN, BotApi
from tests.botapi.fixtures import botapi
from tests.journeys.telegram import serving

__all__ = ["botapi"]
FIRST = "can someone get hurt soon?"


async def noted(office: Office, alarm: str, over: bool = True) -> None:
    """Wait until the newest alarm is this one."""
    async with asyncio.timeout(20):
        while not await newest_is(office, alarm, over):
            await asyncio.sleep(0.05)


async def newest_is(office: Office, alarm: str, over: bool) -> bool:
    async with office.store.read() as tx:
        found = await alarms.newest_alarm(tx, "telegram")
    return found is not None and found.alarm == alarm and (found.over is not None) == over


@pytest.mark.threat(3)
@pytest.mark.parametrize(
    ("code", "said", "alarm"),
    [(401, "Unauthorized", "token"), (409, "Conflict: terminated by other getUpdates request", "conflict")],
)
async def test_a_refused_token_and_a_second_poller_are_two_alarms_and_lose_nothing(
    botapi: BotApi, library: Library, code: int, said: str, alarm: str
) -> None:
    person = botapi.person(7)
    person.writes("/start")
    botapi.fail("refuse", "getUpdates", code=code, description=said, times=1)
    with capture_logs() as logs:
        async with serving(library, botapi) as office:
            await noted(office, alarm)
            await person.sees(FIRST, patience=30)
    assert [entry["alarm"] for entry in logs if entry.get("alarm")] == [alarm]
    assert TOKEN not in repr(logs)


@pytest.mark.threat(3)
async def test_a_foreign_webhook_is_told_and_our_own_old_one_goes(
    botapi: BotApi, library: Library, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path}/town.db"
    person = botapi.person(7)
    person.writes("/start")
    botapi.world.webhook = "https://thief.example.org/x"
    async with serving(library, botapi, database) as office:
        await noted(office, "webhook", over=False)
        assert botapi.world.webhook == "https://thief.example.org/x"
        botapi.world.webhook = ""
        await person.sees(FIRST, patience=30)
        await noted(office, "webhook")
    botapi.world.webhook = Address(TOKEN, "https://chat.example.org/").url
    with capture_logs() as logs:
        async with serving(library, botapi, database):
            person.presses("No")
            await person.sees("Who are you in this?", patience=30)
    assert [entry["event"] for entry in logs if entry.get("alarm")] == []


@pytest.mark.threat(25)
async def test_after_25_hours_the_window_is_told_and_what_telegram_kept_is_answered(
    botapi: BotApi, library: Library, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path}/town.db"
    async with practice_office(library, database) as office:
        office.clock.move(timedelta(hours=-25))
        await Rounds(office).once()
    person = botapi.person(7)
    person.writes("/start")
    with capture_logs() as logs:
        async with serving(library, botapi, database) as office:
            await noted(office, "gap")
            await person.sees(FIRST, patience=30)
    (told,) = [entry for entry in logs if entry.get("alarm") == "gap"]
    assert told["cause"].startswith("Nothing was read from 20")
    assert "Tell the coordinators" in told["cure"]
