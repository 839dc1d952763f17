"""kill -9 at named points: what was confirmed to a person is never lost."""

from __future__ import annotations

import pytest

from tests.faults import kills, points, settings


@pytest.mark.parametrize("name", points.POINTS)
def test_a_named_point_stands_in_the_program(name: str) -> None:
    point = points.POINTS[name]
    assert callable(getattr(*points.find(point.target)[:2]))
    if point.inside:
        assert callable(getattr(*points.find(point.inside)[:2]))


def test_there_are_enough_of_them() -> None:
    assert len(points.POINTS) >= 25


@pytest.mark.parametrize("target", settings.IMPATIENT)
def test_a_shorter_wait_is_a_wait_of_the_program(target: str) -> None:
    assert settings.has(target)


@pytest.mark.faults
@pytest.mark.threat(19)
@pytest.mark.threat(20)
@pytest.mark.threat(32)
@pytest.mark.threat(45)
@pytest.mark.timeout(600)
async def test_kills() -> None:
    figures = await kills.measure(kills.SMALL, seed=1)
    print(f"\n{figures}")
    assert figures["naive_lost"] != 0, "the kills come when nothing is under way"
