"""What a turn may ask of the world: facts and sources by name, from plain data that was loaded before."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.flow.model import Call
from bot.places.gazetteer import UnknownPlace
from bot.post.reach import SHIPPED, Can, can_of
from bot.talk.event import Spot
from bot.talk.state import Talk
from bot.talk.trail import Answers, Offered
from bot.talk.turn import Command
from bot.text.day import country_name, own_language_name
from bot.text.guard import text_flags
from bot.text.heard import bare_word
from bot.words.library import Library
from bot.words.operators import Operator, Towns

ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
COUNTRIES = ("BE", "FR", "NL", "DE", "ES", "SE", "GB", "LU", "AT")


@dataclass(frozen=True)
class World:
    """The world of one event, made once. `chat_app`: whether the person writes through an app that keeps its own copy;
    `channels`: what each channel can do.

    `parts` is what features have loaded for this event (see `Part`); nothing else changes while the event is handled.
    """

    library: Library
    towns: Towns
    now: datetime
    language: str
    chat_app: bool = False
    channels: Mapping[str, Can] = field(default_factory=lambda: SHIPPED)
    parts: dict[str, Any] = field(default_factory=dict)

    def can(self, channel: str) -> Can:
        """What a channel can do."""
        return can_of(self.channels, channel)

    def fact(self, name: str, answers: Answers) -> str:
        """The value of `is.NAME`."""
        return self.library.vocabulary.facts[name].value(self, answers)

    def source(self, call: Call, item: str | None, talk: Talk) -> tuple[Offered, ...]:
        """The options of a source."""
        return self.library.vocabulary.sources[call.name].offer(self, item, talk)

    def lasting(self, call: Call, item: str | None, talk: Talk) -> frozenset[str] | None:
        """The options of a source that comes from the content; None for what differs from person to person."""
        if self.library.vocabulary.sources[call.name].personal:
            return None
        return frozenset(each.id for each in self.source(call, item, talk))

    @property
    def commands(self) -> Mapping[str, Command]:
        """What features let people ask for at any step."""
        return self.library.vocabulary.commands

    def holds_answers(self, flow: str) -> bool:
        """Whether leaving a talk loses what took a thought."""
        return self.library.vocabulary.policy(flow).holds_answers

    def label(self, offered: Offered, language: str) -> str:
        """The words of an option in a language."""
        if offered.context == "country":
            return country_name(offered.id, language)
        if offered.context == "language":
            return own_language_name(offered.id)
        if not offered.context:
            return offered.text
        return self.library.texts.say(language, offered.context, offered.text)

    def phrase(self, name: str) -> str:
        """The English text of a sentence of the assistant."""
        return self.library.content.phrases[name]

    def heard(self, text: str) -> str:
        """What a common word means in whatever language it is typed: `yes`, `no`, `help`, or nothing."""
        return self.library.words.get(bare_word(text), "")

    def flags(self, text: str) -> tuple[str, ...]:
        """What the guards see in a text."""
        return text_flags(text, self.library.belief)

    def offered_in(self, flow: str) -> tuple[str, ...]:
        """The languages a flow is complete in."""
        return self.library.languages(flow)

    def fresh(self) -> str:
        """A talk id that nobody can guess."""
        number, base = secrets.randbelow(len(ID_LETTERS) ** 6), len(ID_LETTERS)
        return "".join(ID_LETTERS[number // base**place % base] for place in range(6))

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
