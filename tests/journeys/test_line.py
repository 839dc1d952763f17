"""The story in the terminal, by option ids, in every language that has it whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.intake.office import Office
from bot.words.library import Library
from tests.person import Person, coordinator, office_at

LANGUAGES = ("en", "fr", "nl")
WHO = ("=role.school", "=about.pupil", "=age.teen", "=place.be:23088")
TRIAGE = ("=danger.no", "=role.family", "=about.child", "=age.teen", "1800 Vilvoorde", "=need.talk")
MAP = (
    "=mode.colleague",
    "=areas.school",
    "=strengths[school].attends",
    "=noticed[school].less",
    "=how_known[school].seen",
)
TO_REVIEW = (
    "=law.understood",
    "=allowed.yes",
    "=consent.yes",
    "=child_channel.done",
    "=areas.peers",
    "=noticed[peers].drops",
    "/skip",
    "=how_known.seen",
    "=since.months3",
    "=strengths.adult,=strengths.plans",
    "=other_reasons.grief",
    "=informed.will",
    "=contact_me.code",
)


def person(office: Office, folder: Path, language: str) -> Person:
    return Person(office, "worker", language, folder)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_triage_ends_at_three_contacts_within_nine_inputs(office: Office, tmp_path: Path, language: str) -> None:
    family = await person(office, tmp_path, language).types("/start", *TRIAGE)
    assert family.waiting == "contacts"
    assert family.inputs <= 9
    assert len(re.findall(r"\d{3}", family.text)) >= 2
    await family.types("=contacts.save")
    assert [file["name"].endswith(".txt") for file in family.files] == [True]
    await family.types("=contacts.done")
    assert family.waiting is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_danger_is_one_input_and_a_phone_number_at_most_four(
    office: Office, tmp_path: Path, language: str
) -> None:
    first = await person(office, tmp_path, language).types("/start", "=danger.now")
    assert first.inputs == 1
    assert "112" in first.text
    await first.types("/stop")
    first.inputs = 0
    await first.types("/start", "/phone", "=place.be:21012")
    assert first.inputs <= 4
    assert re.search(r"\d{3}", first.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("door", "flow", "step"), [("advice", "life_map", "contacts"), ("send", "signal", "law")])
async def test_the_life_map_leads_through_each_door(
    office: Office, tmp_path: Path, language: str, door: str, flow: str, step: str
) -> None:
    worker = await person(office, tmp_path, language).types("/life_map", *WHO, *MAP)
    assert worker.waiting == "doors"
    assert worker.text.count("○") == 13
    await worker.types(f"=doors.{door}")
    assert (worker.flow, worker.waiting) == (flow, step)


async def test_the_life_map_carries_what_both_talks_ask(office: Office, tmp_path: Path) -> None:
    worker = await person(office, tmp_path, "en").types("/life_map", *WHO, *MAP, "=doors.send", "=law.understood")
    await worker.types("=allowed.yes", "=consent.yes", "=child_channel.done")
    assert worker.waiting == "noticed_text"
    await worker.types("/skip")
    assert worker.waiting == "since"
    await worker.types("=since.unknown")
    assert worker.waiting == "other_reasons"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_life_map_can_be_taken_along(office: Office, tmp_path: Path, language: str) -> None:
    worker = await person(office, tmp_path, language).types("/life_map", *WHO, *MAP, "=doors.take")
    assert sorted(Path(file["path"]).suffix for file in worker.files) == [".pdf", ".txt"]
    text = next(Path(file["path"]) for file in worker.files if file["name"].endswith(".txt"))
    assert "○" in text.read_text(encoding="utf-8")
    assert worker.waiting == "contacts"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_signal_reaches_its_receipt_within_fourteen_inputs(
    office: Office, tmp_path: Path, language: str
) -> None:
    worker = await person(office, tmp_path, language).types("/signal", *WHO)
    assert worker.waiting == "law"
    worker.inputs = 0
    await worker.types(*TO_REVIEW)
    assert worker.waiting == "review"
    await worker.types("=review.send")
    assert worker.inputs <= 14
    assert re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", worker.text)
    await worker.types("=how_are_you.ok")
    assert worker.waiting is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_signal_can_be_taken_along_and_nothing_is_kept(office: Office, tmp_path: Path, language: str) -> None:
    worker = await person(office, tmp_path, language).types("/signal", *WHO, *TO_REVIEW, "=review.take")
    assert len(worker.files) == 2
    pdf = next(Path(file["path"]) for file in worker.files if file["name"].endswith(".pdf"))
    assert pdf.read_bytes().startswith(b"%PDF")
    boss = await coordinator(office, tmp_path)
    await boss.types("/desk")
    assert [id for id in boss.options if id.startswith("desk.") and id not in ("desk.refresh", "desk.leave")] == []


async def test_the_whole_story_on_each_database(library: Library, database_url: str, tmp_path: Path) -> None:
    async with office_at(library, database_url) as office:
        await whole_story(office, tmp_path)


async def whole_story(office: Office, tmp_path: Path) -> None:
    worker = person(office, tmp_path, "fr")
    boss = await coordinator(office, tmp_path, "nl")
    await worker.types("/signal", *WHO, *TO_REVIEW[:-1], "=contact_me.chat", "=review.send", "=how_are_you.ok")
    await boss.types("")
    notice = boss.text
    assert "Vilvoorde" not in notice
    await boss.types("/desk")
    await boss.types(f"={boss.options[0]}")
    assert "Vrienden" in boss.text
    await boss.types("=case.take", "=case.ask", "=ask_back.often")
    await worker.types("", "/receipt")
    assert worker.waiting == "often"
    await worker.types("=often.weekly")
    await boss.types("=next.same")
    assert "Elke week" in boss.text
    await boss.types("=case.answer", "Bedankt, ik bel morgen.", "=guard.ok")
    await worker.types("", "/receipt")
    assert "Bedankt, ik bel morgen." in worker.text
    await boss.types("=next.same", "=case.close", "=close.done")
    await worker.types("/receipt")
    assert worker.waiting is None


def test_the_three_languages_have_every_talk(library: Library) -> None:
    for flow in library.content.flows:
        assert set(LANGUAGES) <= set(library.languages(flow)), flow
