"""The verdict on two trees: a loss beyond what the other tree differs from itself is told, noise is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.bench.trees import NORMAL, Ratios, Run, held

SPEED, COST = "one_call_a_second", "one_call_cpu_ms"
NOISE = (0.98, 1.0, 1.03, 0.99, 1.01)  # of the other tree against itself: the median distance is 0.01


def runs(figure: str, ratios: Sequence[float]) -> list[Run]:
    """Runs in which this tree has these ratios to the other, on a machine whose speed changes from run to run."""
    return [
        {"this": {figure: base * ratio}, "other": {figure: base}, "again": {figure: base * noise}}
        for base, ratio, noise in zip((100.0, 200.0, 50.0, 80.0, 120.0), ratios, NOISE, strict=True)
    ]


def test_ratios_are_of_pairs_and_one_bad_run_does_not_widen_them() -> None:
    found = Ratios.of((99, 200, 51, 80, 30), (100, 200, 50, 80, 120))
    assert found.median == 1
    assert found.spread == pytest.approx(NORMAL * 0.01)


@pytest.mark.parametrize(
    ("figure", "ratio", "slower"),
    [
        (SPEED, 0.96, True),
        (SPEED, 0.98, False),  # within twice the spread, which is 0.0297
        (SPEED, 1.10, False),
        (COST, 1.04, True),
        (COST, 1.02, False),
        (COST, 0.90, False),
    ],
)
def test_a_tree_is_slower_when_it_loses_more_than_twice_the_spread(figure: str, ratio: float, slower: bool) -> None:
    found = held(figure, runs(figure, [ratio] * 5))
    assert found.slower is slower
    assert found.ratio.median == pytest.approx(ratio)
    assert found.itself.spread == pytest.approx(NORMAL * 0.01)


def test_one_run_gone_wrong_is_no_verdict() -> None:
    found = held(SPEED, runs(SPEED, (1.0, 0.99, 0.3, 1.01, 1.0)))
    assert not found.slower
    assert (found.this, found.other, found.ratio.median) == (100, 100, 1)


def test_trees_that_never_differ_are_not_slower() -> None:
    same: Run = {name: {SPEED: 100.0} for name in ("this", "other", "again")}
    assert not held(SPEED, [same, same]).slower
