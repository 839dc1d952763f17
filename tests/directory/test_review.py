"""The rule on age, what is due, and gaps."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.directory.directory import Directory
from bot.directory.review import check_interval, contact_gaps, due_checks, freshness
from tests.directory.conftest import contact

DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("fields", "days"),
    [({"areas": ["BE"], "channel": "helpline"}, 91), ({"needs": ["emergency"]}, 91), ({}, 182),
     ({"areas": ["BE-VLG"]}, 365), ({"areas": ["BE"], "generic": True}, 182), ({"areas": ["BE"]}, 365)],
)  # fmt: skip
def test_intervals(fields: dict[str, object], days: int) -> None:
    assert check_interval(contact(**fields)) == timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "state"), [(0, "checked"), (182, "checked"), (183, "overdue"), (364, "overdue"), (365, "stale")]
)
def test_age_counts_from_the_last_check(days: int, state: str) -> None:
    found = freshness(contact(verified_on=DAY), DAY + timedelta(days=days))
    assert found.state == state
    assert found.due == DAY + timedelta(days=182)


def test_what_nobody_called_is_unverified_and_what_ended_is_ended() -> None:
    assert freshness(contact(), DAY).state == "unverified"
    assert freshness(contact(status="ended", replaced_by="be-other"), DAY).state == "ended"


def test_due_begins_with_what_families_see_and_doubt_most(directory: Directory) -> None:
    found = due_checks(directory, DAY)
    assert len(found) == len(directory.contacts) - 1
    assert found[0].contact.id == "be-vlg-opvoedingslijn"
    assert all(each.freshness.state == "unverified" for each in found)
    checked = [row.model_copy(update={"verified_on": DAY}) for row in directory.contacts]
    assert due_checks(replace(directory, contacts=tuple(checked)), DAY) == []


@pytest.mark.seed("SY85")
def test_gaps_name_the_rows_that_cannot_be_reached(directory: Directory) -> None:
    found = {
        (gap.place, gap.need): gap.rows for gap in contact_gaps(directory, ["be:63023", "be:23088"], ["exit", "advice"])
    }
    assert ("be:63023", "exit") in found
    assert found["be:23088", "exit"] == ("be-vlg-caw-consulenten",)
    assert ("be:23088", "advice") not in found
