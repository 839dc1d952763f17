"""What a life map shows, in the reader's words, and on its paper."""

from __future__ import annotations

import pytest

from bot.features.life_map import FEATURE
from bot.features.life_map.feature import PAPER
from bot.flow.model import Call
from bot.talk.state import Answer, Talk
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from bot.words.writer import Writer
from tests.conftest import NOW

TALK = Talk("abc123", "life_map", "en")
ANSWERS: dict[str, Answer] = {
    "areas": ("school", "peers"),
    "strengths[school]": ("likes",),
    "noticed[school]": ("less",),
    "how_known[school]": ("seen",),
    "noticed[peers]": ("drops",),
    "how_known[peers]": ("heard",),
}
LANGUAGES = ("en", "fr", "nl", "de", "ar")


def writer(library: Library, language: str) -> Writer:
    return Writer(World(library, Towns.pretend(), NOW, language), language)


def shown(writer: Writer, name: str, answers: dict[str, Answer]) -> list[str]:
    return FEATURE.shows[name].write(writer, Call(name=name), answers, TALK).split("\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_area_stands_there_with_how_well_it_is_known_in_sign_and_word(library: Library, language: str) -> None:
    say = writer(library, language)
    title, *lines, counted = shown(say, "coverage", ANSWERS)
    assert (title, counted) == (say.phrase("map_coverage"), say.phrase("map_counted", {"n": "1"}))
    assert len(lines) == len(library.content.areas)
    found = dict(zip(library.content.areas, lines, strict=True))
    for area, sign, word in (("school", "●", "known"), ("peers", "◐", "partly"), ("family", "○", "not_known")):
        assert found[area] == f"{sign} {say.pair(say.area(area), say.phrase(f'map_{word}'))}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_ask_next_names_the_area(library: Library, language: str) -> None:
    say = writer(library, language)
    title, first, *others = shown(say, "ask_next", ANSWERS)
    assert title == say.phrase("map_ask_next")
    assert first == f"– {say.phrase('map_ask_strengths', {'value': say.area('peers')})}"
    assert len(others) == 4


def test_where_one_could_start_is_said_and_so_is_that_nothing_is_ready(library: Library) -> None:
    say = writer(library, "en")
    assert shown(say, "start_with", ANSWERS)[1:] == [
        f"– {say.pair(say.area('school'), say.phrase('map_start_reason'))}"
    ]
    assert shown(say, "start_with", {})[1:] == [say.phrase("map_start_none")]


def test_the_paper_has_all_that_is_shown(library: Library) -> None:
    assert set(PAPER.shows) == set(FEATURE.shows)
    policy = FEATURE.policies["life_map"]
    assert (policy.paper, policy.kind, policy.protected) == (PAPER, "advice", False)
    assert {PAPER.title, PAPER.file, PAPER.intro} <= set(library.content.phrases)
