"""Read a flow file: YAML in a small safe part, every scalar a string, every value with its line.

Plain YAML turns the option ids `yes` and `no` into booleans and `12:30` into 750, keeps the last of two equal keys
in silence, and lets an alias grow without end. All of these are refused or kept as text here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

YamlPath = tuple[str | int, ...]
DEEPEST_YAML = 40
LARGEST_YAML = 1_000_000  # characters; the largest file of ours has a tenth of it


class Fault(Exception):
    """Something wrong in a file of `flows/` or `locales/`: file, line (from 1), cause, cure."""

    def __init__(self, file: str, line: int, cause: str, cure: str) -> None:
        super().__init__(f"{file}:{line}: {cause} {cure}")
        self.file, self.line, self.cause, self.cure = file, line, cause, cure

    def as_dict(self) -> dict[str, str | int]:
        """The four parts, as `check --json` prints them."""
        return {"file": self.file, "line": self.line, "cause": self.cause, "cure": self.cure}


class Faults(Exception):
    """Several faults found together, in file and line order."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Document:
    """A file as plain strings, lists and mappings, with the line of every path in it."""

    file: str
    data: Any
    lines: dict[YamlPath, int]

    def line(self, path: YamlPath) -> int:
        """The line of the deepest part of `path` that stands in the file (models add parts that do not)."""
        found: YamlPath = ()
        for part in path:
            if (*found, part) in self.lines:
                found = (*found, part)
        return self.lines.get(found, 1)

    def fault(self, path: YamlPath, cause: str, cure: str) -> Fault:
        """A fault at `path` of this file."""
        return Fault(self.file, self.line(path), cause, cure)


def read_yaml(path: Path, name: str | None = None) -> Document:
    """The document at `path`; `name` is what errors call it. Raises `Fault` on anything outside the safe part."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LARGEST_YAML + 1)
    except UnicodeDecodeError as error:
        cause = "The file is not written in UTF-8."
        raise Fault(name or str(path), 1, cause, "Save it as UTF-8 in your editor.") from error
    return parse_yaml(text, name or str(path))


def parse_yaml(text: str, name: str) -> Document:
    """The document in `text`. Raises `Fault` with the line, the cause and the cure."""
    lines: dict[YamlPath, int] = {}
    if len(text) > LARGEST_YAML:
        raise Fault(name, 1, f"The file has more than {LARGEST_YAML} characters.", "Write several smaller files.")
    try:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        data = _document(_Events(events, name), lines)
    except (yaml.reader.ReaderError, UnicodeEncodeError) as error:
        cause = "A character stands here that is no text."
        raise Fault(name, _line_of(text, error), cause, "Delete it and type the line again.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Fault(
            name, line, f"This line cannot be read: {error.problem}.", "Check indents, colons and quotes."
        ) from error
    return Document(name, data, lines)


def _line_of(text: str, error: yaml.reader.ReaderError | UnicodeEncodeError) -> int:
    at = error.start if isinstance(error, UnicodeEncodeError) else error.position
    return text.count("\n", 0, at) + 1


class _Events:
    """The parser's events, refused as they come where they leave the safe part."""

    def __init__(self, events: Iterator[yaml.Event], name: str) -> None:
        self.events, self.name = events, name

    def next(self) -> yaml.Event:
        event = next(self.events)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.fault(event, "Anchors and aliases (& and *) are not used here.", "Write the text out again.")
        if tag := getattr(event, "tag", None):
            raise self.fault(event, f"The tag {tag} is not used here.", "Remove it: every value is a text.")
        return event

    def fault(self, event: yaml.Event, cause: str, cure: str) -> Fault:
        return Fault(self.name, _line(event), cause, cure)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _document(events: _Events, lines: dict[YamlPath, int]) -> Any:
    events.next()
    start = events.next()
    if isinstance(start, yaml.StreamEndEvent):
        raise events.fault(start, "The file is empty.", "Write it, or delete it.")
    data = _value(events, events.next(), (), lines)
    events.next()
    rest = events.next()
    if not isinstance(rest, yaml.StreamEndEvent):
        raise events.fault(rest, "A second document begins here (---).", "Give it a file of its own.")
    return data


def _value(events: _Events, event: yaml.Event, path: YamlPath, lines: dict[YamlPath, int]) -> Any:
    lines.setdefault(path, _line(event))
    if len(path) > DEEPEST_YAML:
        raise events.fault(event, "This is nested too deeply.", "Compare the indents with flows/README.md.")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(events, event)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(events, path, lines)
    return _mapping(events, path, lines)


def _scalar(events: _Events, event: yaml.ScalarEvent) -> str:
    if event.value == "" and not event.style:  # plain; libyaml says "" where PyYAML says None
        raise events.fault(event, "A value is missing here.", 'Put the text in quotes; "" if it is empty on purpose.')
    return str(event.value)


def _sequence(events: _Events, path: YamlPath, lines: dict[YamlPath, int]) -> list[Any]:
    items: list[Any] = []
    while not isinstance(event := events.next(), yaml.SequenceEndEvent):
        items.append(_value(events, event, (*path, len(items)), lines))
    return items


def _mapping(events: _Events, path: YamlPath, lines: dict[YamlPath, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while not isinstance(event := events.next(), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise events.fault(event, "A key is not a plain word.", "Put the key in quotes.")
        key = str(event.value)
        if key in found:
            raise events.fault(event, f"The key '{key}' stands twice.", "Keep one of the two.")
        lines[(*path, key)] = _line(event)
        found[key] = _value(events, events.next(), (*path, key), lines)
    return found
