"""Pacing: 25 a second in all, a chat five at once and then one a second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.post.pace import Pace


def test_a_chat_gets_five_at_once_and_then_one_a_second() -> None:
    pace = Pace()
    assert [round(pace.wait("a", False, 0.0)) for _ in range(8)] == [0, 0, 0, 0, 0, 1, 2, 3]
    assert pace.wait("b", False, 0.0) < 1


def test_a_channel_may_have_a_pace_of_its_own() -> None:
    pace = Pace.of(10, 1, chat=(2, 1))
    assert [pace.wait("a", False, 0.0) for _ in range(3)] == [0, 0.5, 1]
    assert pace.wait("b", False, 0.0) == pytest.approx(0.3)


def test_what_is_urgent_waits_for_nobody_else() -> None:
    pace = Pace()
    for number in range(60):
        pace.wait(f"chat{number}", False, 0.0)
    assert pace.wait("late", False, 0.0) > 1
    assert pace.wait("danger", True, 0.0) == 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1)), min_size=1, max_size=200))
def test_no_second_sees_more_than_the_limits(steps: list[tuple[str, float]]) -> None:
    pace, now = Pace(), 0.0
    sent: list[tuple[float, str]] = []
    for lane, pause in steps:
        now += pause
        sent.append((now + pace.wait(lane, False, now), lane))
    for moment, lane in sent:
        window = [other for other in sent if moment <= other[0] < moment + 0.999]
        assert len(window) <= 27
        assert len([other for other in window if other[1] == lane]) <= 6
