"""The areas of life and their lists, as options: shared by every talk that asks what somebody noticed."""

from __future__ import annotations

from bot.flow.load import options_of
from bot.intake.feature import Feature
from bot.talk.state import Talk
from bot.talk.trail import Offered
from bot.words.vocabulary import Source
from bot.words.world import World


def offer_areas(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
    """Every area of life."""
    found = world.library.content.areas.values()
    return tuple(Offered(area.id, f"areas.{area.id}.label", area.label) for area in found)


def offer_table(name: str) -> Source[World]:
    """One list of an area: what is noticed, what goes well, what is around."""

    def offer(world: World, item: str | None, talk: Talk) -> tuple[Offered, ...]:
        area = world.library.content.areas.get(item or "")
        options = options_of(area, name) if area else {}
        return tuple(Offered(id, context, option.label, option) for id, (context, option) in options.items())

    return Source(offer)


FEATURE = Feature(
    name="areas",
    sources={"areas": Source(offer_areas)} | {name: offer_table(name) for name in ("noticed", "strengths", "around")},
)
