"""Somebody is in danger: the numbers to call, country by country; its messages go before all others."""

from __future__ import annotations

from collections.abc import Mapping

from bot.features.contacts.cards import NUMBER_KINDS, Cards
from bot.flow.model import Call, Option
from bot.intake.feature import Feature
from bot.talk.state import Answer, Talk
from bot.talk.trail import Offered
from bot.words.vocabulary import Show, Source, TalkPolicy
from bot.words.world import COUNTRIES, World
from bot.words.writer import Writer


def offer_countries(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
    """The operator's countries first; a choice sets the mark `country` and asks the same step again."""
    here = [code for code in world.chain(talk.answers) if code in COUNTRIES]
    order = [*here, *(code for code in COUNTRIES if code not in here)]
    again = ("emergency", "crisis")
    return tuple(
        Offered(code, "country", code, Option(label=code, sets={"country": code}, forgets=again)) for code in order
    )


def show_emergency(writer: Writer, call: Call, answers: Mapping[str, Answer], talk: Talk) -> str:
    """The numbers of the country that was chosen, or of the place."""
    return Cards(writer).emergency(answers, talk.marks.get("country"), call.params.get("kind", "emergency"))


FEATURE = Feature(
    name="danger",
    sources={"countries": Source(offer_countries)},
    shows={"emergency": Show(show_emergency, lambda kinds: {"kind": ("", *NUMBER_KINDS)})},
    policies={"danger": TalkPolicy(urgent=True)},
)
