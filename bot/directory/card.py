"""A contact as a renderer needs it: what is computed today, and no word of any language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.directory.contact import Contact, Phone
from bot.directory.hours import Openness, openness
from bot.directory.review import Freshness, freshness


@dataclass(frozen=True)
class Card:
    """The row, the numbers that serve the place, whether it is open, how fresh it is. Times: zone of the place."""

    contact: Contact
    phones: tuple[Phone, ...]
    openness: Openness
    freshness: Freshness
    source: str  # the first source, a host name where it is an address
    free: bool  # the first number costs nothing


def card(contact: Contact, now: datetime, zone: str, place: tuple[str, ...] = ()) -> Card:
    """The card of a contact at an aware moment in a zone (IANA), for somebody in a place (its chain of areas)."""
    phones = tuple(phone for phone in contact.phones if not phone.area or not place or phone.area in place)
    return Card(
        contact=contact,
        phones=phones,
        openness=openness(contact, now, zone, place),
        freshness=freshness(contact, now.astimezone(ZoneInfo(zone)).date()),
        source=named(contact.source[0]),
        free=bool(phones) and phones[0].free,
    )


def named(source: str) -> str:
    """The host of an address without www, any other source as it is."""
    if not source.startswith("http"):
        return source
    return source.split("/")[2].removeprefix("www.")
