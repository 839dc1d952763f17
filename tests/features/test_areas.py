"""The areas of life and their lists, as options."""

from __future__ import annotations

import pytest

from bot.features.areas import FEATURE
from bot.talk.state import Talk
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from tests.conftest import NOW

TALK = Talk("abc123", "signal", "nl")


@pytest.fixture
def world(library: Library) -> World:
    return World(library, Towns.pretend(), NOW, "nl")


def test_every_area_of_the_content_is_offered_in_its_order(library: Library, world: World) -> None:
    offered = FEATURE.sources["areas"].offer(world, None, TALK)
    assert [each.id for each in offered] == list(library.content.areas)
    assert all(world.label(each, "en") == library.content.areas[each.id].label for each in offered)


@pytest.mark.parametrize("name", ["noticed", "strengths", "around"])
def test_each_area_has_its_own_list_whose_labels_are_translated(library: Library, world: World, name: str) -> None:
    seen = []
    for area in library.content.areas:
        offered = FEATURE.sources[name].offer(world, area, TALK)
        assert len({each.id for each in offered}) == len(offered)
        assert all(each.option and each.text == each.option.label for each in offered)
        assert all(library.texts.catalogue("nl").has(each.context, each.text) for each in offered)
        seen += [each.context for each in offered]
    assert seen
    assert len(seen) > len(library.content.areas), "they are lists"


@pytest.mark.parametrize("item", [None, "", "gone"])
def test_an_area_that_there_is_not_has_no_list(world: World, item: str | None) -> None:
    assert FEATURE.sources["noticed"].offer(world, item, TALK) == ()


def test_they_are_the_same_for_everybody() -> None:
    assert not any(source.personal for source in FEATURE.sources.values())
