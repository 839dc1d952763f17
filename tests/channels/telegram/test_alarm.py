"""What goes wrong on the way in: told once when it begins, without what the error said, and when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.alarm import unheard_window
from bot.channels.telegram.alarm import ALARM_CURES, GRAVE_ALARMS, UPDATES_KEPT, alarm_at, alarm_of_error
from bot.channels.telegram.api import Refusal, Unreachable

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Notes:
    """What is noted for `doctor`; refused the first times."""

    def __init__(self, failures: int = 0) -> None:
        self.written: list[str] = []
        self.failures = failures

    async def __call__(self, alarm: str) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk")
        self.written.append(alarm)


@pytest.mark.parametrize("name", list(ALARM_CURES))
async def test_each_is_told_once_with_its_cure_and_once_when_it_is_over(name: str) -> None:
    alarm = alarm_at("telegram_poll")
    with capture_logs() as logs:
        for _ in range(3):
            await alarm.begins(name, "Refusal")
        for _ in range(3):
            await alarm.is_over()
    assert [(entry["log_level"], entry["alarm"]) for entry in logs] == [("error", name), ("info", "")]
    assert logs[0]["cure"] == ALARM_CURES[name]
    assert alarm.now == ""


async def test_another_one_is_told_though_the_first_is_not_over() -> None:
    alarm = alarm_at("telegram_poll")
    with capture_logs() as logs:
        for name in ("unreachable", "token", "unreachable"):
            await alarm.begins(name)
    assert [entry["alarm"] for entry in logs] == ["unreachable", "token", "unreachable"]


async def test_all_is_well_is_no_news() -> None:
    with capture_logs() as logs:
        await alarm_at("telegram_poll").is_over()
    assert logs == []


@pytest.mark.parametrize("name", list(ALARM_CURES))
async def test_only_the_grave_ones_are_noted_each_once_and_then_that_it_is_over(name: str) -> None:
    notes = Notes()
    alarm = alarm_at("telegram_poll", notes)
    for _ in range(2):
        await alarm.begins(name)
    await alarm.is_over()
    await alarm.is_over()
    assert notes.written == ([name, ""] if name in GRAVE_ALARMS else [""])


async def test_what_could_not_be_noted_is_tried_again_and_stops_nothing() -> None:
    notes = Notes(failures=1)
    alarm = alarm_at("telegram_poll", notes)
    for _ in range(3):
        await alarm.begins("conflict")
    assert notes.written == ["conflict"]


CAUSES = [
    (Refusal(401, "Unauthorized"), "token"),
    (Refusal(404, "Not Found"), "token"),
    (Refusal(409, "Conflict: terminated by other getUpdates request"), "conflict"),
    (Refusal(409, "Conflict: can't use getUpdates method while Webhook is active"), "webhook"),
    (Refusal(502, "Bad Gateway"), "unreachable"),
    (Refusal(400, "Bad Request"), "refused"),
    (Refusal(429, "Too Many Requests"), "refused"),
    (Unreachable("TimeoutError"), "unreachable"),
    (OSError("disk full of names"), "store"),
]


@pytest.mark.parametrize(("error", "name"), CAUSES)
def test_which_alarm_an_error_is(error: Exception, name: str) -> None:
    assert alarm_of_error(error) == name


@pytest.mark.threat(25)
def test_a_gap_is_what_telegram_does_not_keep() -> None:
    assert unheard_window(None, NOW, UPDATES_KEPT) == ""
    assert unheard_window(NOW - timedelta(hours=24), NOW, UPDATES_KEPT) == ""
    said = unheard_window(NOW - timedelta(hours=25), NOW, UPDATES_KEPT)
    assert said == "Nothing was read from 2026-11-22 08:00 to 2026-11-23 09:00 UTC."
