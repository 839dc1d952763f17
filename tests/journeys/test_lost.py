"""Nothing is lost without a word: short talks lie over the open one, others say what goes, refusals say why."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.intake.office import Office
from tests.journeys.test_line import TO_REVIEW, WHO
from tests.person import Person


async def in_a_signal(office: Office, folder: Path) -> Person:
    person = await Person(office, "worker", "en", folder).types("/signal", *WHO, *TO_REVIEW[:6])
    assert person.waiting == "noticed_text"
    return person


@pytest.mark.parametrize("command", ["/phone", "/about_me"])
async def test_a_short_talk_lies_over_a_signal_and_knows_its_place(
    office: Office, tmp_path: Path, command: str
) -> None:
    person = await in_a_signal(office, tmp_path)
    await person.types(command)
    assert (person.flow, person.waiting) == (command[1:], "contacts")
    await person.types("=contacts.done")
    assert (person.flow, person.waiting) == ("signal", "noticed_text")
    await person.types("/skip")
    assert person.waiting == "how_known"


async def test_danger_over_a_phone_number_over_a_signal_comes_back_to_the_signal(
    office: Office, tmp_path: Path
) -> None:
    person = await in_a_signal(office, tmp_path)
    await person.types("/phone", "/danger", "=danger.no")
    assert (person.flow, person.waiting) == ("signal", "noticed_text")
    await person.types("/danger", "/phone", "=contacts.done")
    assert (person.flow, person.waiting) == ("signal", "noticed_text")


async def test_another_talk_says_that_the_answers_go(office: Office, tmp_path: Path) -> None:
    person = await in_a_signal(office, tmp_path)
    await person.types("/life_map")
    assert "answered in the talk before is deleted" in person.text
    assert (person.flow, person.waiting) == ("life_map", "mode")
    await person.types("/signal")
    assert "is deleted" not in person.text
    assert (person.flow, person.waiting) == ("signal", "law")


async def test_where_nothing_was_answered_nothing_waits(office: Office, tmp_path: Path) -> None:
    person = await Person(office, "mother", "en", tmp_path).types("/start", "/phone", "1800 Vilvoorde")
    assert person.waiting == "contacts"
    await person.types("=contacts.done")
    assert person.waiting is None


REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "not for this role": (("/signal", "=role.family"), "not_for_role"),
    "not for the police": (("/signal", "=role.police"), "not_for_police"),
    "no talk is open": (("/stop",), "nothing_open"),
    "the first question": (("/start", "/back"), "first_question"),
    "no such command": (("/start", "/nothing_like_it"), "unknown_command"),
    "no such command, and no talk": (("/nothing_like_it",), "unknown_command"),
    "the desk of others": (("/desk",), "not_for_coordinator"),
    "an invitation that is none": (("/invite AAAA",), "invite_invalid"),
    "a code that is none": (("/receipt 0000-0000-0000-0000",), "receipt_unknown"),
    "a press without a talk": (("=role.family",), "talk_over"),
    "no such option": (("/start", "=danger.perhaps"), "unknown_answer"),
    "several where one is asked": (("/start", "=danger.no,=danger.now"), "choose_one"),
    "not optional": (("/start", "/skip"), "not_optional"),
}


async def test_a_refusal_carries_its_cause(office: Office, tmp_path: Path) -> None:
    for case, (inputs, cause) in REFUSED.items():
        person = await Person(office, case, "en", tmp_path).types(*inputs)
        assert [message.get("error") for message in person.seen] == [cause, *[None] * (len(person.seen) - 1)], case
