"""The matrix of place types, roles and needs with the contacts shown first: for people who keep the directory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.directory.contact import Contact
from bot.directory.directory import Directory
from bot.directory.needs import ALL_ROLES, ALL_WISHES
from bot.directory.route import Request, Tier, route_contacts
from bot.places.gazetteer import UnknownPlace

# One place of each kind that the routing tells apart: (kind, code, language).
KINDS = (
    ("Brussels, in French", "be:21012", "fr"),
    ("Brussels, in Dutch", "be:21012", "nl"),
    ("Flemish town with a service", "be:23088", "nl"),
    ("Flemish town without", "be:24020", "nl"),
    ("Walloon town", "be:92094", "fr"),
    ("German Community", "be:63023", "de"),
    ("French town", "fr:84007", "fr"),
    ("Dutch town with a service", "nl:0599", "nl"),
    ("Dutch town without", "nl:0518", "nl"),
    ("German town with a service", "de:05913000", "de"),
    ("German town without", "de:09162000", "de"),
    ("Spanish town", "es:29067", "es"),
    ("Catalan town", "es:08279", "es"),
    ("Swedish town", "se:0180", "sv"),
    ("England", "GB-ENG", "en"),
    ("Northern Ireland", "GB-NIR", "en"),
    ("Austria", "AT", "de"),
    ("Luxembourg", "LU", "fr"),
    ("A country without rows", "DK", "da"),
    ("No place", "", "en"),
)


@dataclass(frozen=True)
class Cell:
    """What a role with a need is shown in a kind of place."""

    kind: str
    place: str
    role: str
    need: str
    contacts: tuple[Contact, ...]
    tier: Tier


def matrix(directory: Directory, at: datetime | None = None) -> Iterator[Cell]:
    """Every cell of kind of place × role × need, at an aware moment or "whenever"."""
    for kind, code, language in KINDS:
        place = chain(directory, code)
        for role in ALL_ROLES:
            for need in ALL_WISHES:
                found = route_contacts(directory, Request(place, language, role, need, at=at))
                yield Cell(kind, code, role, need, found.contacts, found.tier)


def chain(directory: Directory, code: str) -> tuple[str, ...]:
    """The chain of a code; empty when the gazetteer of this installation does not hold it."""
    try:
        return directory.places.chain(code)
    except UnknownPlace:
        return ()
