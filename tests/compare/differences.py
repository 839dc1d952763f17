"""Holds the records of two trees against each other, walk by walk, and tells what people did up to a difference."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

# Agreed differences between the trees, each with its reason: the name of a field in the record of this tree, and the
# name it is to have in the other one. None yet.
AGREED: dict[str, str] = {}
# Numbers of messages are the channel's own: a channel may keep them as text, and then sort them as text.
AS_TEXT = ("number", "deletes")
DELETES = re.compile(r'"deletes":\[[^\]]*\]')
COLUMNS = ("steps", "messages", "notices", "files", "signals")
BEFORE = 6  # inputs shown before a difference
LONGEST = 300
Record = dict[str, Any]


@dataclass
class Row:
    """A line of the table: what was compared in a language on a database."""

    walks: int = 0
    differences: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))

    def add(self, walk: Record, differs: bool) -> None:
        """One more walk."""
        self.walks += 1
        self.differences += differs
        counts = walk["counts"]
        for name in COLUMNS:
            self.counts[name] += counts.get("audit sent" if name == "signals" else name, 0)


@dataclass
class Compared:
    """What two records have in common: a row for each language, and the differences as text, in their order."""

    rows: dict[str, Row] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)


def compared(ours: Path, theirs: Path, agreed: dict[str, str] | None = None) -> Compared:
    """Two records, walk by walk."""
    made = Compared()
    with ours.open(encoding="utf-8") as one, theirs.open(encoding="utf-8") as other:
        for line, there in zip_longest(one, other, fillvalue=""):
            walk = json.loads(line or there)
            difference = "" if line == there else told(line, there, AGREED if agreed is None else agreed)
            made.rows.setdefault(walk["language"], Row()).add(walk, bool(difference))
            made.found += [difference] if difference else []
    return made


def told(line: str, there: str, agreed: dict[str, str]) -> str:
    """The first difference of two walks and the inputs that led to it; empty where all of it is agreed."""
    if not line or not there:
        return f"walk {json.loads(line or there)['walk']}: only in {'this' if line else 'the other'} tree"
    ours, theirs = fitted(json.loads(line), agreed), fitted(json.loads(there), {})
    steps: Iterator[tuple[Record, Record]] = zip_longest(ours["steps"], theirs["steps"], fillvalue={})
    for number, (step, other) in enumerate(steps):
        if step != other:
            return "\n".join(_story(ours, number, next(unlike(step, other))))
    if ours != theirs:
        return "\n".join(_story(ours, len(ours["steps"]), next(unlike(ours, theirs))))
    return ""


def fitted(value: Any, agreed: dict[str, str], name: str = "") -> Any:
    """A record with agreed names, and message numbers as text."""
    if isinstance(value, dict):
        return {agreed.get(key, key): fitted(each, agreed, key) for key, each in value.items()}
    if name in AS_TEXT:
        return sorted(map(str, value)) if isinstance(value, list) else str(value)
    if name == "payload":  # a message as it is stored
        return DELETES.sub(lambda found: f"deletes {sorted(re.findall('[0-9]+', found[0]))}", value)
    if name == "gone":  # rows as they were masked, in an order that says nothing
        return sorted((fitted(json.loads(row), agreed) for row in value), key=json.dumps)
    return [fitted(each, agreed) for each in value] if isinstance(value, list) else value


def unlike(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two values differ: the path to it, and both."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if key not in one or key not in other:
                yield f"{path}.{key}", one.get(key, "(nothing)"), other.get(key, "(nothing)")
            else:
                yield from unlike(one[key], other[key], f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list):
        for number, (each, there) in enumerate(zip_longest(one, other, fillvalue="(nothing)")):
            yield from unlike(each, there, f"{path}[{number}]")
    elif one != other:
        yield path, one, other


def _story(walk: Record, number: int, difference: tuple[str, Any, Any]) -> Iterator[str]:
    path, one, other = difference
    yield f"walk {walk['walk']} ({walk['language']}), {'step ' + str(number) if number < len(walk['steps']) else 'end'}"
    for at in range(max(0, number - BEFORE), min(number + 1, len(walk["steps"]))):
        yield f"  {at:3}  {_input(walk['steps'][at])}"
    yield f"  {path.removeprefix('.')}"
    yield f"    this tree:  {_short(one)}"
    yield f"    other tree: {_short(other)}"


def _input(step: Record) -> str:
    if "who" not in step:
        return f"{step['hours']} hours pass, in {step['of']}"
    acts = [" ".join(str(each) for name, each in sorted(act.items()) if name != "talk") for act in step["does"]]
    return _short(f"{step['who'][0]} {step['who'][1]}: {' | '.join(acts)}")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.replace("\n", "⏎")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
