"""What a coordinator has before them: a page of the list, and the signal that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.features.desk.records import HeldSignal
from bot.features.staff.records import Person
from bot.talk.state import Answer, Talk
from bot.words.vocabulary import Frame, Part
from bot.words.world import World

NO_SIGNAL = ("refresh", "more", "leave")  # options of the list that are none


@dataclass(frozen=True)
class ListLine:
    """One signal in the list: its key and what the button says (a short code and a day, nothing else)."""

    key: str
    label: str


@dataclass(frozen=True)
class ListPage:
    """A page of the list: how many signals there are in all, the number of the last one shown, whether more follow."""

    lines: tuple[ListLine, ...] = ()
    total: int = 0
    last: int = 0
    more: bool = False


@dataclass(frozen=True)
class OpenCase:
    """The signal that is open: its version, its state, and once it is `whole` its answers and the words since.

    `label`: how the list calls it; `keeps`: the reader is in charge of it, not only asked to look; `mine`: they have
    taken it; `second`: somebody was asked to look; `language`: the sender's; `flow`: the talk it was written in.
    """

    key: str
    version: int
    state: str
    label: str = ""
    language: str = ""
    keeps: bool = True
    mine: bool = False
    second: bool = False
    whole: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    contributions: tuple[tuple[str, str, Answer], ...] = ()
    phone: str = ""
    flow: str = "signal"

    @property
    def etag(self) -> str:
        """The case and its version, as every message about it carries them."""
        return f"{self.key}-{self.version}"


@dataclass
class Desk:
    """A coordinator who has unlocked, and what was laid out for them: each part once an event.

    `cases` by key, None for one that is not open to them; `held` as the store gave it; `logged` what this event has
    noted as read.
    """

    person: Person
    page: ListPage | None = None
    cases: dict[str, OpenCase | None] = field(default_factory=dict)
    held: dict[str, HeldSignal] = field(default_factory=dict)
    colleagues: tuple[ListLine, ...] | None = None
    logged: set[str] = field(default_factory=set)

    def changed(self, key: str) -> None:
        """An act has changed a case: it is looked at anew before it is shown."""
        self.cases.pop(key, None)
        self.held.pop(key, None)
        self.colleagues = None


DESK = Part[Desk]("desk")


def key_in(answers: Mapping[str, Answer]) -> str:
    """The signal that is open by these answers, or empty."""
    key = next(iter(answers.get("desk", ())), "")
    return "" if key in NO_SIGNAL else key


def case_in(world: World, answers: Mapping[str, Answer]) -> OpenCase | None:
    """The case that is open by these answers, if it is open to who asks."""
    desk = DESK.of(world)
    return desk.cases.get(key_in(answers)) if desk else None


def frame(world: World, talk: Talk) -> Frame:
    """The case that a message is about, in the version that the reader has seen of it as a whole."""
    case = case_in(world, talk.answers) or _case_left(world, talk)
    if case is None:
        return Frame()
    seen = talk.etag if "case" in talk.answers and talk.etag else case.etag
    return Frame(case.label, seen, case.key)


def _case_left(world: World, talk: Talk) -> OpenCase | None:
    """The case that was open when the desk was left from an older list: the farewell says which one it shut."""
    desk = DESK.of(world)
    if desk is None or "leave" not in talk.answers.get("desk", ()):
        return None
    return next((case for case in desk.cases.values() if case), None)


def version_in(etag: str, key: str) -> int | None:
    """The version that somebody saw of a case; None where they saw another one, or none."""
    case, dash, version = etag.rpartition("-")
    return int(version) if dash and case == key and version.isdecimal() and len(version) < 10 else None
