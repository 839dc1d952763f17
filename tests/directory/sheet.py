"""Contacts as the flat file that a town would keep, to be imported again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bot.directory.contact import Contact, Opening
from bot.directory.flat import COLUMNS, LIST_COLUMNS


def as_csv(rows: Iterable[Contact]) -> str:
    """The rows as flat CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(map(to_cells, rows))
    return out.getvalue()


def to_cells(row: Contact) -> dict[str, str]:
    """The columns of a contact. What the flat file has no column for (third numbers, notes, seeds) stays behind."""
    plain = row.model_dump(mode="json")
    same = {column: plain[column] for column in COLUMNS if column in plain and column not in LIST_COLUMNS}
    numbers = [phone.number for phone in row.phones] + ["", ""]
    return {
        **{column: "" if value is None else str(value) for column, value in same.items()},
        **{column: ";".join(plain[column]) for column in LIST_COLUMNS},
        "service": row.name,
        "description": row.mission,
        "area_codes": ";".join(row.areas),
        "phone": numbers[0],
        "phone_2": numbers[1],
        "phone_free": "yes" if row.phones and row.phones[0].free else "",
        "hours": from_hours(row),
        "source": "|".join(row.source),
    }


def from_hours(row: Contact) -> str:
    """Hours as one cell."""
    if isinstance(row.hours, str):
        return row.hours if row.hours == "always" else row.hours_note
    return "; ".join(span(opening) for opening in row.hours)


def span(opening: Opening) -> str:
    """One opening: `Mo,Tu 09:00-13:00`."""
    return f"{','.join(day.capitalize() for day in opening.days)} {opening.opens}-{opening.closes}"
