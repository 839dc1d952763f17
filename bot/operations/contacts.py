"""Contacts from the command line: route, add, import, export, what is due, where are gaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.directory.contact import Contact
from bot.directory.directory import Directory
from bot.directory.review import contact_gaps, due_checks
from bot.directory.route import Request, route_contacts
from bot.features.contacts import records as contacts
from bot.store.engine import Store
from bot.words.library import Library


def route_as_json(
    library: Library, place: str, language: str, role: str, need: str, age: str | None, at: str | None
) -> dict[str, object]:
    """`contacts route --json`: the ids in the order shown and the tier. `at` is in the zone of the place."""
    chain = library.places.chain(place) if place != "none" else ()
    when = datetime.fromisoformat(at) if at else datetime.now(UTC)
    if when.tzinfo is None:
        when = when.replace(tzinfo=ZoneInfo(library.contacts.zone(chain)))
    found = route_contacts(library.contacts, Request(chain, language, role, need, age, when))
    return {"contacts": [row.id for row in found.contacts], "tier": found.tier}


async def keep_rows(store: Store, rows: tuple[Contact, ...]) -> None:
    """Keep rows of a town; they count from the next start."""
    now = datetime.now(UTC)
    async with store.write() as tx:
        for row in rows:
            await contacts.put_contacts(tx, row, now)


def due_lines(directory: Directory, today: date) -> Iterator[str]:
    """What to check, most urgent first."""
    for each in due_checks(directory, today):
        row = each.contact
        yield f"{row.id:40} {each.freshness.state:10} {row.verified_on or 'never'}  {row.url or row.source[0]}"


def gap_lines(directory: Directory, places: tuple[str, ...]) -> Iterator[str]:
    """Needs that nobody reachable answers at these places."""
    needs = sorted({need for row in directory.contacts for need in row.needs})
    for gap in contact_gaps(directory, places, needs):
        yield f"{gap.place:12} {gap.need:20} {', '.join(gap.rows) or 'no row at all'}"
