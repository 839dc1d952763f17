"""Numbers that stand outside the three cards: emergency, crisis, missing children, reports of what is online."""

from __future__ import annotations

from collections.abc import Iterator

from bot.directory.contact import Contact
from bot.directory.directory import Directory
from bot.directory.rank import level


def emergency(directory: Directory, place: tuple[str, ...]) -> tuple[Contact, ...]:
    """The emergency numbers for a chain of areas, the nearest first; `fire` and police in one row a country."""
    return tuple(row for row in lines(directory, place, "emergency") if row.channel == "police")


def lines(directory: Directory, place: tuple[str, ...], need: str, language: str = "") -> tuple[Contact, ...]:
    """The active rows of a contact need in a chain of areas: of the language first, then with a number, then near."""
    found = list(near(directory, place, need))
    return tuple(sorted(found, key=lambda row: (foreign(row, language), not row.phones, level(row, place))))


def near(directory: Directory, place: tuple[str, ...], need: str) -> Iterator[Contact]:
    """The active rows that offer a need in a chain of areas."""
    return (r for r in directory.contacts if r.status == "active" and need in r.needs and set(r.areas) & set(place))


def foreign(row: Contact, language: str) -> bool:
    """Whether a row speaks other languages only."""
    return bool(language and row.languages and language not in row.languages)
