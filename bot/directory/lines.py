"""Numbers that stand outside the three cards: emergency, crisis, missing children, reports of what is online."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.directory.contact import URGENT_NEEDS, Contact
from bot.directory.directory import Directory
from bot.directory.rank import shared_level


def emergency_lines(directory: Directory, place: tuple[str, ...]) -> tuple[Contact, ...]:
    """The emergency numbers for a chain of areas, the nearest first; `fire` and police in one row a country."""
    return tuple(row for row in need_lines(directory, place, "emergency") if row.channel == "police")


def need_lines(directory: Directory, place: tuple[str, ...], need: str, language: str = "") -> tuple[Contact, ...]:
    """The active rows of a contact need in a chain of areas: of the language first, then with a number, then near.

    In danger and crisis a town's own rows come after the shipped ones, as few of them are shown.
    """
    found = sorted(
        rows_nearby(directory, place, need),
        key=lambda row: (speaks_others_only(row, language), not row.phones, shared_level(row, place)),
    )
    return shipped_first(directory, found) if need in URGENT_NEEDS else tuple(found)


def shipped_first(directory: Directory, rows: Iterable[Contact]) -> tuple[Contact, ...]:
    """The same rows, those that towns added or changed last; otherwise in their order."""
    return tuple(sorted(rows, key=lambda row: row.id in directory.own))


def rows_nearby(directory: Directory, place: tuple[str, ...], need: str) -> Iterator[Contact]:
    """The active rows that offer a need in a chain of areas."""
    return (r for r in directory.contacts if r.status == "active" and need in r.needs and set(r.areas) & set(place))


def speaks_others_only(row: Contact, language: str) -> bool:
    """Whether a row speaks other languages only."""
    return bool(language and row.languages and language not in row.languages)
