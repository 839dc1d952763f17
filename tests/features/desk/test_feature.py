"""The desk's parts: what its talk may ask and offer, from what was laid out and from nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.features import SIGNAL_KINDS
from bot.features.desk.case import DESK, Desk, ListLine, ListPage, OpenCase
from bot.features.desk.feature import desk_feature, offer_missing
from bot.features.staff.records import Person
from bot.talk.state import Answer, Talk
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from tests.conftest import NOW
from tests.events import event_of
from tests.journeys.scene import Scene

FEATURE = desk_feature(SIGNAL_KINDS)
KEY = "4c1n8s7t2q0w4c1n"
CASE = OpenCase(KEY, 3, "read")
WHO = Person("id", "lane", "line", "boss", "en", frozenset(), None)
OPEN: dict[str, Answer] = {"desk": (KEY,)}
TALK = Talk("abc123", "desk", "en", OPEN)


def world(library: Library, case: OpenCase | None = CASE, page: ListPage | None = None, desk: bool = True) -> World:
    made = World(library, Towns.pretend(), NOW, "en")
    if desk:
        DESK.put(made, Desk(WHO, page, {KEY: case}, colleagues=(ListLine("them", "Deputy · Lyon"),)))
    return made


FACTS = [
    ("keeper", CASE, "yes"),
    ("keeper", replace(CASE, keeps=False), "no"),
    ("mine", CASE, "no"),
    ("mine", replace(CASE, mine=True), "yes"),
    ("keeper", None, "no"),
    ("mine", None, "no"),
]


@pytest.mark.parametrize(("name", "case", "value"), FACTS)
def test_facts_are_those_of_the_case_that_is_open(
    library: Library, name: str, case: OpenCase | None, value: str
) -> None:
    assert FEATURE.facts[name].value(world(library, case), OPEN) == value
    assert FEATURE.facts[name].value(world(library, case), {}) == "no"
    assert FEATURE.facts[name].value(world(library, desk=False), OPEN) == "no"


@pytest.mark.parametrize(("page", "more"), [(ListPage(more=True), "yes"), (ListPage(), "no"), (None, "no")])
def test_whether_the_list_goes_on(library: Library, page: ListPage | None, more: str) -> None:
    assert FEATURE.facts["more"].value(world(library, page=page), {}) == more


def test_offered_is_what_was_laid_out_as_it_stands(library: Library) -> None:
    page = ListPage((ListLine(KEY, "4C1N · Vilvoorde"), ListLine("other", "OTHE · Brussel")))
    found = {name: source.offer(world(library, page=page), None, TALK) for name, source in FEATURE.sources.items()}
    assert [(each.id, each.context, each.text) for each in found["signals"]] == [
        (KEY, "", "4C1N · Vilvoorde"),
        ("other", "", "OTHE · Brussel"),
    ]
    assert [each.id for each in found["colleagues"]] == ["them"]


@pytest.mark.parametrize("name", list(FEATURE.sources))
def test_who_has_no_desk_is_offered_nothing_and_nothing_is_the_same_for_all(library: Library, name: str) -> None:
    assert FEATURE.sources[name].offer(world(library, desk=False), None, TALK) == ()
    assert FEATURE.sources[name].personal


def test_what_may_be_asked_back_is_what_was_left_out_and_may_be_sent(library: Library) -> None:
    steps = library.content.flows["signal"].steps
    asked = [each.id for each in offer_missing(world(library), None, TALK)]
    assert "often" in asked
    assert all(steps[id].optional == "yes" and steps[id].unsent == "no" and steps[id].short for id in asked)
    told = replace(CASE, answers={"often": ("once",), "talked": ()})
    assert set(asked) - {each.id for each in offer_missing(world(library, told), None, TALK)} == {"often"}
    other = [each.id for each in offer_missing(world(library, replace(CASE, flow="tension")), None, TALK)]
    assert set(other) <= set(library.content.flows["tension"].steps)


async def test_the_version_that_a_turn_has_shown_is_what_later_acts_count_for(scene: Scene) -> None:
    async with event_of(scene.office, "anna", talk=TALK) as context:
        DESK.put(context.world, Desk(WHO, cases={KEY: CASE}))
        remember = FEATURE.after_turn["desk"]
        assert remember(context, TALK).etag == f"{KEY}-3"
        acting = TALK.seeing(f"{KEY}-2").with_answer("case", ("close",), "")
        assert remember(context, acting) == acting
        assert remember(context, Talk("abc123", "desk", "en")).etag == ""


def test_its_talk_is_protected_and_its_refusals_are_sentences(library: Library) -> None:
    policy = FEATURE.policies["desk"]
    assert (policy.kind, policy.protected, policy.holds_answers) == ("desk", True, False)
    assert set(FEATURE.refusals) <= set(library.content.phrases)
    names = {call.name for step in library.content.flows["desk"].steps.values() for call in step.show}
    assert {*FEATURE.shows, *FEATURE.sources} >= names - {"tensions"}
    assert set(FEATURE.loads) == {*FEATURE.shows, *FEATURE.sources}, "whatever is offered or shown is laid out before"


def test_for_a_check_of_all_paths_there_is_one_signal(library: Library) -> None:
    made = world(library, desk=False)
    assert FEATURE.samples is not None
    FEATURE.samples(made)
    (line,) = FEATURE.sources["signals"].offer(made, None, TALK)
    assert FEATURE.facts["keeper"].value(made, {"desk": (line.id,)}) == "yes"
