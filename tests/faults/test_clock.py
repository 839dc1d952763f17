"""The clock against rules that were written twice; and the rules themselves, by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults import clock
from tests.faults.oracle import Case, Hold, midnight_after

BEGIN = datetime(2026, 10, 23, 12, tzinfo=UTC)  # the Friday before the clocks change
DAY = timedelta(days=1)


@pytest.mark.faults
@pytest.mark.threat(29)
@pytest.mark.timeout(600)
async def test_clock() -> None:
    print(f"\n{await clock.measure(clock.SMALL, seed=1)}")


def test_the_rules_by_hand() -> None:
    """Worked out on paper: a weekend, the hour that comes twice, All Saints' Day on a Sunday, Christmas."""
    assert midnight_after(BEGIN, 2, "Europe/Brussels", "BE") == datetime(2026, 10, 27, 23, tzinfo=UTC)
    assert midnight_after(BEGIN, 2, "Atlantic/Canary", "ES") == datetime(2026, 10, 28, 0, tzinfo=UTC)
    december = datetime(2026, 12, 23, 12, tzinfo=UTC)
    assert midnight_after(december, 2, "Europe/Berlin", "DE") == datetime(2026, 12, 28, 23, tzinfo=UTC)


def test_a_case_by_hand() -> None:
    case = Case("a", "Europe/Brussels", "BE", BEGIN, BEGIN)
    found = {day: acts for day in range(400) if (acts := case.due(BEGIN + day * DAY))}
    assert found == {
        5: ["tell_deputy"],
        8: ["tell_region"],
        15: ["tell_sender"],
        90: ["check"],
        104: ["expire"],
        111: ["delete"],
    }


def test_a_hold_by_hand() -> None:
    hold = Hold()
    hours = [
        (0, False),
        (14 * 24, False),
        (29 * 24, True),
        (29 * 24 + 23, True),
        (30 * 24, False),
        (0, True),
        (24, False),
    ]
    assert [(at, hold.at(BEGIN + timedelta(hours=at))) for at, _ in hours] == hours


def test_early_late_and_double_are_told_apart() -> None:
    due = Counter([("check", "a"), ("delete", "b")])
    found = Counter([("check", "a"), ("check", "a"), ("expire", "c"), ("expire", "c")])
    assert clock.wrong(due, due) == {"early": 0, "late": 0, "double": 0}
    assert clock.wrong(found, due) == {"early": 1, "late": 1, "double": 2}
