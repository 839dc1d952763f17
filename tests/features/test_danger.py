"""In danger: one's own countries first, the numbers of the country that was chosen, and before all other messages."""

from __future__ import annotations

import pytest

from bot.features.contacts.cards import NUMBER_KINDS
from bot.features.danger import FEATURE
from bot.flow.model import Call
from bot.talk.state import Answer, Talk
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import COUNTRIES, World
from bot.words.writer import Writer
from tests.conftest import NOW

HERE: dict[str, Answer] = {"place": ("nl:0599",)}


@pytest.fixture
def writer(library: Library) -> Writer:
    return Writer(World(library, Towns.pretend(), NOW, "en"), "en")


def shown(writer: Writer, answers: dict[str, Answer], kind: str = "", **marks: str) -> str:
    call = Call(name="emergency", params={"kind": kind} if kind else {})
    talk = Talk("abc123", "danger", "en", answers, marks=marks)
    return FEATURE.shows["emergency"].write(writer, call, answers, talk)


@pytest.mark.parametrize(("place", "first"), [("nl:0599", "NL"), ("fr:84007", "FR"), ("none", COUNTRIES[0])])
def test_the_country_of_the_place_is_offered_first_and_every_one_once(writer: Writer, place: str, first: str) -> None:
    talk = Talk("abc123", "danger", "en", {"place": (place,)})
    offered = [each.id for each in FEATURE.sources["countries"].offer(writer.world, None, talk)]
    assert offered[0] == first
    assert sorted(offered) == sorted(COUNTRIES)


def test_a_chosen_country_is_remembered_and_the_numbers_are_shown_again(writer: Writer) -> None:
    for each in FEATURE.sources["countries"].offer(writer.world, None, Talk("abc123", "danger", "en")):
        assert each.option is not None
        assert each.option.sets == {"country": each.id}
        assert set(each.option.forgets) == {"emergency", "crisis"}
        assert writer.world.label(each, "en") != each.id


@pytest.mark.parametrize("kind", ["", *NUMBER_KINDS])
@pytest.mark.parametrize("answers", [{}, HERE, {"place": ("none",)}])
def test_there_is_a_number_whatever_is_known(writer: Writer, kind: str, answers: dict[str, Answer]) -> None:
    said = shown(writer, answers, kind)
    assert said
    assert any(sign.isdigit() for sign in said) or said == writer.phrase("emergency_silent_unknown")


def test_the_mark_goes_before_the_place(writer: Writer) -> None:
    assert shown(writer, HERE, "crisis", country="FR") == shown(writer, {"place": ("FR",)}, "crisis")
    assert shown(writer, HERE, "crisis", country="FR") != shown(writer, HERE, "crisis")
    assert shown(writer, HERE) == shown(writer, HERE, "emergency")


def test_its_messages_go_first_and_the_settings_are_the_kinds_there_are() -> None:
    assert FEATURE.policies["danger"].urgent
    assert FEATURE.shows["emergency"].settings([]) == {"kind": ("", *NUMBER_KINDS)}
