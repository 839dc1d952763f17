"""A talk in practice as a file that the tests play again: what was typed, and what was shown, by ids.

Three kinds of line: `> input`, `< what was shown` (option ids, `+` a file, `!` an error, one line a message) and
`? step flow` (what is waited for; `-` for nothing). Words are left out, so that a text may be changed freely. Codes
that differ from run to run stand as `{receipt}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.keys.vault import RECEIPT
from bot.post.message import Message
from bot.settings import SettingsError

RECORDING_HEAD = "# passerelle chat --record: language {language}, as {name}. Put it into tests/journeys/recorded."
RECEIPT_MASK = "{receipt}"


@dataclass(frozen=True)
class RecordedTurn:
    """One input and what came of it; `shown` and `waiting` as they stand in the file."""

    said: str
    shown: tuple[str, ...]
    waiting: str

    def lines(self) -> Iterator[str]:
        """As the file holds it."""
        yield f"> {self.said}".rstrip()
        yield from (f"< {each}".rstrip() for each in self.shown)
        yield f"? {self.waiting}"


@dataclass
class Recorder:
    """Writes a recording while somebody talks; also what a replay compares with."""

    out: TextIO
    codes: list[str] = field(default_factory=list)

    def hear(self, said: str, messages: Sequence[Message], step: str | None, flow: str | None) -> None:
        """One input and what came of it."""
        turn = RecordedTurn(self.masked(said), tuple(map(message_line, messages)), f"{step or '-'} {flow or '-'}")
        self.codes += [code for message in messages for code in RECEIPT.findall(message.text)]
        print("\n".join(turn.lines()), file=self.out, flush=True)

    def masked(self, said: str) -> str:
        """An input without the code that was given in this talk."""
        return said.replace(self.codes[-1], RECEIPT_MASK) if self.codes else said


@contextmanager
def open_recording(path: Path | None, operator_file: Path | None, database: str | None) -> Iterator[TextIO | None]:
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


def begin_recording(out: TextIO, language: str, name: str) -> Recorder:
    """A recorder that has written the first line."""
    print(RECORDING_HEAD.format(language=language, name=name), file=out, flush=True)
    return Recorder(out)


def message_line(message: Message) -> str:
    """A message by its ids, as a line of a recording."""
    error = [f"!{message.error}"] if message.error else []
    return " ".join([*error, *(button.id for button in message.buttons), *(f"+{file.kind}" for file in message.files)])
