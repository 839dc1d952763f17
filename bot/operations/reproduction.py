"""A talk in practice as a file that the tests play again: what was typed, and what was shown, by ids.

Three kinds of line: `> input`, `< what was shown` (option ids, `+` a file, `!` an error, one line a message) and
`? step flow` (what is waited for; `-` for nothing). Words are left out, so that a text may be changed freely. Codes
that differ from run to run stand as `{receipt}`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.channels.line import Line
from bot.office.message import Message
from bot.settings import SettingsError
from bot.store.vault import RECEIPT

HEAD = "# passerelle chat --record: language {language}, as {name}. Put it into tests/journeys/recorded."
READ = re.compile(r"# passerelle chat --record: language (\S+), as (\S+)\.")
CODE = "{receipt}"


@dataclass(frozen=True)
class Turn:
    """One input and what came of it; `shown` and `waiting` as they stand in the file."""

    said: str
    shown: tuple[str, ...]
    waiting: str

    def lines(self) -> Iterator[str]:
        """As the file holds it."""
        yield f"> {self.said}".rstrip()
        yield from (f"< {each}".rstrip() for each in self.shown)
        yield f"? {self.waiting}"


@dataclass(frozen=True)
class Recording:
    """A whole talk: the language it began in, who talked, and its turns."""

    language: str
    name: str
    turns: tuple[Turn, ...]


@dataclass
class Recorder:
    """Writes a recording while somebody talks; also what a replay compares with."""

    out: TextIO
    codes: list[str] = field(default_factory=list)

    def hear(self, said: str, messages: Sequence[Message], step: str | None, flow: str | None) -> None:
        """One input and what came of it."""
        turn = Turn(self.masked(said), tuple(map(shown, messages)), f"{step or '-'} {flow or '-'}")
        self.codes += [code for message in messages for code in RECEIPT.findall(message.text)]
        print("\n".join(turn.lines()), file=self.out, flush=True)

    def masked(self, said: str) -> str:
        """An input without the code that was given in this talk."""
        return said.replace(self.codes[-1], CODE) if self.codes else said

    def filled(self, said: str) -> str:
        """An input of a recording with the code of this talk."""
        return said.replace(CODE, self.codes[-1]) if self.codes else said


@contextmanager
def recording(path: Path | None, operator_file: Path | None, database: str | None) -> Iterator[TextIO | None]:
    """The file for a recording, opened for writing; None where nothing is recorded.

    Raises `SettingsError` where the talk would not be a practice that begins with nothing: what people say to a real
    installation is theirs, and a talk with a past cannot be played again.
    """
    if path is None:
        yield None
        return
    if operator_file or database:
        name = "PASSERELLE_OPERATOR_FILE" if operator_file else "--database"
        raise SettingsError(f"--record {path}: only a practice in an empty database is recorded; leave out {name}.")
    if path.exists():
        raise SettingsError(f"--record {path}: the file is there already; name another, or delete it.")
    with path.open("w", encoding="utf-8") as out:
        yield out


def begun(out: TextIO, language: str, name: str) -> Recorder:
    """A recorder that has written the first line."""
    print(HEAD.format(language=language, name=name), file=out, flush=True)
    return Recorder(out)


def shown(message: Message) -> str:
    """A message by its ids, as a line of a recording."""
    error = [f"!{message.error}"] if message.error else []
    return " ".join([*error, *(button.id for button in message.buttons), *(f"+{file.kind}" for file in message.files)])


def read(path: Path) -> Recording:
    """A recording from its file. Raises `ValueError` with file, line, cause and cure."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = READ.match(lines[0]) if lines else None
    if head is None:
        raise ValueError(f"{path}:1: this is no recording; make one with `passerelle chat --record FILE`.")
    return Recording(head[1], head[2], tuple(_turns(path, lines)))


def _turns(path: Path, lines: Sequence[str]) -> Iterator[Turn]:
    said: str | None = None
    parts: list[str] = []
    for number, line in enumerate(lines[1:], 2):
        kind, text = line[:1], line[2:]
        if kind == ">" and said is None:
            said, parts = text, []
        elif kind == "<" and said is not None:
            parts.append(text)
        elif kind == "?" and said is not None:
            yield Turn(said, tuple(parts), text)
            said = None
        elif line.strip() and kind != "#":
            raise ValueError(f"{path}:{number}: {line!r} has no place here; record the talk again.")
    if said is not None:
        raise ValueError(f"{path}:{len(lines)}: the last input has no `?` line; record the talk again.")


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
        await line.read(recorder.filled(turn.said))
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
