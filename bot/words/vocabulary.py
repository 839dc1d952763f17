"""The names a flow file may use, and what stands behind each: facts, sources, shows, pages, policies of talks.

Features hand them in (`bot/features`); this room knows none of them by name. An unknown name in a flow file fails
`check`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from bot.flow.model import Call
from bot.talk.state import Answer, Talk
from bot.talk.trail import Answers, Offered
from bot.talk.turn import Command

# What stands behind a name is handed the world or the writer of the moment. Both know this module, so here they are
# only variables; who registers a name (`intake/feature.py`) says that they are `World` and `Writer`.
W = TypeVar("W")
P = TypeVar("P")
T = TypeVar("T")
Settings = Mapping[str, Collection[str]]  # of a show: each setting with what it may be; "": it may be left out


class HasParts(Protocol):
    """A world, as far as parts go."""

    @property
    def parts(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Part(Generic[T]):
    """A named part of the world that a feature has loaded for this event; others see none of it."""

    name: str

    def of(self, world: HasParts) -> T | None:
        """The part, where it was loaded."""
        return world.parts.get(self.name)

    def put(self, world: HasParts, value: T) -> T:
        """Lay it down for the rest of the event."""
        world.parts[self.name] = value
        return value


@dataclass(frozen=True)
class Fact(Generic[W]):
    """What `is.NAME` asks: its closed values, so that `check` can list every path, and how it is told."""

    values: tuple[str, ...]
    value: Callable[[W, Answers], str]


def yes_or_no(holds: Callable[[W, Answers], bool]) -> Fact[W]:
    """A fact that is yes or no."""
    return Fact(("yes", "no"), lambda world, answers: "yes" if holds(world, answers) else "no")


OWN_FACTS: dict[str, Fact[Any]] = {
    "chat_app": yes_or_no(lambda world, answers: world.chat_app)
}  # what every installation knows by itself


@dataclass(frozen=True)
class Source(Generic[W]):
    """The options of `from: NAME`, for an item and a talk. `personal`: they differ from person to person."""

    offer: Callable[[W, str | None, Talk], tuple[Offered, ...]]
    personal: bool = False


@dataclass(frozen=True)
class Show(Generic[P]):
    """What `show: NAME` writes beside a step's text; `settings` for the kinds of cards there are."""

    write: Callable[[P, Call, Mapping[str, Answer], Talk], str]
    settings: Callable[[Collection[str]], Settings] = lambda kinds: {}


@dataclass(frozen=True)
class Frame:
    """What stands around every message of a talk: a first line, what it was drawn from, and what it is about."""

    heading: str = ""
    etag: str = ""
    about: str | None = None


@dataclass(frozen=True)
class Paper:
    """How the answers of a talk are printed: phrases of its title, file name and first words, and what they show."""

    title: str
    file: str
    intro: str
    shows: tuple[str, ...] = ()


@dataclass(frozen=True)
class TalkPolicy:
    """What holds of a talk beside its flow file.

    `kind`: advice, signal or desk, for the counts of what is kept. `urgent`: its messages go first. `protected`: they
    are nobody else's to see, and go when the desk is locked. `holds_answers`: leaving it loses what took a thought.
    `implied`: answers that the talk itself gives, whatever was asked.
    """

    kind: str = "advice"
    urgent: bool = False
    protected: bool = False
    holds_answers: bool = True
    implied: Mapping[str, Answer] = field(default_factory=dict)
    paper: Paper | None = None
    frame: Callable[[Any, Talk], Frame] = lambda world, talk: Frame()


PLAIN_POLICY = TalkPolicy()
Page = Callable[[P, Mapping[str, str]], str]


@dataclass(frozen=True)
class Vocabulary:
    """All names together. `commands`: what people may ask for at any step; `refusals`: phrases that say why not."""

    facts: Mapping[str, Fact[Any]] = field(default_factory=dict)
    sources: Mapping[str, Source[Any]] = field(default_factory=dict)
    shows: Mapping[str, Show[Any]] = field(default_factory=dict)
    pages: Mapping[str, Page[Any]] = field(default_factory=dict)
    policies: Mapping[str, TalkPolicy] = field(default_factory=dict)
    commands: Mapping[str, Command] = field(default_factory=dict)
    refusals: frozenset[str] = frozenset()

    def policy(self, flow: str) -> TalkPolicy:
        """What holds of a talk; the plain policy where no feature says anything."""
        return self.policies.get(flow, PLAIN_POLICY)

    def show_settings(self, kinds: Collection[str]) -> dict[str, Settings]:
        """For each show its settings; `kinds` are those of the cards there are."""
        return {name: show.settings(kinds) for name, show in sorted(self.shows.items())}
