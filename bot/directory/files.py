"""Read `flows/contacts/`: one file a country, and `needs.yaml`. Every error names file, line, row, cause and cure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bot.directory.contact import Contact
from bot.directory.needs import Needs
from bot.directory.numbers import mailbox_fault, number_faults
from bot.places.gazetteer import Gazetteer, UnknownPlace

NEEDS_FILE = "needs.yaml"


@dataclass(frozen=True)
class ContactFault:
    """Something wrong in a contact file: file, line (from 1), row id ("" for the file itself), cause, cure."""

    file: str
    line: int
    row: str
    cause: str
    cure: str

    def __str__(self) -> str:
        row = f"{self.row}: " if self.row else ""
        return f"{self.file}:{self.line}: {row}{self.cause} {self.cure}"


class ContactError(Exception):
    """The contacts cannot be used. `faults` holds every reason."""

    def __init__(self, faults: Iterable[ContactFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class ContactRow:
    """A row as written: where it stands, and its plain strings."""

    file: str
    line: int
    id: str
    values: dict[str, Any]

    def fault(self, cause: str, cure: str) -> ContactFault:
        """A fault of this row."""
        return ContactFault(self.file, self.line, self.id, cause, cure)


LARGEST_FILE = 1_000_000  # characters; the largest file of ours has a tenth of it
DEEPEST_FILE = 40
ALIAS = re.compile(r"(?:^|[\s\[{,])\*\w", re.MULTILINE)


class StringLoader(yaml.CBaseLoader):
    """libyaml; every scalar stays a string, so that 09:00, yes and 0800 are what they look like."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self.lines: dict[int, int] = {}  # id() of a mapping → its line

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """A mapping whose keys are all different."""
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=True)
        if len(mapping) != len(node.value):
            raise yaml.MarkedYAMLError(None, None, "a key stands twice", node.start_mark)
        self.lines[id(mapping)] = node.start_mark.line + 1
        return mapping

    def construct_yaml_map(self, node: Any) -> dict[Any, Any]:
        """Built in one piece, so that the line belongs to the finished mapping."""
        return self.construct_mapping(node)


StringLoader.add_constructor("tag:yaml.org,2002:map", StringLoader.construct_yaml_map)


def parse_contact_file(path: Path) -> tuple[Any, dict[int, int]]:
    """The data of a file and the line of each mapping in it. ContactError when it is not YAML that we take."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LARGEST_FILE + 1)
        return _parsed(path.name, text)
    except (UnicodeError, yaml.reader.ReaderError):
        cause = "The file holds signs that are no text in UTF-8."
        raise ContactError(
            [ContactFault(path.name, 1, "", cause, "Save it as UTF-8, without control signs.")]
        ) from None
    except RecursionError:
        raise ContactError(
            [ContactFault(path.name, 1, "", "It is nested too deeply.", "Look at the indentation.")]
        ) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        cause = f"This is not readable YAML: {error.problem}."
        raise ContactError(
            [ContactFault(path.name, line, "", cause, "Look at quotes, colons and indentation.")]
        ) from None


def _parsed(name: str, text: str) -> tuple[Any, dict[int, int]]:
    if len(text) > LARGEST_FILE:
        raise ContactError(
            [ContactFault(name, 1, "", f"It has more than {LARGEST_FILE} characters.", "Make it two files.")]
        )
    if _deep(text) or (ALIAS.search(text) and any(isinstance(event, yaml.AliasEvent) for event in _events(text))):
        cause = "Aliases (*) and deep nesting are not used here."
        raise ContactError([ContactFault(name, 1, "", cause, "Write it out, in plain lines.")])
    loader = StringLoader(text)
    return loader.get_single_data(), loader.lines


def _events(text: str) -> Iterator[yaml.Event]:
    return yaml.parse(text, Loader=yaml.CBaseLoader)


def _deep(text: str) -> bool:
    """Whether brackets or dashes are nested beyond reason: libyaml would end the process without a word."""
    level = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        level = max(0, level + (1 if bracket in "[{" else -1))
        deepest = max(deepest, level)
    return deepest > DEEPEST_FILE or bool(re.search(rf"(?:[-?]\s+){{{DEEPEST_FILE}}}", text))


def contact_rows(path: Path) -> Iterator[ContactRow]:
    """The rows of one country file. ContactError when its shape is wrong."""
    data, lines = parse_contact_file(path)
    listed = data.get("contacts") if isinstance(data, dict) and set(data) == {"contacts"} else None
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        cure = "Write `contacts:` and below it one `- id: ...` a row."
        raise ContactError([ContactFault(path.name, 1, "", "The file holds no list of contacts.", cure)])
    for row in listed:
        yield ContactRow(path.name, lines[id(row)], str(row.get("id", "")), row)


def model_reasons(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Cause and cure of each thing that the model refuses."""
    for each in error.errors():
        field = ".".join(str(part) for part in each["loc"] if not str(part).startswith(("tuple", "literal"))) or "row"
        if each["type"] == "extra_forbidden":
            yield f"There is no field `{field}`.", "Check its spelling or take it out."
        elif each["type"] == "missing":
            yield f"The field `{field}` is missing.", "Write it; leave nothing to guess."
        else:
            yield f"`{field}`: {each['msg'].removeprefix('Value error, ')}.", f"It holds {str(each['input'])[:60]!r}."


def faults_of(row: ContactRow, error: ValidationError) -> list[ContactFault]:
    """The faults of a row that does not fit the model."""
    return [row.fault(cause, cure) for cause, cure in model_reasons(error)]


def validate_rows(written: Iterable[ContactRow]) -> tuple[list[tuple[ContactRow, Contact]], list[ContactFault]]:
    """The rows that fit the model, and the faults of the others and of doubles."""
    good: list[tuple[ContactRow, Contact]] = []
    bad: list[ContactFault] = []
    seen: dict[str, ContactRow] = {}
    for row in written:
        first = seen.setdefault(row.id, row)
        if first is not row:
            cause = f"The id {row.id!r} stands already in {first.file}:{first.line}."
            bad.append(row.fault(cause, "Give one of the two another id."))
        try:
            good.append((row, Contact.model_validate(row.values)))
        except ValidationError as error:
            bad += faults_of(row, error)
    return good, bad


def dead_ends(good: list[tuple[ContactRow, Contact]]) -> Iterator[ContactFault]:
    """Redirects that lead nowhere or in a circle."""
    known = {contact.id: contact for _, contact in good}
    for row, contact in good:
        seen: set[str] = set()
        while contact.replaced_by:
            if contact.replaced_by not in known or contact.id in seen:
                cause = f"`replaced_by: {contact.replaced_by}` leads to no current row."
                yield row.fault(cause, "Name the id of the row that people should find instead.")
                break
            seen.add(contact.id)
            contact = known[contact.replaced_by]


def unknown_areas(good: list[tuple[ContactRow, Contact]], places: Gazetteer) -> Iterator[ContactFault]:
    """Areas that the gazetteer does not hold."""
    for row, contact in good:
        for area in (*contact.areas, *(phone.area for phone in contact.phones if phone.area)):
            try:
                places.area(area)
            except UnknownPlace:
                cure = "Look its code up: passerelle places find NAME"
                yield row.fault(f"There is no area {area!r}.", cure)


def unfit_numbers(good: list[tuple[ContactRow, Contact]]) -> Iterator[ContactFault]:
    """Numbers that cannot be dialled and mailboxes of persons (slow: loads the numbering plans)."""
    for row, contact in good:
        for cause, cure in number_faults(contact):
            yield row.fault(cause, cure)
        if personal := mailbox_fault(contact):
            yield row.fault(*personal)


def read_contacts(folder: Path, places: Gazetteer) -> tuple[list[tuple[ContactRow, Contact]], list[ContactFault]]:
    """All rows of a folder, and what is wrong with them short of numbers and mailboxes."""
    good: list[tuple[ContactRow, Contact]] = []
    bad: list[ContactFault] = []
    written: list[ContactRow] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            written += contact_rows(path) if path.name != NEEDS_FILE else ()
        except ContactError as error:
            bad += error.faults
    good, wrong = validate_rows(written)
    return good, [*bad, *wrong, *dead_ends(good), *unknown_areas(good, places)]


def read_needs(folder: Path) -> Needs:
    """The table from need and role to contact needs. ContactError names what is wrong or missing."""
    path = folder / NEEDS_FILE
    if not path.exists():
        cause, cure = "The table of needs is missing.", f"Put {NEEDS_FILE} back into {folder.name}/."
        raise ContactError([ContactFault(NEEDS_FILE, 1, "", cause, cure)])
    try:
        return Needs.model_validate(parse_contact_file(path)[0])
    except ValidationError as error:
        raise ContactError(ContactFault(NEEDS_FILE, 1, "", *reason) for reason in model_reasons(error)) from None


def check_contacts(folder: Path) -> list[ContactFault]:
    """Everything wrong in a folder of contacts, numbers and mailboxes included; an empty list when all is well."""
    good, bad = read_contacts(folder, Gazetteer.open())
    try:
        read_needs(folder)
    except ContactError as error:
        bad += error.faults
    return sorted([*bad, *unfit_numbers(good)], key=lambda fault: (fault.file, fault.line))
