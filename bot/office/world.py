"""What a turn may ask of the world: facts and sources by name, from plain data that was loaded before.

`FACTS` and `SOURCES` are the registered names; an unknown name in a flow file fails `check`. Facts have closed values,
so that `check` can list every path.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.flow.load import options_of
from bot.flow.model import Call, Option
from bot.office.desk import Desk, Opened
from bot.office.library import Library
from bot.office.operators import Operator, Towns
from bot.office.reach import SHIPPED, Can, can_of
from bot.places.gazetteer import UnknownPlace
from bot.talk.event import Spot
from bot.talk.state import Talk
from bot.talk.trail import Answers, Offered
from bot.text.day import country_name
from bot.text.guard import flags

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
COUNTRIES = ("BE", "FR", "NL", "DE", "ES", "SE", "GB", "LU", "AT")


@dataclass(frozen=True)
class World:
    """The world of one event. `open_areas` are the areas where a coordinator and a deputy are at work (`*`:
    everywhere); `may_send` is no when this person has sent as many signals as a day allows;
    `chat_app` whether they write through an app that keeps its own copy; `channels` what each channel can do.
    """

    library: Library
    towns: Towns
    now: datetime
    language: str
    open_areas: frozenset[str] = frozenset()
    may_send: bool = True
    chat_app: bool = False
    desk: Desk | None = None
    channels: Mapping[str, Can] = field(default_factory=lambda: SHIPPED)

    def can(self, channel: str) -> Can:
        """What a channel can do."""
        return can_of(self.channels, channel)

    @property
    def opened(self) -> Opened | None:
        """The signal that is open on the desk."""
        return self.desk.opened if self.desk else None

    def fact(self, name: str, answers: Answers) -> str:
        """The value of `is.NAME`."""
        return FACTS[name][1](self, answers)

    def source(self, call: Call, item: str | None, talk: Talk) -> tuple[Offered, ...]:
        """The options of a source."""
        return SOURCES[call.name](self, item, talk)

    def lasting(self, call: Call, item: str | None, talk: Talk) -> frozenset[str] | None:
        """The options of a source that comes from the content; None for what lies on a coordinator's desk."""
        return None if call.name in AT_THE_DESK else frozenset(each.id for each in self.source(call, item, talk))

    def label(self, offered: Offered, language: str) -> str:
        """The words of an option in a language."""
        if offered.context == "country":
            return country_name(offered.id, language)
        if not offered.context:
            return offered.text
        return self.library.texts.say(language, offered.context, offered.text)

    def phrase(self, name: str) -> str:
        """The English text of a sentence of the assistant."""
        return self.library.content.phrases[name]

    def flags(self, text: str) -> tuple[str, ...]:
        """What the guards see in a text."""
        return flags(text, self.library.belief)

    def offered_in(self, flow: str) -> tuple[str, ...]:
        """The languages a flow is complete in."""
        return self.library.languages(flow)

    def fresh(self) -> str:
        """A talk id that nobody can guess."""
        number, base = secrets.randbelow(len(LETTERS) ** 6), len(LETTERS)
        return "".join(LETTERS[number // base**place % base] for place in range(6))

    def known(self, code: str) -> bool:
        """Whether there is a place with this code."""
        try:
            return bool(self.library.places.area(code))
        except UnknownPlace:
            return False

    def regions(self, code: str) -> tuple[Spot, ...]:
        """The countries, or the regions of one."""
        if not code:
            return tuple(Spot(country, country_name(country, self.language)) for country in COUNTRIES)
        if code not in COUNTRIES:
            return ()
        return tuple(Spot(place.code, place.name) for place in self.library.places.regions(code))

    def chain(self, answers: Answers) -> tuple[str, ...]:
        """The areas around the place that was answered, smallest first; only Europe where it is not known."""
        code = next(iter(answers.get("place", ())), "none")
        return self.library.places.chain(code) if code != "none" and self.known(code) else ("EU",)

    def operator(self, answers: Answers) -> Operator | None:
        """Who runs this assistant at the place that was answered."""
        return self.towns.of(self.chain(answers))

    def open_area(self, answers: Answers) -> str | None:
        """The smallest area around the place where Send is open, or None."""
        operator = self.operator(answers)
        if operator is None or operator.missing(self.now.date()) or "place" not in answers or not self.may_send:
            return None
        if self.towns.practice or "*" in self.open_areas:
            return self.chain(answers)[0]
        return next((code for code in self.chain(answers) if code in self.open_areas), None)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _may_signal(world: World, answers: Answers) -> str:
    role = next(iter(answers.get("role", ())), "")
    fact = world.library.content.flows["signal"].roles.get(role, "no")
    return "yes" if fact is None else world.fact(fact.removeprefix("is."), answers) if fact != "no" else "no"


def _justice(world: World, answers: Answers) -> str:
    operator = world.operator(answers)
    return _yes(operator is not None and operator.justice)


Fact = Callable[[World, Answers], str]
FACTS: dict[str, tuple[tuple[str, ...], Fact]] = {
    "send_open": (("yes", "no"), lambda world, answers: _yes(world.open_area(answers) is not None)),
    "justice_enabled": (("yes", "no"), _justice),
    "may_signal": (("yes", "no"), _may_signal),
    "keeper": (("yes", "no"), lambda world, answers: _yes(bool(world.opened and world.opened.keeps))),
    "mine": (("yes", "no"), lambda world, answers: _yes(bool(world.opened and world.opened.mine))),
    "more": (("yes", "no"), lambda world, answers: _yes(bool(world.desk and world.desk.more))),
    "chat_app": (("yes", "no"), lambda world, answers: _yes(world.chat_app)),
}


def _areas(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
    areas = world.library.content.areas.values()
    return tuple(Offered(area.id, f"areas.{area.id}.label", area.label) for area in areas)


def _table(name: str) -> Source:
    def offer(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
        area = world.library.content.areas.get(item or "")
        options = options_of(area, name) if area else {}
        return tuple(Offered(id, context, option.label, option) for id, (context, option) in options.items())

    return offer


def _countries(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
    """The operator's countries first; a choice sets the mark `country` and asks the same step again."""
    here = [code for code in world.chain(talk.answers) if code in COUNTRIES]
    order = [*here, *(code for code in COUNTRIES if code not in here)]
    again = ("emergency", "crisis")
    return tuple(
        Offered(code, "country", code, Option(label=code, sets={"country": code}, forgets=again)) for code in order
    )


def _signals(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
    return tuple(Offered(line.key, "", line.label) for line in world.desk.lines) if world.desk else ()


def _colleagues(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
    """Who may be asked to look at the open signal too."""
    return tuple(Offered(line.key, "", line.label) for line in world.opened.colleagues) if world.opened else ()


def _missing(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
    """The steps of its flow that the open signal leaves out: the coordinator may ask for them."""
    opened = world.opened
    if opened is None:
        return ()
    steps = world.library.content.flows[opened.flow].steps.values()
    return tuple(
        Offered(step.id, f"{step.owner}.{step.id}.short", step.short)
        for step in steps
        if step.short and step.optional == "yes" and step.unsent == "no" and not opened.answers.get(step.id)
    )


Source = Callable[[World, str | None, Talk], tuple[Offered, ...]]
SOURCES: dict[str, Source] = {
    "areas": _areas,
    "noticed": _table("noticed"),
    "strengths": _table("strengths"),
    "around": _table("around"),
    "countries": _countries,
    "signals": _signals,
    "missing": _missing,
    "colleagues": _colleagues,
}
AT_THE_DESK = ("signals", "missing", "colleagues")
