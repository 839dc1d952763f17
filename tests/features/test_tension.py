"""A tense place: how often what was told, for who works there, and never a number under five."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.tension import FEATURE, TENSION_KIND, TENSION_TALK, TOLD_PART
from bot.flow.model import Call
from bot.store import counters
from bot.talk.state import Talk
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.statistics import SMALLEST_CELL
from bot.words.world import World
from bot.words.writer import Writer
from tests.conftest import NOW
from tests.events import event_of
from tests.journeys.scene import OTHER, TOWN, Scene

DESK = Talk("abc123", "desk", "en")
WHATS = ("insults", "rumours", "fear", "graffiti")


def shown(library: Library, told: dict[str, int] | None) -> str:
    writer = Writer(World(library, Towns.pretend(), NOW, "en"), "en")
    if told is not None:
        TOLD_PART.put(writer.world, told)
    return FEATURE.shows["tensions"].write(writer, Call(name="tensions"), {}, DESK)


@given(st.dictionaries(st.sampled_from(WHATS), st.integers(1, 20)))
def test_no_number_under_five_is_ever_shown(library: Library, told: dict[str, int]) -> None:
    lines = shown(library, told).splitlines()[1:-1]
    numbers = [int(line.rpartition(" ")[2]) for line in lines]
    assert all(number >= SMALLEST_CELL and number in told.values() for number in numbers)
    assert len(numbers) <= sum(number >= SMALLEST_CELL for number in told.values())


def test_where_nothing_was_told_nothing_is_said(library: Library) -> None:
    assert (shown(library, None), shown(library, {})) == ("", "")


def test_an_answer_that_the_talk_no_longer_has_is_left_out(library: Library) -> None:
    said = shown(library, {"insults": 9, "gone": 9})
    assert "9" in said
    assert "gone" not in said


async def counted(scene: Scene, chat: str, *cells: tuple[str, int, int]) -> dict[str, int] | None:
    """What somebody has before them after so many of each (town and answer, how often, days ago)."""
    async with scene.office.store.write() as tx:
        for cell, number, days in cells:
            await counters.add_count(tx, TENSION_TALK, cell, scene.office.clock.now() - timedelta(days=days), number)
    async with event_of(scene.office, scene.address(chat), channel=scene.channel) as context:
        await FEATURE.loads["tensions"](context, DESK)
        return TOLD_PART.of(context.world)


async def test_it_is_of_ones_own_areas_and_of_three_months(scene: Scene) -> None:
    cells = ((f"{TOWN}/insults", 3, 0), (f"{TOWN}/insults", 4, 31), (f"{OTHER}/insults", 50, 0))
    old = ((f"{TOWN}/insults", 100, 120), (f"{TOWN}/fear", 100, 120))
    assert await counted(scene, "coordinator", *cells, *old) == {"insults": 7}
    assert await counted(scene, "their coordinator") == {"insults": 50}


@pytest.mark.parametrize("chat", ["sender", "a stranger"])
async def test_who_is_not_at_work_is_told_nothing(scene: Scene, chat: str) -> None:
    assert await counted(scene, chat, (f"{TOWN}/insults", 50, 0)) is None


def test_its_talk_is_a_signal_about_a_place_with_a_paper_of_its_own(library: Library) -> None:
    policy = FEATURE.policies[TENSION_TALK]
    assert (policy.kind, policy.implied, policy.protected) == ("signal", {"about": ("place",)}, False)
    step = library.content.flows[TENSION_TALK].steps[TENSION_KIND.counted]
    assert step.choices is not None
    assert set(WHATS) <= set(step.choices.written)
    assert TENSION_KIND.note in library.content.phrases
