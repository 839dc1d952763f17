"""Recordings of `passerelle chat --record`: read, and played again at the real line mode."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.channels.line import Line
from bot.operations.reproduction import RECEIPT_MASK, RecordedTurn, Recorder

READ = re.compile(r"# passerelle chat --record: language (\S+), as (\S+)\.")


@dataclass(frozen=True)
class Recording:
    """A whole talk: the language it began in, who talked, and its turns."""

    language: str
    name: str
    turns: tuple[RecordedTurn, ...]


def read(path: Path) -> Recording:
    """A recording from its file. Raises `ValueError` with file, line, cause and cure."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = READ.match(lines[0]) if lines else None
    if head is None:
        raise ValueError(f"{path}:1: this is no recording; make one with `passerelle chat --record FILE`.")
    return Recording(head[1], head[2], tuple(_turns(path, lines)))


def _turns(path: Path, lines: Sequence[str]) -> Iterator[RecordedTurn]:
    said: str | None = None
    parts: list[str] = []
    for number, line in enumerate(lines[1:], 2):
        kind, text = line[:1], line[2:]
        if kind == ">" and said is None:
            said, parts = text, []
        elif kind == "<" and said is not None:
            parts.append(text)
        elif kind == "?" and said is not None:
            yield RecordedTurn(said, tuple(parts), text)
            said = None
        elif line.strip() and kind != "#":
            raise ValueError(f"{path}:{number}: {line!r} has no place here; record the talk again.")
    if said is not None:
        raise ValueError(f"{path}:{len(lines)}: the last input has no `?` line; record the talk again.")


def filled(said: str, recorder: Recorder) -> str:
    """An input of a recording with the code of this talk."""
    return said.replace(RECEIPT_MASK, recorder.codes[-1]) if recorder.codes else said


@dataclass(frozen=True)
class Difference:
    """Where a replay went another way: the input, what the recording says, what happened."""

    said: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]


async def played(recording: Recording, line: Line, recorder: Recorder) -> AsyncIterator[Difference]:
    """Type a recording at a line that `recorder` hears; every turn that goes another way."""
    for turn in recording.turns:
        at = recorder.out.tell()
        await line.read(filled(turn.said, recorder))
        recorder.out.seek(at)
        found = tuple(recorder.out.read().splitlines())
        if found != tuple(turn.lines()):
            yield Difference(turn.said, tuple(turn.lines()), found)


def told(differences: Iterable[Difference]) -> str:
    """The differences for a person to read."""
    return "\n".join(
        "\n".join([f"after {each.said!r}", *(f"  - {x}" for x in each.wanted), *(f"  + {x}" for x in each.found)])
        for each in differences
    )
