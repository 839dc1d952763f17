"""When a contact is open: wall-clock hours in the zone of the place, across clock changes and public holidays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot.directory.contact import WEEKDAYS, Contact, Opening

DAYS_AHEAD = 21  # days to look for the next opening
ALWAYS_OPEN = timedelta(days=14)  # hours that meet round the clock for longer than this have no end
Span = tuple[datetime, datetime]
REGION_CODE = re.compile(r"^([A-Z]{2})-([A-Z0-9]{1,4})$")


@dataclass(frozen=True)
class Openness:
    """`until` when open, `opens` when closed: aware, in the zone of the place. Neither for `always` and `unknown`."""

    state: Literal["open", "closed", "always", "unknown"]
    until: datetime | None = None
    opens: datetime | None = None

    @property
    def now(self) -> bool:
        """Whether somebody is known to answer now."""
        return self.state in ("open", "always")


def openness(contact: Contact, at: datetime, zone: str, place: tuple[str, ...] = ()) -> Openness:
    """Whether a contact is open at an aware moment, seen from a place (its chain of areas: regional holidays)."""
    if isinstance(contact.hours, str):
        return Openness(contact.hours)
    here = ZoneInfo(zone)
    spans = merge_spans(sorted(openings(contact, at.astimezone(here).date(), here, place)))
    for begin, end in spans:
        if begin.timestamp() <= at.timestamp() < end.timestamp():
            return Openness("always") if end - begin > ALWAYS_OPEN else Openness("open", until=end)
        if begin.timestamp() > at.timestamp():
            return Openness("closed", opens=begin)
    return Openness("closed")


def openings(contact: Contact, today: date, zone: ZoneInfo, place: tuple[str, ...]) -> Iterator[Span]:
    """The spans from yesterday (one may still last) to three weeks ahead."""
    for number in range(-1, DAYS_AHEAD):
        day = today + timedelta(days=number)
        if contact.holidays == "closed" and is_holiday(contact, day, place):
            continue
        for opening in contact.hours:
            if isinstance(opening, Opening) and WEEKDAYS[day.weekday()] in opening.days:
                yield opening_span(opening, day, zone)


def opening_span(opening: Opening, day: date, zone: ZoneInfo) -> Span:
    """An opening on a day. Hours that the spring change skips move on by an hour, as clocks do."""
    late = opening.closes == "24:00" or opening.closes < opening.opens
    last = day + timedelta(days=1) if late else day
    closes = "00:00" if opening.closes == "24:00" else opening.closes
    begin = datetime.combine(day, time.fromisoformat(opening.opens), zone)
    return begin, datetime.combine(last, time.fromisoformat(closes), zone)


def merge_spans(spans: list[Span]) -> list[Span]:
    """Spans that touch or overlap made one: 14 to 16 and 16 to 22 is open until 22."""
    result: list[Span] = []
    for begin, end in spans:
        if result and begin.timestamp() <= result[-1][1].timestamp():
            result[-1] = (result[-1][0], max(end, result[-1][1], key=datetime.timestamp))
        else:
            result.append((begin, end))
    return result


def is_holiday(contact: Contact, day: date, place: tuple[str, ...]) -> bool:
    """Whether a day is a public holiday where the contact works: of its region too if it serves no more."""
    country = contact.country
    local = any(":" in area for area in contact.areas)
    regions = [match for area in (*contact.areas, *(place if local else ())) if (match := REGION_CODE.match(area))]
    subdivisions = (match[2] for match in regions if match[1] == country)
    return day in public_holidays(
        country, next((s for s in subdivisions if s in regions_with_holidays().get(country, ())), ""), day.year
    )


@cache
def regions_with_holidays() -> dict[str, list[str]]:
    """The regions that have holidays of their own, by country."""
    import holidays  # here: its calendars are needed only when hours are computed

    found: dict[str, list[str]] = holidays.list_supported_countries()
    return found


@cache
def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """The public holidays of a country (and region, "" for none) in a year; none for a country without a calendar."""
    import holidays

    if country not in regions_with_holidays():
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
