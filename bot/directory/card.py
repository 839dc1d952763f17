"""A contact as a renderer needs it: what is computed today, and no word of any language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.directory.contact import Contact, Phone
from bot.directory.hours import Openness, openness
from bot.directory.review import Freshness, freshness


@dataclass(frozen=True)
class ContactCard:
    """The row, the numbers that serve the place, whether it is open, how fresh it is. Times: zone of the place."""

    contact: Contact
    phones: tuple[Phone, ...]
    openness: Openness
    freshness: Freshness
    source: str  # the source a reader trusts most, a host name where it is an address
    free: bool  # the first number costs nothing


def contact_card(
    contact: Contact, now: datetime, zone: str, place: tuple[str, ...] = (), official: tuple[str, ...] = ()
) -> ContactCard:
    """The card of a contact at an aware moment in a zone (IANA), for somebody in a place (its chain of areas).

    `official`: ends of host names of public bodies.
    """
    phones = tuple(phone for phone in contact.phones if not phone.area or not place or phone.area in place)
    return ContactCard(
        contact=contact,
        phones=phones,
        openness=openness(contact, now, zone, place),
        freshness=freshness(contact, now.astimezone(ZoneInfo(zone)).date()),
        source=shown_source(contact, official),
        free=bool(phones) and phones[0].free,
    )


def shown_source(contact: Contact, official: tuple[str, ...]) -> str:
    """A source of the service itself, else one of a public body, else the first: never a mirror before its original."""
    found = [source_name(source) for source in contact.source]
    own = tuple(host_family(source_name(each)) for each in (contact.url, contact.email.rpartition("@")[2]) if each)
    trusted = (host for end in (*own, *official) for host in found if f".{host}".endswith(f".{end}"))
    return next(trusted, found[0])


def source_name(source: str) -> str:
    """The host of an address without www, any other source as it is."""
    if not source.startswith("http"):
        return source
    return source.split("/")[2].removeprefix("www.").rstrip(".")


def host_family(host: str) -> str:
    """A host without what stands before its name: `mail.unia.be` is `unia.be`, `www.kent.gov.uk` is `kent.gov.uk`."""
    parts = host.lower().split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and len(parts[-2]) <= 3 else parts[-2:])
