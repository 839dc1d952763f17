"""Contacts in, from the flat CSV that a town keeps as a spreadsheet; and out, as YAML for `flows/contacts/`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from pydantic import ValidationError

from bot.directory.contact import Contact
from bot.directory.directory import Directory
from bot.directory.files import ContactError, ContactFault, ContactRow, faults_of, unfit_numbers, unknown_areas
from bot.directory.flat import COLUMNS, NEEDED_COLUMNS, REACH_COLUMNS, to_values
from bot.directory.numbers import misprints
from bot.places.gazetteer import UnknownPlace

# Where a spreadsheet would begin to run something: at the start of a cell or line, also behind blanks, quotes and signs
# that nobody sees, in full-width and small forms; and behind what another spreadsheet takes for the end of a cell.
UNSEEN = (
    "[\\s\"'’‘“”`\\x00-\\x1f\\x7f\\u00ad\\u061c\\u115f\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f"
    "\\u2800\\u3164\\ufe0f\\ufeff]*"
)
SIGNS = r"[=+\-@|%\t\r\n＝＋－＠｜％﹦﹢﹣﹫﹪\u2212\u066a]"
CELL_START = r"(\A|[\r\n;\t\v\f\x1c-\x1e\x85\u2028\u2029])"
MARKED = re.compile(f"{CELL_START}'(?={UNSEEN}{SIGNS})")


@dataclass(frozen=True)
class Import:
    """What came of a file: no `rows` while there are `faults`; `warnings` (a number one digit off) stop nothing."""

    rows: tuple[Contact, ...]
    faults: tuple[ContactFault, ...]
    warnings: tuple[ContactFault, ...]


def contact_of_columns(directory: Directory, today: date, **cells: str) -> Contact:
    """A town's own row from the columns of the flat file, checked. ContactError lists what is wrong with it."""
    row = ContactRow("the new row", 1, cells.get("id", ""), dict(cells))
    contact, faults = check_row(row, directory, today)
    if contact is None:
        raise ContactError(faults)
    return contact


def import_csv(text: str, directory: Directory, today: date, name: str = "contacts.csv") -> Import:
    """Read a flat CSV (comma or semicolon, header first). Every row is reported; all are imported, or none."""
    try:
        rows = [ContactRow(name, line, cells.get("id") or f"line {line}", cells) for line, cells in read_csv(text)]
    except csv.Error as error:
        return Import(
            (), (ContactFault(name, 1, "", f"The file is no CSV: {error}.", "Save it as CSV (UTF-8) again."),), ()
        )
    results = [(row, *check_row(row, directory, today)) for row in rows]
    good = [(row, contact) for row, contact, _ in results if contact]
    faults = [fault for _, _, found in results for fault in found] + list(double_ids(good))
    if not rows:
        faults.append(ContactFault(name, 1, "", "The file holds no row.", f"Its first line is: {','.join(COLUMNS)}"))
    close = [(row, warning) for row, contact in good for warning in misprints(contact, directory.contacts)]
    warnings = tuple(row.fault(f"{warning}.", "Call both, then correct one.") for row, warning in close)
    return Import(() if faults else tuple(contact for _, contact in good), tuple(faults), warnings)


def double_ids(good: Iterable[tuple[ContactRow, Contact]]) -> Iterator[ContactFault]:
    """Rows with the id of a row before them."""
    seen: dict[str, int] = {}
    for row, contact in good:
        if seen.setdefault(contact.id, row.line) != row.line:
            yield row.fault(f"The id {contact.id} stands already in line {seen[contact.id]}.", "Give it another id.")


def read_csv(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV with the line each ends on; empty rows are left out. Marks against formulas are taken off."""
    text = text.removeprefix("\ufeff")
    header = text.partition("\n")[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restkey="a cell too many", restval="")
    for raw in reader:
        cells = {str(key).strip().lower(): bare_cell(str(value)) for key, value in raw.items()}
        if any(cells.values()):
            yield reader.line_num, cells


def bare_cell(cell: str) -> str:
    """A cell without blanks around it and without the mark that spreadsheets put before a formula."""
    return MARKED.sub(r"\1", cell.strip())


def check_row(row: ContactRow, directory: Directory, today: date) -> tuple[Contact | None, list[ContactFault]]:
    """The contact of a flat row, or its faults."""
    if faults := list(lacking_columns(row, today)):
        return None, faults
    try:
        contact = Contact.model_validate(to_values(row.values, directory.places))
    except UnknownPlace as error:
        return None, [row.fault(f"No one area is {error.code[:40]!r}.", "Look it up: passerelle places find")]
    except ValidationError as error:
        return None, faults_of(row, error)
    faults = [*unknown_areas([(row, contact)], directory.places), *unfit_numbers([(row, contact)])]
    if contact.replaced_by and contact.replaced_by not in directory.by_id:
        faults.append(row.fault(f"There is no row {contact.replaced_by!r} to lead to.", "Write the id of another row."))
    if contact.id in directory.fixed:
        cause = (
            f"The id {contact.id} is that of an emergency, police or crisis contact, which no town replaces or ends."
        )
        faults.append(row.fault(cause, "Leave it out, or give your own contact another id."))
    return None if faults else contact, faults


def lacking_columns(row: ContactRow, today: date) -> Iterator[ContactFault]:
    """What a flat row lacks, or has too much."""
    for column in row.values:
        if column not in COLUMNS:
            yield row.fault(f"There is no column {column[:40]!r}.", f"The columns are: {', '.join(COLUMNS)}.")
    for column in NEEDED_COLUMNS:
        if not row.values.get(column):
            yield row.fault(f"The cell {column!r} is empty.", "Fill it in.")
    if not any(row.values.get(column) for column in REACH_COLUMNS):
        yield row.fault("There is no way to reach it.", "Fill in phone, email or url.")
    day = row.values.get("verified_on", "")
    if day and not is_past_day(day, today):
        yield row.fault(f"verified_on is {day[:20]!r}.", "Write the day of the last check as 2026-11-30, not later.")


def is_past_day(day: str, today: date) -> bool:
    """Whether a text is a day (ISO 8601) up to today."""
    try:
        return date.fromisoformat(day) <= today
    except ValueError:
        return False


def export_yaml(rows: Iterable[Contact]) -> str:
    """The rows as a file of `flows/contacts/`: nothing is lost, and reading it back gives the same rows."""
    written = [plain_values(row.model_dump(mode="json", exclude_defaults=True)) for row in rows]
    return yaml.safe_dump({"contacts": written}, allow_unicode=True, sort_keys=False, width=150)


def plain_values(value: Any) -> Any:
    """Only mappings, lists and strings, as the files hold them."""
    if isinstance(value, Mapping):
        return {key: plain_values(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain_values(each) for each in value]
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
