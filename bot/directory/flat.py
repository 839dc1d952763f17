"""One row of the flat spreadsheet as a contact: the columns of HSDS (Open Referral), one row a service."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.directory.contact import WEEKDAYS
from bot.places.gazetteer import Gazetteer, UnknownPlace
from bot.places.resolve import resolve_place

COLUMNS = (
    "id", "organisation", "service", "description", "status", "replaced_by", "phone", "phone_free", "phone_2", "email",
    "url", "hours", "holidays", "languages", "area_codes", "audience", "for_roles", "needs", "min_age", "max_age",
    "channel", "police", "anonymous", "limits", "first_sentence", "worker_sentence", "verified_on", "source",
)  # fmt: skip
NEEDED_COLUMNS = ("organisation", "service", "area_codes", "audience", "needs", "verified_on")
REACH_COLUMNS = ("phone", "email", "url")
LIST_COLUMNS = ("audience", "needs", "for_roles", "languages")
AREA_CODE_START = re.compile(r"^([a-z]{2}:|[A-Z]{2}(-|$))")
OPENING_SPAN = re.compile(r"^([A-Za-z]{2}(?:[-,][A-Za-z]{2})*) (\d\d:\d\d)-(\d\d:\d\d)$")
# What the card says where a town wrote nothing: true of every contact.
DEFAULT_TEXTS = {
    "limits": "Ask what stays between you before you give a name.",
    "first_sentence": "I am worried about someone close to me. May I ask for advice first, without a name?",
    "worker_sentence": "I am worried about someone I work with. May I ask for advice first, without a name?",
    "channel": "authority",
    "police": "unknown",
}


def to_values(cells: Mapping[str, str], places: Gazetteer) -> dict[str, Any]:
    """The fields of the model from the columns. UnknownPlace when an area is neither a code nor one clear name."""
    areas = [area_code(area, places) for area in cell_parts(cells.get("area_codes", ""))]
    service, organisation = cells["service"], cells["organisation"]
    same = ("status", "replaced_by", "organisation", "email", "url", "min_age", "max_age", "anonymous", "verified_on")
    return {
        **DEFAULT_TEXTS,
        **{column: cells[column] for column in (*DEFAULT_TEXTS, *same, "holidays") if cells.get(column)},
        **{column: cell_parts(cells.get(column, "")) for column in LIST_COLUMNS},
        **to_hours(cells.get("hours", "")),
        "id": cells.get("id") or contact_slug(areas[0], f"{organisation} {service}"),
        "name": service,
        "mission": cells.get("description") or service,
        "areas": areas,
        "phones": to_phones(cells),
        "source": cells.get("source", "").split("|") if cells.get("source") else [organisation],
        "source_date": cells["verified_on"],
        "confidence": "high",  # the town speaks of itself
    }


def cell_parts(cell: str) -> list[str]:
    """The parts of a cell that holds a list: `fr;nl`."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def area_code(text: str, places: Gazetteer) -> str:
    """An area code as it is, or that of the one place a name means. UnknownPlace when it could be several or none."""
    if AREA_CODE_START.match(text):
        return text
    found = resolve_place(places, text)
    if found.answer != "one":
        raise UnknownPlace(text)
    return found.places[0].code


def contact_slug(area: str, words: str) -> str:
    """An id from an area and words: be-23088-stad-vilvoorde-dienst."""
    bare = unicodedata.normalize("NFKD", f"{area} {words}".lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60].strip("-")


def to_phones(cells: Mapping[str, str]) -> list[dict[str, str]]:
    """The one or two numbers of a row."""
    first = {"number": cells.get("phone", ""), "free": "yes" if cells.get("phone_free") == "yes" else "no"}
    return [phone for phone in (first, {"number": cells.get("phone_2", "")}) if phone["number"]]


def to_hours(cell: str) -> dict[str, Any]:
    """`Mo-Fr 09:00-13:00; We 14:00-17:00` or `always`; anything else is kept as a note and the hours stay unknown."""
    spans = cell_parts(cell)
    if cell.strip() in ("always", "unknown"):
        return {"hours": cell.strip()}
    read = [OPENING_SPAN.match(span) for span in spans]
    if not spans or not all(read):
        return {"hours_note": cell} if cell else {}
    listed = [{"days": weekdays_of(m[1].lower()), "opens": m[2], "closes": m[3]} for m in read if m]
    return {"hours": listed} if all(each["days"] for each in listed) else {"hours_note": cell}


def weekdays_of(text: str) -> list[str]:
    """The days of `mo-fr,su`, in the order of the week; none when a word is no day."""
    found: set[str] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            return []
        found |= set(WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1])
    return [day for day in WEEKDAYS if day in found]
