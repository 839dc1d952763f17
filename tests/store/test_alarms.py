"""Alarms of a channel: one row when it begins, one when it is over, however often it is told."""

from datetime import datetime, timedelta

import pytest

from bot.keys.vault import month_of
from bot.store import alarms, audit
from bot.store.alarms import Noted
from bot.store.engine import Store


@pytest.mark.threat(3)
async def test_an_alarm_is_noted_once_and_once_when_it_is_over(store: Store, now: datetime) -> None:
    later = [now + timedelta(minutes=number) for number in range(8)]
    told = ["", "conflict", "conflict", "token", "", "", "gap", ""]
    async with store.write() as tx:
        assert await alarms.newest(tx) is None
        for alarm, when in zip(told, later, strict=True):
            await alarms.note(tx, alarm, when)
        assert await alarms.newest(tx) == Noted("gap", later[6], later[7])
        rows = await audit.entries(tx, month_of(now))
    assert [row.reason for row in rows] == ["conflict", "token", "", "gap", ""]


async def test_a_standing_alarm_has_no_end(store: Store, now: datetime) -> None:
    async with store.write() as tx:
        await alarms.note(tx, "token", now)
        assert await alarms.newest(tx) == Noted("token", now, None)
        assert await alarms.last_reading(tx) is None
