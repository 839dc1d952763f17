"""Which of several contacts comes first: sort keys, the weightiest part first, small before large."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from bot.directory.contact import Contact
from bot.directory.hours import Openness, openness
from bot.directory.needs import Rule
from bot.directory.review import freshness
from bot.directory.serve import AGE_SPANS, Request

Tier = Literal["town", "region", "country", "eu"]
TIERS: tuple[Tier, ...] = ("town", "region", "country", "eu")
PRIVATE_ROLES = ("family", "close", "myself", "other")
POLICE_ORDER = ("no", "danger", "unknown", "yes")
CONFIDENCE_ORDER = ("high", "medium", "low")
YOUNG_AGE = 25  # a row for people up to this age is not the first thought when no age is known

SortKey = tuple[int, ...]
Rank = Callable[[Contact], SortKey]


@dataclass(frozen=True)
class Viewed:
    """A request, and the zone of its place: what a key is computed from."""

    request: Request
    zone: str
    audiences: tuple[str, ...]  # those that the role belongs to

    @cached_property
    def here(self) -> datetime | None:
        """The moment asked for, on the clock of the place."""
        return self.request.at.astimezone(ZoneInfo(self.zone)) if self.request.at else None

    def openness(self, row: Contact) -> Openness:
        """Whether a row is open at that moment; unknown when none was asked for."""
        if self.here is None:
            return Openness("unknown")
        return openness(row, self.here, self.zone, self.request.place)

    def stale(self, row: Contact) -> int:
        """1 when the last check is twice past its interval."""
        return int(self.here is not None and freshness(row, self.here.date()).state == "stale")

    def foreign(self, row: Contact) -> int:
        """1 when a row does not speak the language asked for."""
        return int(bool(row.languages) and self.request.language not in row.languages)

    def strange(self, row: Contact) -> int:
        """1 when a private person would be sent to a body of justice while there are others."""
        return int(row.channel == "judicial" and self.request.role in PRIVATE_ROLES)

    def mute(self, row: Contact) -> int:
        """1 when there is nowhere to turn: somebody who wants to talk needs a number, anybody else at least a page."""
        talk = self.request.need in ("talk", "unknown")
        return int(not (row.phones if talk else row.reachable or row.url or row.generic))


def need_position(row: Contact, needs: Iterable[str]) -> int:
    """The place of the best need of a row in a list; the length of the list when it has none."""
    found = [number for number, need in enumerate(needs) if need in row.needs]
    return min(found, default=99)


def own_need_position(row: Contact, needs: Iterable[str]) -> int:
    """How far down its own list a row has what is wanted: a row does first what it lists first."""
    return min((number for number, need in enumerate(row.needs) if need in tuple(needs)), default=99)


def is_doubtful(row: Contact) -> int:
    """1 when nobody knows whether a row still exists, and it has neither number nor mailbox to try."""
    return int(row.confidence == "low" and not row.reachable and not row.generic)


def shared_level(row: Contact, chain: tuple[str, ...]) -> int:
    """The tier of the smallest area that a row and a chain share: town 0, region 1, country 2, Europe 3."""
    return min((area_level(area) for area in row.areas if area in chain), default=3)


def area_level(area: str) -> int:
    """The tier of an area code."""
    if area == "EU":
        return 3
    return 0 if ":" in area else 1 if "-" in area else 2


def tier_of(rows: Iterable[Contact], chain: tuple[str, ...]) -> Tier:
    """The smallest tier among rows."""
    return TIERS[min((shared_level(row, chain) for row in rows), default=3)]


def made_for(row: Contact, role: str) -> int:
    """0: the centre beside this worker, 1: a service for this role of worker, 2: for more people."""
    if role not in row.for_roles or role in PRIVATE_ROLES:
        return 2
    return 0 if row.generic else 1


def adviser_rank(view: Viewed, needs: tuple[str, ...]) -> Rank:
    """The key of an adviser: made for the role, speaks the language, does what is wanted, can be reached, is near."""

    def key(row: Contact) -> SortKey:
        request = view.request
        made = made_for(row, request.role)
        public = int(not set(view.audiences) & set(row.audience))
        young = int(made == 2 and request.age not in AGE_SPANS and row.max_age is not None and row.max_age <= YOUNG_AGE)
        return (
            view.stale(row), is_doubtful(row), int(row.police == "yes"), view.foreign(row), young, view.mute(row),
            need_position(row, needs), made, public, int(not row.reachable), shared_level(row, request.chain),
            own_need_position(row, needs), POLICE_ORDER.index(row.police), CONFIDENCE_ORDER.index(row.confidence),
        )  # fmt: skip

    return key


def protection_comes_second(view: Viewed, rule: Rule) -> bool:
    """Whether the protection of children comes after the dedicated service: somebody of 12 to 17 who wants out."""
    return view.request.age == "teen" and rule.teens == "second"


def first_rank(view: Viewed, rule: Rule) -> Rank:
    """The key of the first adviser: whoever protects children, in the person's language, when it is about a child."""
    minors = rule.minors if view.request.minor and not protection_comes_second(view, rule) else ()
    base = adviser_rank(view, (*minors, *rule.advice))

    def key(row: Contact) -> SortKey:
        protects = bool(set(minors) & set(row.needs)) and not view.foreign(row)
        return (int(bool(minors) and not protects), *base(row))

    return key


def local_rank(view: Viewed, rule: Rule) -> Rank:
    """The key of a local point: the smallest area first; a stale or doubtful row below all larger areas."""

    def key(row: Contact) -> SortKey:
        return (
            view.stale(row), is_doubtful(row), shared_level(row, view.request.chain),
            view.foreign(row), view.strange(row), need_position(row, rule.local), int(not row.reachable),
            own_need_position(row, rule.local), POLICE_ORDER.index(row.police), CONFIDENCE_ORDER.index(row.confidence),
        )  # fmt: skip

    return key
