"""Opening hours across nights, clock changes and public holidays."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.contact import WEEKDAYS, Contact
from bot.directory.hours import openness
from tests.directory.conftest import contact

ZONE = "Europe/Brussels"
WEEK = [{"days": list(WEEKDAYS[:5]), "opens": "09:00", "closes": "17:00"}]


def at(text: str, zone: str = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def told(row: Contact, when: str) -> tuple[str, str]:
    found = openness(row, at(when), ZONE)
    moment = found.until or found.opens
    return found.state, moment.strftime("%a %d %H:%M") if moment else ""


def opened(*spans: tuple[str, str, str], **fields: Any) -> Contact:
    hours = [{"days": days.split(), "opens": opens, "closes": closes} for days, opens, closes in spans]
    return contact(hours=hours, **fields)


def test_always_and_unknown_need_no_clock() -> None:
    assert openness(contact(hours="always"), at("2026-11-24T03:00"), ZONE).now
    assert openness(contact(), at("2026-11-24T10:00"), ZONE).state == "unknown"


@pytest.mark.parametrize(
    ("when", "expected"),
    [("2026-11-24T08:59", ("closed", "Tue 24 09:00")), ("2026-11-24T09:00", ("open", "Tue 24 17:00")),
     ("2026-11-24T16:59", ("open", "Tue 24 17:00")), ("2026-11-24T17:00", ("closed", "Wed 25 09:00")),
     ("2026-11-27T18:00", ("closed", "Mon 30 09:00"))],
)  # fmt: skip
def test_working_days(when: str, expected: tuple[str, str]) -> None:
    assert told(contact(hours=WEEK), when) == expected


def test_a_night_shift_lasts_into_the_next_day() -> None:
    night = opened(("mo", "16:00", "01:00"))
    assert told(night, "2026-11-24T00:30") == ("open", "Tue 24 01:00")
    assert told(night, "2026-11-24T01:00")[0] == "closed"


def test_nothing_is_promised_when_three_weeks_bring_no_opening() -> None:
    """Fridays: Christmas and New Year."""
    assert told(opened(("fr", "09:00", "17:00")), "2026-12-18T16:59")[0] == "open"
    assert told(opened(("fr", "09:00", "17:00")), "2026-12-18T17:00") == ("closed", "")


def test_hours_within_others_do_not_shorten_them() -> None:
    assert told(opened(("we", "09:00", "22:00"), ("we", "14:00", "16:00")), "2026-11-25T15:00") == (
        "open",
        "Wed 25 22:00",
    )


def test_midnight_is_24() -> None:
    assert told(opened(("mo", "10:00", "24:00")), "2026-11-23T23:59") == ("open", "Tue 24 00:00")


def test_hours_that_touch_are_one() -> None:
    awel = opened(("mo tu we th fr sa", "16:00", "22:00"), ("we", "14:00", "16:00"))
    assert told(awel, "2026-11-25T15:00") == ("open", "Wed 25 22:00")


@pytest.mark.parametrize("day", ["2026-12-25", "2026-07-21", "2027-03-29"])
def test_public_holidays_of_the_country_are_closed(day: str) -> None:
    assert told(contact(hours=WEEK), f"{day}T10:00")[0] == "closed"
    assert told(contact(hours=WEEK, holidays="open"), f"{day}T10:00")[0] == "open"


def test_a_holiday_of_another_country_is_a_working_day() -> None:
    assert told(contact(hours=WEEK), "2026-07-14T10:00")[0] == "open"
    assert told(contact(id="fr-test", areas=["FR"], hours=WEEK), "2026-07-14T10:00")[0] == "closed"


def test_regional_holidays_close_what_serves_the_region_only() -> None:
    berlin = contact(id="de-test", areas=["DE-BE"], hours=WEEK)
    assert told(berlin, "2027-03-08T10:00")[0] == "closed"
    assert told(contact(id="de-test", areas=["DE"], hours=WEEK), "2027-03-08T10:00")[0] == "open"
    town = contact(id="de-test", areas=["de:11000000"], hours=WEEK)
    place = ("de:11000000", "DE-BE", "DE", "EU")
    assert openness(town, at("2027-03-08T10:00"), "Europe/Berlin", place).state == "closed"


def test_the_clock_changes_in_spring_and_autumn() -> None:
    sunday = opened(("su", "01:30", "03:30"), holidays="open")
    spring = openness(sunday, at("2026-03-29T01:45"), ZONE)
    assert spring.until == at("2026-03-29T03:30")
    assert spring.until is not None
    assert spring.until.astimezone(UTC) - at("2026-03-29T01:30").astimezone(UTC) == timedelta(hours=1)
    autumn = openness(sunday, at("2026-10-25T01:45"), ZONE)
    assert autumn.until is not None
    assert autumn.until.astimezone(UTC) - at("2026-10-25T01:30").astimezone(UTC) == timedelta(hours=3)


def test_the_zone_of_the_place_decides() -> None:
    moment = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    row = contact(hours=WEEK)
    assert openness(row, moment, "Europe/Brussels").state == "closed"
    assert openness(row, moment, "Europe/London").state == "open"


times = st.integers(0, 23 * 60 + 59).map(lambda minutes: f"{minutes // 60:02}:{minutes % 60:02}")
spans = st.tuples(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True), times, times).filter(
    lambda span: span[1] != span[2]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(spans, min_size=1, max_size=3),
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["open", "closed"]),
)
def test_what_is_said_about_later_comes_true(
    hours: list[tuple[list[str], str, str]], moment: datetime, holidays: str
) -> None:
    row = opened(*((" ".join(days), opens, closes) for days, opens, closes in hours), holidays=holidays)
    found = openness(row, moment, ZONE)
    if found.state == "always":
        assert openness(row, moment + timedelta(days=7), ZONE).now
    elif found.state == "open":
        assert found.until is not None
        assert found.until.timestamp() > moment.timestamp()
        before = found.until.astimezone(UTC) - timedelta(seconds=1)
        assert openness(row, before, ZONE).now
        assert openness(row, found.until.astimezone(UTC), ZONE).state == "closed"
    else:
        assert found.opens is not None
        assert found.opens.timestamp() > moment.timestamp()
        assert openness(row, found.opens.astimezone(UTC), ZONE).now
        before = found.opens.astimezone(UTC) - timedelta(seconds=1)
        assert openness(row, before, ZONE).state == "closed"
