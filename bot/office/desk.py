"""What a coordinator has before them: the list of their signals and the one that is open."""

from __future__ import annotations

from dataclasses import dataclass

from bot.talk.state import Answer


@dataclass(frozen=True)
class Line:
    """One signal in the list: its key and what the button says (a short code and a day, nothing else)."""

    key: str
    label: str


@dataclass(frozen=True)
class Opened:
    """The signal that is open: its answers, its version, its state, and what was asked and said since."""

    key: str
    version: int
    state: str
    answers: dict[str, Answer]
    contributions: tuple[tuple[str, str, Answer], ...] = ()
    phone: str = ""


@dataclass(frozen=True)
class Desk:
    """A coordinator who has unlocked."""

    person: str
    lines: tuple[Line, ...] = ()
    opened: Opened | None = None
