"""How long a talk waits: the flow's default, longer once an answer says so, never shorter; what lies below keeps it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.model import Flow
from bot.talk.expiry import SHORTEST_LIFE, time_to_live, time_to_live_below
from bot.talk.state import Answer, Talk

HOUR = timedelta(hours=1)
EXPIRES = {"default": HOUR, "consent.yes": 24 * HOUR, "about.child": 2 * HOUR, "about.adult": HOUR / 2}
FLOWS = {
    "signal": Flow("signal", "S", (), expires=EXPIRES),
    "phone": Flow("phone", "P", ()),
    "danger": Flow("danger", "D", (), expires={"default": 3 * HOUR}),
}


def talk(flow: str, answers: dict[str, Answer] | None = None, below: Talk | None = None) -> Talk:
    return Talk("abc123", flow, "en", answers or {}, below=below)


CASES: list[tuple[dict[str, Answer], timedelta]] = [
    ({}, HOUR),
    ({"consent": ("no",)}, HOUR),
    ({"consent": ("yes",)}, 24 * HOUR),
    ({"about": ("child",)}, 2 * HOUR),
    ({"about": ("child",), "consent": ("yes",)}, 24 * HOUR),
    ({"about": ("adult",)}, HOUR),  # no answer makes it shorter
    ({"default": ("x",)}, HOUR),
]


@pytest.mark.parametrize(("answers", "wait"), CASES)
def test_the_longest_that_an_answer_says(answers: dict[str, Answer], wait: timedelta) -> None:
    assert time_to_live(FLOWS["signal"], talk("signal", answers)) == wait


def test_a_flow_that_says_nothing_waits_an_hour() -> None:
    assert time_to_live(FLOWS["phone"], talk("phone")) == SHORTEST_LIFE == HOUR


@given(st.sampled_from(sorted(FLOWS)), st.sampled_from(sorted(FLOWS)), st.sampled_from(CASES))
def test_a_talk_with_another_under_it_waits_as_long_as_the_longer_of_both(
    above: str, under: str, case: tuple[dict[str, Answer], timedelta]
) -> None:
    below = talk(under, case[0])
    both = {time_to_live(FLOWS[above], talk(above)), time_to_live(FLOWS[under], below)}
    assert time_to_live_below(FLOWS, talk(above, below=below)) == max(both)
    assert time_to_live_below(FLOWS, below) == time_to_live(FLOWS[under], below)
