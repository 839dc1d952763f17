"""The first sentence to say: never one for another caller or another reason."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.directory import Directory, load_contacts
from bot.directory.needs import ALL_ROLES, ALL_WISHES
from bot.directory.sentence import sentence_to_say
from bot.flow.source import read_yaml
from tests.directory.conftest import FOLDER, Ask, contact

FLOWS = Path(__file__).parents[2] / "flows"
PHRASES = read_yaml(FLOWS / "phrases.yaml", "flows/phrases.yaml").data["phrases"]
ROWS = load_contacts(FOLDER).contacts
NEEDS = (*ALL_WISHES, "child_protection", "listening", "online_harm")
ABOUT = ("", "child", "pupil", "group", "online", "place")


def test_a_worker_says_another_sentence_where_there_is_one() -> None:
    row = contact(worker_sentence="I work with someone.")
    assert sentence_to_say(row, "family", "advice")[0] == "first_sentence"
    assert sentence_to_say(row, "school", "advice")[0] == "worker_sentence"
    assert sentence_to_say(contact(), "school", "advice") == ("", "say_work_worry")
    assert sentence_to_say(contact(audience=["professionals"]), "school", "advice")[0] == "first_sentence"


@pytest.mark.parametrize(("code", "language"), [("be:21012", "fr"), ("de:05913000", "de"), ("AT", "de")])
@pytest.mark.parametrize(
    ("role", "says"), [("myself", "I would like"), ("family", "close to me"), ("school", "I work")]
)
def test_who_wants_out_is_not_worried_about_somebody_else(
    directory: Directory, ask: Ask, code: str, language: str, role: str, says: str
) -> None:
    for id in ask(code, language, role, "leave"):
        own, general = sentence_to_say(directory.by_id[id], role, "leave")
        assert own == ""
        assert "group" in PHRASES[general]
        assert says in PHRASES[general]


def test_a_house_of_justice_has_no_sentence_on_a_release_when_it_is_about_rights(directory: Directory) -> None:
    for role in ("family", "myself", "school"):
        own, general = sentence_to_say(directory.by_id["be-mj-namur"], role, "unfair")
        assert (own, "unfair" in general) == ("", True)
    assert sentence_to_say(directory.by_id["be-unia"], "family", "unfair")[0] == "first_sentence"


@pytest.mark.parametrize(
    ("id", "need", "minor", "general"),
    [
        ("be-vlg-1712", "child_protection", True, "say_work_child"),
        ("be-vlg-awel", "child_protection", True, "say_work_child"),
        ("be-child-focus", "child_protection", True, "say_work_child"),
        ("be-child-focus", "online_harm", False, "say_online"),
        ("be-tele-onthaal-106", "talk", False, "say_work_listen"),
        ("be-tele-onthaal-106", "advice", False, "say_work_listen"),
    ],
)
def test_a_worker_has_a_sentence_at_lines_made_for_others(
    directory: Directory, id: str, need: str, minor: bool, general: str
) -> None:
    assert sentence_to_say(directory.by_id[id], "school", need, minor=minor) == ("", general)


def test_a_tense_place_is_nobody_s_worry_about_a_person() -> None:
    assert sentence_to_say(contact(worker_sentence="I work with someone."), "school", "advice", "place") == (
        "",
        "say_work_place",
    )
    assert sentence_to_say(contact(), "close", "talk", "place") == ("", "say_private_place")


@given(st.sampled_from(ROWS), st.sampled_from(ALL_ROLES), st.sampled_from(NEEDS), st.sampled_from(ABOUT), st.booleans())
def test_there_is_always_something_to_say(row, role, need, about, minor) -> None:  # type: ignore[no-untyped-def]
    own, general = sentence_to_say(row, role, need, about, minor)
    assert general in PHRASES
    assert own == "" or getattr(row, own)
    assert not (role == "myself" and own)
