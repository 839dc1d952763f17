from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.signal import steps
from bot.features.signal.deadlines import (
    Rules,
    after_working_days,
    due_deadline,
    gone_by,
    next_moment,
    pending_deadlines,
    read_by,
)
from bot.features.signal.state import Signal
from bot.places.calendar import Calendar

BRUSSELS = ZoneInfo("Europe/Brussels")
CHRISTMAS = {date(2026, 12, 25), date(2027, 1, 1)}
BELGIUM = Calendar(BRUSSELS, lambda day: day.weekday() < 5 and day not in CHRISTMAS)
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS).astimezone(UTC)


def a_signal(received: str) -> Signal:
    return Signal("abc", "be:23088", "received", 1, at(received), at(received))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23 10:00", 2, "2026-11-26 00:00"),  # Monday: Tuesday and Wednesday are the two days
        ("2026-11-23 23:59", 2, "2026-11-26 00:00"),
        ("2026-11-24 00:01", 2, "2026-11-27 00:00"),
        ("2026-11-27 16:00", 2, "2026-12-02 00:00"),  # Friday
        ("2026-11-28 12:00", 2, "2026-12-02 00:00"),  # Saturday
        ("2026-12-24 09:00", 2, "2026-12-30 00:00"),  # Christmas Day and a weekend between
        ("2026-03-27 09:00", 2, "2026-04-01 00:00"),  # the night the clock goes forward between
        ("2026-11-23 10:00", 10, "2026-12-08 00:00"),
        ("2026-11-23 10:00", 0, "2026-11-24 00:00"),
    ],
)
def test_working_days_end_at_midnight_of_the_place(start: str, days: int, end: str) -> None:
    assert after_working_days(at(start), days, BELGIUM) == at(end)


def test_a_calendar_without_working_days_holds_nothing_for_ever() -> None:
    never = Calendar(UTC, lambda day: False)
    assert after_working_days(at("2026-11-23 10:00"), 2, never) < at("2027-02-01 00:00")


def test_the_sender_hears_a_day() -> None:
    assert read_by(at("2026-11-27 16:00"), BELGIUM) == date(2026, 12, 1)
    assert gone_by(at("2026-11-27 23:30"), BELGIUM) == date(2027, 11, 27)


def test_an_unread_signal_is_told_of_three_times_and_only_then_ends() -> None:
    """Day by day, as the clock does it."""
    signal, happened = a_signal("2026-11-23 10:00"), {}
    start = at("2026-11-23 10:00")
    for days in range(400):
        now = start + days * DAY
        while (what := due_deadline(signal, now, BELGIUM)) is not None and "delete" not in happened:
            happened[what] = days
            if what != "delete":
                signal = steps.pass_time(signal, what, now)
    assert happened == {
        "tell_deputy": 3,
        "tell_region": 8,
        "tell_sender": 15,
        "check": 90,
        "expire": 104,
        "delete": 111,
    }
    assert signal.outcome == "expired_unread"


def test_a_signal_found_long_after_is_told_of_before_it_may_end() -> None:
    signal = a_signal("2026-11-23 10:00")
    now = at("2027-10-01 10:00")
    order = []
    while (what := due_deadline(signal, now, BELGIUM)) is not None:
        order.append(what)
        signal = steps.pass_time(signal, what, now)
    assert order == ["tell_deputy", "tell_region", "tell_sender", "check"]
    assert pending_deadlines(signal, BELGIUM)["expire"] == now + timedelta(days=14)


def test_a_read_signal_is_told_of_to_nobody() -> None:
    signal = steps.act_by_name(a_signal("2026-11-23 10:00"), "read", at("2026-11-23 11:00"))
    assert set(pending_deadlines(signal, BELGIUM)) == {"delete", "check"}


@pytest.mark.parametrize("what", ["take", "answer", "answered", "ask"])
def test_an_answer_to_the_closing_check_starts_the_count_again(what: str) -> None:
    signal = replace(a_signal("2026-11-23 10:00"), read=at("2026-11-23 10:00"), state="closing_check")
    signal = replace(signal, checked=at("2027-02-21 10:00"))
    renewed = steps.act_by_name(signal, what, at("2027-02-25 10:00"))
    assert pending_deadlines(renewed, BELGIUM)["check"] == at("2027-02-25 10:00") + 90 * DAY
    assert "expire" not in pending_deadlines(renewed, BELGIUM)


def test_the_cap_comes_before_the_days_of_a_closed_signal() -> None:
    signal = replace(a_signal("2026-11-23 10:00"), state="closed", closed=at("2027-11-22 10:00"), outcome="done")
    assert next_moment(signal, BELGIUM) == at("2026-11-23 10:00") + 365 * DAY


def test_shorter_rules_are_followed() -> None:
    rules = Rules(deputy=1, kept_closed=timedelta(0), cap=30 * DAY)
    signal = a_signal("2026-11-23 10:00")
    assert next_moment(signal, BELGIUM, rules) == at("2026-11-25 00:00")
    assert pending_deadlines(signal, BELGIUM, rules)["delete"] == signal.received + 30 * DAY
    assert read_by(signal.received, BELGIUM, rules) == date(2026, 11, 24)


@given(
    start=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    days=st.integers(1, 15),
    closed=st.sets(st.integers(0, 366), max_size=30),
)
def test_exactly_so_many_working_days_lie_between(start: datetime, days: int, closed: set[int]) -> None:
    calendar = Calendar(BRUSSELS, lambda day: day.weekday() < 5 and day.timetuple().tm_yday not in closed)
    end = after_working_days(start, days, calendar).astimezone(BRUSSELS)
    assert (end.hour, end.minute) == (0, 0)
    day, between = start.astimezone(BRUSSELS).date() + DAY, []
    while day < end.date():
        between.append(day)
        day += DAY
    assert sum(map(calendar.works, between)) == days
    assert calendar.works(between[-1])
