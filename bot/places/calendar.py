"""Working days at a place: its time zone and its public holidays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from bot.places.gazetteer import Gazetteer, UnknownPlace


@dataclass(frozen=True)
class Calendar:
    """The place's time zone and its working days (public holidays and weekends answer False)."""

    zone: tzinfo
    works: Callable[[date], bool]


def calendar_of(places: Gazetteer, area: str) -> Calendar:
    """The calendar of an area; where it is not known, that of Brussels without holidays."""
    try:
        place = places.area(area)
    except UnknownPlace:
        return Calendar(ZoneInfo("Europe/Brussels"), _weekday)
    return Calendar(ZoneInfo(place.zone), lambda when: _weekday(when) and not _holiday(place.country, when))


def day_at(places: Gazetteer, area: str, moment: datetime) -> date:
    """The day it is at a place; where none is known, in Brussels."""
    return moment.astimezone(calendar_of(places, area).zone).date()


def _weekday(when: date) -> bool:
    return when.weekday() < 5


@cache
def _holiday(country: str, when: date) -> bool:
    import holidays  # 30 ms, and only signals need it

    return country in holidays.list_supported_countries() and when in holidays.country_holidays(
        country, years=when.year
    )
