"""How old what we know is, what has to be checked next, and where somebody would find nobody to ring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from bot.directory.contact import Contact

if TYPE_CHECKING:
    from bot.directory.directory import Directory

NATIONAL_INTERVAL, TOWN_INTERVAL, OTHER_INTERVAL = timedelta(days=91), timedelta(days=182), timedelta(days=365)
FAMILY_FACING = ("police", "helpline")
CONFIDENCE_GRADES = ("low", "medium", "high")


@dataclass(frozen=True)
class Freshness:
    """`unverified`: nobody called yet. `overdue`: past its interval. `stale`: twice past. `due` is the next check."""

    state: Literal["unverified", "checked", "overdue", "stale", "ended"]
    verified_on: date | None = None
    due: date | None = None


def check_interval(contact: Contact) -> timedelta:
    """How long a check holds: three months for emergency and national lines, six for towns, a year for the rest."""
    national = any(len(area) == 2 for area in contact.areas)
    if "emergency" in contact.needs or (national and contact.channel in FAMILY_FACING):
        return NATIONAL_INTERVAL
    town = contact.generic or any(":" in area for area in contact.areas)
    return TOWN_INTERVAL if town else OTHER_INTERVAL


def freshness(contact: Contact, today: date) -> Freshness:
    """How far a contact can be trusted on a day (in the zone of the place). Age counts from the last check."""
    if contact.status == "ended":
        return Freshness("ended", contact.verified_on)
    if contact.verified_on is None:
        return Freshness("unverified")
    holds = check_interval(contact)
    due = contact.verified_on + holds
    if today <= due:
        return Freshness("checked", contact.verified_on, due)
    return Freshness("overdue" if today <= due + holds else "stale", contact.verified_on, due)


@dataclass(frozen=True)
class Due:
    """A row to check: how it stands and since when (None: it was never checked)."""

    contact: Contact
    freshness: Freshness


def due_checks(directory: Directory, today: date) -> list[Due]:
    """What to check, most urgent first: lines that families see, then low confidence, then the oldest."""
    found = [Due(contact, freshness(contact, today)) for contact in directory.contacts]
    return sorted((each for each in found if each.freshness.state not in ("checked", "ended")), key=check_urgency)


def check_urgency(each: Due) -> tuple[int, int, date, str]:
    """Sorts the rows of `due`."""
    contact = each.contact
    facing = contact.channel in FAMILY_FACING and {"families", "public"} & set(contact.audience)
    grade = CONFIDENCE_GRADES.index(contact.confidence)
    return (0 if facing else 1, grade, contact.verified_on or date.min, contact.id)


@dataclass(frozen=True)
class Gap:
    """A need that nobody reachable answers in a place. `rows`: those that exist without number or mailbox."""

    place: str
    need: str
    rows: tuple[str, ...]


def contact_gaps(directory: Directory, places: Iterable[str], needs: Iterable[str]) -> Iterator[Gap]:
    """Every place code and contact need where no active row has a number or a mailbox. UnknownPlace: a bad code."""
    for place in places:
        chain = set(directory.places.chain(place))
        active = [row for row in directory.contacts if row.status == "active" and chain & set(row.areas)]
        for need in needs:
            rows = [row for row in active if need in row.needs]
            if not any(row.reachable for row in rows):
                yield Gap(place, need, tuple(row.id for row in rows))
