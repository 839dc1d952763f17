"""A talk goes through JSON between all turns, and comes back as it was; a new one differs only where it was changed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.talk.event import Spot
from bot.talk.state import Answer, Draft, Talk

WORDS = st.text(max_size=12)
ANSWERS = st.lists(WORDS, max_size=3).map(tuple)
SPOTS = st.builds(Spot, WORDS, WORDS)
DRAFTS = st.builds(Draft, WORDS, ANSWERS, WORDS, st.lists(SPOTS, max_size=2).map(tuple))


def talks(below: st.SearchStrategy[Talk | None]) -> st.SearchStrategy[Talk]:
    """Any talk, over one of these."""
    return st.builds(
        Talk,
        id=WORDS,
        flow=WORDS,
        language=WORDS,
        answers=st.dictionaries(WORDS, ANSWERS, max_size=4),
        carried=ANSWERS,
        marks=st.dictionaries(WORDS, WORDS, max_size=2),
        prints=st.dictionaries(WORDS, WORDS, max_size=2),
        draft=st.none() | DRAFTS,
        floor=WORDS,
        only=ANSWERS,
        signal=WORDS,
        below=below,
    )


TALKS = talks(st.none() | talks(st.none()))


@given(TALKS)
def test_it_comes_back_from_json_as_it_was_with_its_answers_in_their_order(talk: Talk) -> None:
    back = Talk.from_json(talk.to_json())
    assert back == talk
    assert list(back.answers) == list(talk.answers)
    assert back.to_json() == talk.to_json()


@given(TALKS)
def test_its_json_is_one_line(talk: Talk) -> None:
    assert "\n" not in talk.to_json()


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "7", '"x"', '{"id": "a"}'])
def test_anything_else_is_refused_with_an_error_that_is_known(text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        Talk.from_json(text)


def test_a_part_of_a_later_version_is_refused() -> None:
    data = json.loads(Talk("abc123", "signal", "en").to_json())
    with pytest.raises(TypeError):
        Talk.from_json(json.dumps(data | {"mood": "x"}))


@given(TALKS, WORDS, ANSWERS)
def test_an_answer_becomes_the_newest_and_ends_what_was_being_written(talk: Talk, key: str, values: Answer) -> None:
    after = talk.with_answer(key, values, "shape")
    assert list(after.answers)[-1] == key
    assert (after.answers[key], after.prints[key], after.draft) == (values, "shape", None)
    assert after.has(key)
    others = {name: kept for name, kept in talk.answers.items() if name != key}
    assert {name: kept for name, kept in after.answers.items() if name != key} == others
    same = replace(after, answers=talk.answers, prints=talk.prints, draft=talk.draft)
    assert same == talk, "nothing else changes"


@given(TALKS, st.data())
def test_what_is_forgotten_is_gone_everywhere_and_the_rest_stays(talk: Talk, data: st.DataObject) -> None:
    known = sorted({*talk.answers, *talk.prints, *talk.carried})
    keys = data.draw(st.sets(st.sampled_from(known))) if known else set()
    after = talk.without(keys)
    assert not keys & {*after.answers, *after.prints, *after.carried}
    assert after.answers == {name: kept for name, kept in talk.answers.items() if name not in keys}
    assert after.carried == tuple(name for name in talk.carried if name not in keys)
    assert (after.draft, after.below, after.marks) == (None, talk.below, talk.marks)


@given(TALKS, WORDS)
def test_what_somebody_has_before_them_is_remembered_beside_other_marks(talk: Talk, etag: str) -> None:
    after = talk.seeing(etag)
    assert after.etag == etag
    assert {name: mark for name, mark in after.marks.items() if name != "etag"} == {
        name: mark for name, mark in talk.marks.items() if name != "etag"
    }
    assert Talk("abc123", "signal", "en").etag == ""
