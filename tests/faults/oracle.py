"""What should fall due when, written anew from the rules of the house, to hold the clock against. It shares no line
with `bot.cases`: a mistake would have to be made twice.

Unread: the deputy hears of it when 2 working days are over, the region after 5, the sender after 10 (days at the place;
they end at midnight there). Open and idle for 90 days (read, or the sender was told): a closing check; 14 days without
an answer close it; 7 days later it is deleted. Nothing lives longer than 365 days. When the clock goes back, or ahead
by more than 14 days, all of it waits 24 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

DAY = timedelta(days=1)


@cache
def midnight_after(received: datetime, number: int, zone: str, country: str) -> datetime:
    """When the number-th working day after the day of arrival is over, at the place."""
    free = holidays.country_holidays(country, years=range(received.year, received.year + 2))
    day = received.astimezone(ZoneInfo(zone)).date()
    while number:
        day += DAY
        number -= day.isoweekday() < 6 and day not in free
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) + DAY  # wall clock: the next midnight


@dataclass
class Case:
    """One signal as the rules see it."""

    key: str
    zone: str
    country: str
    received: datetime
    active: datetime
    read: bool = False
    told: int = 0  # how many of deputy, region, sender
    checked: datetime | None = None
    closed: datetime | None = None
    gone: bool = False

    def due(self, now: datetime) -> list[str]:
        """What falls due at this moment, in its order; afterwards it is done."""
        acts: list[str] = []
        while not self.gone and (act := self._next(now)):
            acts.append(act)
            self._done(act, now)
        return acts

    def _next(self, now: datetime) -> str:
        if self.closed is None:
            if not self.read and self.told < 3:
                name, days = (("tell_deputy", 2), ("tell_region", 5), ("tell_sender", 10))[self.told]
                if now >= midnight_after(self.received, days, self.zone, self.country):
                    return name
            if self.checked is None and (self.read or self.told == 3) and now >= self.active + 90 * DAY:
                return "check"
            if self.checked is not None and now >= self.checked + 14 * DAY:
                return "expire"
        elif now >= self.closed + 7 * DAY:
            return "delete"
        return "delete" if now >= self.received + 365 * DAY else ""

    def _done(self, act: str, now: datetime) -> None:
        if act.startswith("tell"):
            self.told += 1
        elif act == "check":
            self.checked = now
        elif act == "expire":
            self.closed = now
        else:
            self.gone = True

    def renewed(self, now: datetime) -> None:
        """Somebody who is in charge did something with it."""
        self.read, self.active, self.checked = True, now, None


@dataclass
class Hold:
    """Whether everything waits, since the clock cannot be trusted."""

    last: datetime | None = None
    until: datetime | None = None

    def at(self, now: datetime) -> bool:
        """The answer for this reading of the clock."""
        if self.last and not timedelta(minutes=-1) <= now - self.last <= 14 * DAY:
            self.until = now + DAY
        self.last = now
        return self.until is not None and now < self.until
