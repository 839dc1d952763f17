"""The world in which paths are listed: facts that stand still, one place, and the sources that are handed in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from bot.flow.model import Call
from bot.talk.event import Spot
from bot.talk.state import Talk
from bot.talk.trail import Answers, Offered
from bot.talk.turn import Command

Offer = Callable[[str | None, Talk], tuple[Offered, ...]]


@dataclass(frozen=True)
class Names:
    """What the office registers, handed in because `check` does not know it.

    `facts` name → every value it can have; `sources` name → the options for an item and a talk; `effects` the names;
    `shows` name → setting → what it may be ("": it may be left out); `texts` flow → the (context, English text) pairs a
    person may meet in it; `place` a code to answer with; `commands` what features let people ask for at any step,
    `staff_commands` what only people who are enrolled may.
    """

    facts: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Offer]
    effects: Collection[str]
    shows: Mapping[str, Mapping[str, Collection[str]]]
    place: str
    commands: Mapping[str, Command] = field(default_factory=dict)
    staff_commands: Collection[str] = ()
    texts: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Still:
    """A world whose facts do not change while a path is walked."""

    names: Names
    facts: Mapping[str, str]
    language: str = "en"

    def fact(self, name: str, answers: Answers) -> str:
        """The value chosen for this walk."""
        return self.facts[name]

    def source(self, call: Call, item: str | None, talk: Talk) -> tuple[Offered, ...]:
        """The options of a registered source; none where there is no such source."""
        offer = self.names.sources.get(call.name)
        return offer(item, talk) if offer else ()

    def lasting(self, call: Call, item: str | None, talk: Talk) -> frozenset[str] | None:
        """Nothing changes while a path is walked."""
        return None

    @property
    def commands(self) -> Mapping[str, Command]:
        """Those that are handed in."""
        return self.names.commands

    def holds_answers(self, flow: str) -> bool:
        """Walks lose nothing by leaving."""
        return True

    def label(self, offered: Offered, language: str) -> str:
        """English words."""
        return offered.text

    def phrase(self, name: str) -> str:
        """Nobody reads along: the name will do."""
        return name

    def heard(self, text: str) -> str:
        """A walk presses; it types no words."""
        return ""

    def flags(self, text: str) -> tuple[str, ...]:
        """The texts of a walk are harmless."""
        return ()

    def offered_in(self, flow: str) -> tuple[str, ...]:
        """One language."""
        return (self.language,)

    def fresh(self) -> str:
        """Every talk of a walk has the same id."""
        return "000000"

    def known(self, code: str) -> bool:
        """Every place."""
        return True

    def regions(self, code: str) -> tuple[Spot, ...]:
        """No place is asked for more closely."""
        return ()
