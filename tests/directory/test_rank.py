"""The parts of a key, one by one: each says what it says of a made-up row."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.directory.contact import Contact
from bot.directory.hours import Openness
from bot.directory.rank import (
    Viewed,
    adviser_rank,
    area_level,
    is_doubtful,
    made_for,
    need_position,
    own_need_position,
    shared_level,
    tier_of,
)
from bot.directory.route import Request
from tests.directory.conftest import contact

MONDAY_TEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # ten o'clock in Brussels
CHAIN = ("be:23088", "BE-VLG", "BE", "EU")


def viewed(
    role: str = "family", need: str = "advice", at: datetime | None = MONDAY_TEN, language: str = "nl"
) -> Viewed:
    return Viewed(Request(CHAIN, language, role, need, None, at), "Europe/Brussels", ("families",))


def row(**fields: Any) -> Contact:
    return contact(**fields)


def test_open_is_asked_on_the_clock_of_the_place() -> None:
    hours = [{"days": ["mo"], "opens": "09:30", "closes": "10:30"}]
    assert viewed().openness(row(hours=hours)).now
    assert viewed(at=None).openness(row(hours=hours)) == Openness("unknown")
    assert viewed().here == MONDAY_TEN.astimezone(ZoneInfo("Europe/Brussels"))


def test_a_holiday_of_the_place_closes_it() -> None:
    hours = [{"days": ["we"], "opens": "09:00", "closes": "17:00"}]
    armistice = datetime(2026, 11, 11, 10, 0, tzinfo=UTC)
    assert not viewed(at=armistice).openness(row(hours=hours)).now
    assert viewed(at=armistice).openness(row(hours=hours, holidays="open")).now


@pytest.mark.parametrize(("role", "found"), [("family", 1), ("close", 1), ("myself", 1), ("other", 1), ("school", 0)])
def test_justice_is_strange_to_private_people_only(role: str, found: int) -> None:
    assert viewed(role).strange(row(channel="judicial")) == found
    assert viewed(role).strange(row(channel="social")) == 0


@pytest.mark.parametrize(
    ("need", "fields", "found"),
    [
        ("talk", {}, 0),
        ("talk", {"phones": [], "url": "https://www.example.org/"}, 1),
        ("unknown", {"phones": [], "url": "https://www.example.org/"}, 1),
        ("advice", {"phones": [], "url": "https://www.example.org/"}, 0),
        ("advice", {"phones": [], "email": "info@example.org"}, 0),
        ("advice", {"phones": []}, 1),
        ("advice", {"phones": [], "generic": True}, 0),
        ("talk", {"phones": [], "generic": True}, 1),
    ],
)
def test_who_cannot_be_turned_to_is_mute(need: str, fields: dict[str, Any], found: int) -> None:
    assert viewed(need=need).mute(_any(**fields)) == found


def _any(**fields: Any) -> Contact:
    """A row that need not be right as a whole."""
    return contact().model_copy(update={"phones": (), "email": "", "url": "", **fields} if fields else {})


def test_who_speaks_no_language_of_ours_is_foreign() -> None:
    assert [viewed().foreign(row(languages=each)) for each in ([], ["nl"], ["fr"], ["fr", "nl"])] == [0, 0, 1, 0]


def test_what_a_row_is_made_for() -> None:
    worker = row(for_roles=["school"])
    centre = worker.model_copy(update={"generic": True})
    assert [made_for(each, "school") for each in (centre, worker, row())] == [0, 1, 2]
    assert made_for(row(for_roles=["family"]), "family") == 2
    assert made_for(worker, "youth") == 2


def test_of_two_alike_the_one_for_these_people_comes_before_the_one_for_all() -> None:
    key = adviser_rank(viewed(), ("advice",))
    assert key(row(audience=["families", "public"])) == key(row(audience=["families"])) < key(row(audience=["public"]))


@pytest.mark.parametrize(("oldest", "later"), [(17, True), (25, True), (26, False), (None, False)])
def test_a_row_for_young_people_is_not_the_first_thought(oldest: int | None, later: bool) -> None:
    key = adviser_rank(viewed(), ("advice",))
    assert (key(row(max_age=oldest)) > key(row())) is later


def test_the_best_need_of_a_row_counts() -> None:
    several = row(needs=["advice", "local_contact"])
    assert need_position(several, ("talk", "local_contact", "advice")) == 1
    assert need_position(several, ("talk",)) == 99
    assert own_need_position(several, ("local_contact",)) == 1
    assert own_need_position(several, ("advice", "local_contact")) == 0
    assert own_need_position(several, ("talk",)) == 99


def test_a_row_nobody_is_sure_of_is_doubtful_without_a_number() -> None:
    unsure = {"confidence": "low", "phones": (), "email": ""}
    assert is_doubtful(_any(**unsure)) == 1
    assert is_doubtful(_any(**unsure, generic=True)) == 0
    assert is_doubtful(row(confidence="low")) == 0
    assert is_doubtful(_any(**{**unsure, "confidence": "medium"})) == 0


def test_the_smallest_shared_area_is_the_level() -> None:
    assert [area_level(area) for area in ("be:23088", "BE-VLG", "BE", "EU")] == [0, 1, 2, 3]
    assert shared_level(row(areas=["BE", "be:23088"]), CHAIN) == 0
    assert shared_level(row(areas=["FR"]), CHAIN) == 3
    assert tier_of([row(areas=["BE"]), row(areas=["BE-VLG"])], CHAIN) == "region"
    assert tier_of([], CHAIN) == "eu"
