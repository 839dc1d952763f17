"""What a coordinator has before them: the list of their signals and the one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.talk.state import Answer


@dataclass(frozen=True)
class Line:
    """One signal in the list: its key and what the button says (a short code and a day, nothing else)."""

    key: str
    label: str


@dataclass(frozen=True)
class Opened:
    """The signal that is open: its answers, its version, its state, and what was asked and said since.

    `label`: how the list calls it; `keeps`: the reader is in charge of it, not only asked to look; `mine`: they have
    taken it; `second`: somebody was asked to look; `colleagues`: who may be asked to; `flow`: the talk it was written
    in.
    """

    key: str
    version: int
    state: str
    label: str
    answers: dict[str, Answer]
    contributions: tuple[tuple[str, str, Answer], ...] = ()
    phone: str = ""
    keeps: bool = True
    mine: bool = False
    second: bool = False
    colleagues: tuple[Line, ...] = ()
    flow: str = "signal"

    @property
    def etag(self) -> str:
        """The case and its version, as every message about it carries them."""
        return f"{self.key}-{self.version}"


def version_in(etag: str, key: str) -> int | None:
    """The version that somebody saw of a case; None where they saw another one, or none."""
    case, dash, version = etag.rpartition("-")
    return int(version) if dash and case == key and version.isdecimal() and len(version) < 10 else None


@dataclass(frozen=True)
class Desk:
    """A coordinator who has unlocked: a page of the list, how many there are in all, and where the page ends.

    `tensions`: how often what was told of tense places lately, in their areas.
    """

    person: str
    lines: tuple[Line, ...] = ()
    opened: Opened | None = None
    total: int = 0
    last: int = 0
    more: bool = False
    tensions: Mapping[str, int] = field(default_factory=dict)
