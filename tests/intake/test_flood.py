"""Who writes very fast is told so once a minute, and nobody else is."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.intake.flood import LANES_WATCHED, MOST, WITHIN, Flood
from tests.conftest import NOW

SECOND = timedelta(seconds=1)
GAPS = st.lists(st.integers(0, 30), min_size=1, max_size=120)


@given(GAPS)
def test_told_means_more_than_the_most_within_a_minute_and_never_twice_in_one(gaps: list[int]) -> None:
    flood, now, came = Flood(), NOW, list[datetime]()
    told: list[datetime] = []
    for gap in gaps:
        now += gap * SECOND
        came.append(now)
        lately = sum(now - moment < WITHIN for moment in came)
        over = flood.over("fast", now)
        assert not over or lately > MOST
        assert over or lately <= MOST or now - told[-1] < WITHIN, "over the limit, and nothing was said for a minute"
        told += [now] if over else []
    assert all(after - before >= WITHIN for before, after in pairwise(told))


def test_one_lane_is_not_told_of_another() -> None:
    flood = Flood()
    for number in range(3 * MOST):
        assert not flood.over(f"slow{number % 3}", NOW)
    assert [flood.over("slow0", NOW), flood.over("slow0", NOW)] == [True, False]


def test_memory_does_not_grow_with_the_people() -> None:
    flood = Flood()
    for _ in range(MOST + 1):
        flood.over("first", NOW)
    for number in range(LANES_WATCHED + 50):
        flood.over(f"lane{number}", NOW)
    assert len(flood.seen) == LANES_WATCHED
    assert "first" not in {*flood.seen, *flood.told}
