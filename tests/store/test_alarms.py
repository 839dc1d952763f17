"""Alarms of channels: one row when it begins, one when it is over, however often. Each channel has its own."""

from datetime import datetime, timedelta

import pytest

from bot.keys.vault import month_of
from bot.store import alarms, audit
from bot.store.alarms import BEGINS, OVER, NotedAlarm
from bot.store.engine import Store


@pytest.mark.threat(3)
async def test_an_alarm_is_noted_once_and_once_when_it_is_over(store: Store, now: datetime) -> None:
    later = [now + timedelta(minutes=number) for number in range(8)]
    told = ["", "conflict", "conflict", "token", "", "", "gap", ""]
    async with store.write() as tx:
        assert await alarms.newest_alarm(tx, "telegram") is None
        for alarm, when in zip(told, later, strict=True):
            await alarms.note_alarm(tx, "telegram", alarm, when)
        assert await alarms.newest_alarm(tx, "telegram") == NotedAlarm("gap", later[6], later[7])
        rows = await audit.audit_entries(tx, month_of(now))
    assert [row.reason for row in rows] == [
        "telegram:conflict",
        "telegram:token",
        "telegram:",
        "telegram:gap",
        "telegram:",
    ]


async def test_a_standing_alarm_has_no_end(store: Store, now: datetime) -> None:
    async with store.write() as tx:
        await alarms.note_alarm(tx, "telegram", "token", now)
        assert await alarms.newest_alarm(tx, "telegram") == NotedAlarm("token", now, None)
        assert await alarms.last_clock_reading(tx) is None


async def test_the_alarms_of_one_channel_hide_none_of_another(store: Store, now: datetime) -> None:
    later = now + timedelta(minutes=1)
    async with store.write() as tx:
        await alarms.note_alarm(tx, "telegram", "conflict", now)
        await alarms.note_alarm(tx, "pi_eon", "token", now)
        await alarms.note_alarm(tx, "pigeon", "token", later)
        await alarms.note_alarm(tx, "telegram", "", later)
        assert await alarms.newest_alarm(tx, "telegram") == NotedAlarm("conflict", now, later)
        assert await alarms.newest_alarm(tx, "pigeon") == NotedAlarm("token", later, None)
        assert await alarms.newest_alarm(tx, "pi_eon") == NotedAlarm("token", now, None)
        assert await alarms.newest_alarm(tx, "web") is None


async def test_rows_that_name_no_channel_are_telegrams(store: Store, now: datetime) -> None:
    later = now + timedelta(minutes=1)
    async with store.write() as tx:
        await audit.write_audit(tx, BEGINS, now, role="clock", reason="foreign")
        assert await alarms.newest_alarm(tx, "telegram") == NotedAlarm("foreign", now, None)
        assert await alarms.newest_alarm(tx, "pigeon") is None
        await audit.write_audit(tx, OVER, later, role="clock")
        await alarms.note_alarm(tx, "telegram", "", later)  # it is known to be well
        assert await alarms.newest_alarm(tx, "telegram") == NotedAlarm("foreign", now, later)
        assert len(await audit.audit_entries(tx, month_of(now))) == 2
