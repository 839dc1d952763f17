"""How the cards of one answer are chosen, part by part, among made-up rows."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.directory.contact import Contact
from bot.directory.directory import Directory
from bot.directory.needs import Rule, Shared
from bot.directory.rank import Viewed
from bot.directory.route import Choice, Request, last_resort, row_communities, sharing_applies
from tests.directory.conftest import NIGHT, TUESDAY, contact

CHAIN = ("be:23088", "BE-VLG", "BE")
BRUSSELS = ZoneInfo("Europe/Brussels")


def choice(*pool: Contact, at: str = "", age: str | None = None, place: tuple[str, ...] = CHAIN, **rule: Any) -> Choice:
    """A choice among made-up rows, by a rule that wants advice."""
    moment = datetime.fromisoformat(at).replace(tzinfo=BRUSSELS) if at else None
    wants = Rule.model_validate({"need": ["talk"], "for": ["family"], "advice": ["advice"], "local": [], **rule})
    request = Request(place, "nl", "family", "talk", age, moment)
    return Choice(Viewed(request, "Europe/Brussels", ("families",)), wants, (), list(pool))


def test_whom_no_row_is_made_for_gets_the_one_town_hall_of_the_smallest_area(directory: Directory) -> None:
    request = Request(directory.places.chain("be:24020"), "nl", "pilot", "advice")
    assert [row.id for row in last_resort(directory, request)] == ["be-town-hall"]
    own = contact(areas=["be:24020"], generic=True, phones=[])
    assert [row.id for row in last_resort(directory.with_overrides([own]), request)] == [own.id]


def test_who_protects_children_comes_second_for_a_teenager_who_wants_out_and_once() -> None:
    one = contact(needs=["child_protection"])
    other = contact(id="be-other", needs=["child_protection"], phones=[{"number": "02 211 55 01"}])
    wants_out = partial(choice, one, other, minors=["child_protection"], teens="second")
    assert wants_out(age="teen").protectors(()) == (one,)
    assert wants_out(age="teen").protectors((other,)) == ()
    assert wants_out(age="adult").protectors(()) == ()


def test_who_only_listens_advises_where_listening_is_wanted() -> None:
    line = contact(needs=["listening", "advice"])
    assert choice(line).advisers() == []
    assert choice(line, advice=["advice", "listening"]).advisers() == [line]


def test_a_police_body_is_shown_for_what_it_answers_and_with_a_number() -> None:
    local = contact(channel="police", needs=["police_not_urgent"])
    mute = local.model_copy(update={"phones": ()})
    assert choice(local, police=["police_not_urgent"]).police() == (local,)
    assert choice(local, police=["missing"]).police() == ()
    assert choice(mute, police=["police_not_urgent"]).police() == ()


def test_an_open_line_listens_answers_now_and_for_a_child_is_one_for_children() -> None:
    line = contact(needs=["listening"], hours="always")
    child = contact(id="be-child", needs=["listening", "child_protection"], hours="always")
    others = (
        contact(id="be-deaf", hours="always"),
        contact(id="be-shut", needs=["listening"], hours=[{"days": ["sa"], "opens": "09:00", "closes": "10:00"}]),
        line.model_copy(update={"id": "be-mute", "phones": ()}),
    )
    at_night = partial(choice, *others, line, at=NIGHT, minors=["child_protection"])
    assert at_night(child).open_lines() == [line, child]
    assert at_night(child, age="teen").open_lines() == [child]
    assert at_night(age="teen").open_lines() == [line]


@pytest.mark.parametrize(
    ("at", "works"),
    [
        ("", True),  # whenever
        ("2026-11-24T08:59", False),
        ("2026-11-24T09:00", True),
        ("2026-11-24T16:59", True),
        ("2026-11-24T17:00", False),
        ("2026-11-27T10:00", True),
        ("2026-11-28T10:00", False),
        ("2026-12-25T10:00", False),
    ],
)
def test_of_unknown_hours_an_answer_is_expected_when_offices_work(at: str, works: bool) -> None:
    row = contact()
    assert choice(row, at=at).answers(row) is works


def test_offices_of_a_town_keep_the_holidays_of_its_region() -> None:
    town, women_s_day = contact(id="de-test", areas=["de:11000000"]), "2027-03-08T10:00"
    berlin = ("de:11000000", "DE-BE", "DE")
    assert not choice(town, at=women_s_day, place=berlin).answers(town)
    assert choice(town, at=women_s_day, place=("de:11000000", "DE")).answers(town)


def test_without_a_moment_or_its_number_nothing_is_expected_of_office_hours() -> None:
    row = contact()
    assert not choice(row).office_hours(row)
    mute = row.model_copy(update={"phones": ()})
    assert not choice(mute, at=TUESDAY).answers(mute)


def test_two_communities_share_a_place_that_lies_in_both() -> None:
    shared = Shared(communities={"BE-VLG": "nl", "BE-WAL": "fr"}, unless=("de",))
    both = Request(("BE-VLG", "BE-WAL"), "nl", "family", "talk")
    assert sharing_applies(shared, both)
    assert sharing_applies(Shared(communities={"BE-VLG": "nl", "BE-WAL": "fr", "EU": "en"}), both)
    assert not sharing_applies(shared, replace(both, place=("BE-VLG", "BE")))
    assert not sharing_applies(shared, replace(both, language="de"))


def test_a_row_belongs_to_the_community_of_its_area_else_of_its_only_language() -> None:
    shared = Shared(communities={"BE-VLG": "nl", "BE-WAL": "fr"})
    assert row_communities(contact(areas=["BE-WAL"], languages=["nl"]), shared) == {"BE-WAL"}
    assert row_communities(contact(areas=["BE"], languages=["nl"]), shared) == {"BE-VLG"}
    assert row_communities(contact(areas=["BE"], languages=["nl", "fr"]), shared) == set()


def test_the_second_adviser_speaks_what_the_first_one_speaks() -> None:
    phones = [[{"number": f"02 211 55 0{number}"}] for number in range(3)]
    dutch = contact(languages=["nl"], phones=phones[0])
    french = contact(id="be-french", languages=["fr"], phones=phones[1])
    german = contact(id="be-german", languages=["de"], phones=phones[2])
    assert choice(dutch, french).further((dutch,)) == ()
    assert choice(dutch, french, german).further((french,)) == (dutch,)
    assert choice(french, german).further((french,)) == (german,)
