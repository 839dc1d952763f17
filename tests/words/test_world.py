"""The world of an event: what a place leads to, the words of an option, and ids that nobody guesses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.model import Call
from bot.talk.state import Answer, Talk
from bot.talk.trail import Offered
from bot.words.library import Library
from bot.words.operators import PRACTICE_OPERATOR, Operator, Towns
from bot.words.vocabulary import Fact, Source, TalkPolicy, Vocabulary
from bot.words.world import COUNTRIES, World
from tests.conftest import NOW

VILVOORDE = "be:23088"
TOWN = Operator(areas=("BE-VBR", VILVOORDE), name="Vilvoorde", contact="town hall")
LIST = (Offered("a", "", "A"), Offered("b", "", "B"))
TALK = Talk("abc123", "phone", "en")


def world(library: Library, language: str = "en", towns: Towns | None = None) -> World:
    return World(library, towns or Towns.pretend(), NOW, language)


def with_names(library: Library, **names: object) -> World:
    """A world whose library knows these names and no other."""
    vocabulary = Vocabulary(**names)  # type: ignore[arg-type]
    return world(Library(library.content, library.texts, library.places, library.contacts, vocabulary))


PLACES: list[tuple[dict[str, Answer], tuple[str, ...]]] = [
    ({}, ("EU",)),
    ({"place": ()}, ("EU",)),
    ({"place": ("none",)}, ("EU",)),
    ({"place": ("be:99999",)}, ("EU",)),
    ({"place": ("BE",)}, ("BE", "EU")),
]


@pytest.mark.parametrize(("answers", "chain"), PLACES)
def test_around_a_place_that_is_not_known_is_only_europe(
    library: Library, answers: dict[str, Answer], chain: tuple[str, ...]
) -> None:
    assert world(library).chain(answers) == chain


def test_the_areas_around_a_town_come_smallest_first(library: Library) -> None:
    chain = world(library).chain({"place": (VILVOORDE,)})
    assert (chain[0], chain[-2:]) == (VILVOORDE, ("BE", "EU"))


def test_the_operator_is_that_of_the_place(library: Library) -> None:
    here = world(library, towns=Towns((TOWN,)))
    assert here.operator({"place": (VILVOORDE,)}) == TOWN
    assert (here.operator({"place": ("fr:84007",)}), here.operator({})) == (None, None)
    assert world(library).operator({}) == PRACTICE_OPERATOR


@given(st.text(max_size=12))
def test_whatever_is_asked_for_as_a_place_has_an_answer(library: Library, code: str) -> None:
    here = world(library)
    assert here.known(code) in (True, False)
    assert here.chain({"place": (code,)})[-1] == "EU"
    assert all(here.known(spot.code) for spot in here.regions(code))


def test_regions_go_two_steps_deep_and_every_one_is_a_place(library: Library) -> None:
    here = world(library, "fr")
    countries = here.regions("")
    assert [spot.code for spot in countries] == list(COUNTRIES)
    assert "Belgique" in [spot.label for spot in countries]
    for country in COUNTRIES:
        for spot in here.regions(country):
            assert spot.code in library.places.chain(spot.code)
            assert country in library.places.chain(spot.code)
            assert here.regions(spot.code) == ()


def test_talk_ids_can_be_read_behind_a_button_and_do_not_repeat(library: Library) -> None:
    made = {world(library).fresh() for _ in range(300)}
    assert len(made) == 300
    assert all(re.fullmatch("[a-z0-9]{6}", id) for id in made)


LABELS = [
    (Offered("BE", "country", "BE"), "Belgique"),
    (Offered("nl", "language", "nl"), "Nederlands"),
    (Offered("x", "", "J3P9 · Vilvoorde"), "J3P9 · Vilvoorde"),
]


@pytest.mark.parametrize(("offered", "label"), LABELS)
def test_the_words_of_an_option(library: Library, offered: Offered, label: str) -> None:
    assert world(library).label(offered, "fr") == label


def test_an_option_of_a_flow_is_in_the_reader_s_words(library: Library) -> None:
    area = library.content.areas["peers"]
    offered = Offered(area.id, f"areas.{area.id}.label", area.label)
    assert world(library).label(offered, "en") == area.label
    assert world(library).label(offered, "nl") == library.texts.say("nl", offered.context, area.label) != area.label


def test_facts_and_sources_are_those_of_the_vocabulary(library: Library) -> None:
    here = with_names(
        library,
        facts={"open": Fact(("yes", "no"), lambda found, answers: answers["x"][0])},
        sources={
            "same": Source(lambda found, item, talk: LIST),
            "mine": Source(lambda found, item, talk: LIST, personal=True),
        },
        policies={"list": TalkPolicy(holds_answers=False)},
        commands={"mydata": lambda turn, argument: None},
    )
    assert here.fact("open", {"x": ("no",)}) == "no"
    assert here.source(Call(name="same"), None, TALK) == LIST
    assert here.lasting(Call(name="same"), None, TALK) == frozenset(("a", "b"))
    assert here.lasting(Call(name="mine"), None, TALK) is None
    assert (here.holds_answers("list"), here.holds_answers("phone"), list(here.commands)) == (False, True, ["mydata"])


@pytest.mark.parametrize(("typed", "meant"), [("Yes", "yes"), ("NON", "no"), ("nee", "no"), ("banana", "")])
def test_common_words_mean_the_same_in_every_language(library: Library, typed: str, meant: str) -> None:
    assert world(library).heard(typed) == meant
