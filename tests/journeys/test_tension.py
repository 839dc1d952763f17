"""A tense place, told by a front-line worker: by option ids, in four languages, to the desk and back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.intake.office import Office
from bot.words.library import Library
from bot.words.operators import Towns
from tests.botapi import BotApi
from tests.botapi.fixtures import botapi
from tests.journeys.telegram import serving
from tests.journeys.test_line import TO_REVIEW, WHO
from tests.journeys.test_rights import MAY, ROLES, at_review, taken
from tests.journeys.test_telegram import answers
from tests.person import Person, coordinator, office_at

__all__ = ["botapi"]

LANGUAGES = ("en", "fr", "nl", "ar")
BEGIN = ("/tension", "=role.school", "=place.be:23088", "=allowed.yes", "=consent.yes")
ANSWERS = (
    "=where.secondary,=where.online",
    "=what.insults,=what.rumours",
    "/skip",
    "=how_known.seen",
    "=since.months3",
    "=trend.growing",
    "=unsafe.young,=unsafe.staff",
    "=helps.school",
    "=would_help.talks",
)
CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")
LATIN = re.compile(r"[A-Za-z]{3,}")
PLACES = re.compile(r"Vilvoorde|Vlaams.Brabant|/\w+")


async def at_the_review(office: Office, folder: Path) -> Person:
    return await Person(office, "worker", "en", folder).types(*BEGIN, *ANSWERS, "=contact_me.code")


@pytest.mark.seed("SY94")
@pytest.mark.seed("SY58")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_tense_place_reaches_its_receipt(office: Office, tmp_path: Path, language: str) -> None:
    worker = await Person(office, "worker", language, tmp_path).types(*BEGIN[:3])
    assert (worker.flow, worker.waiting) == ("tension", "allowed")
    worker.inputs = 0
    await worker.types(*BEGIN[3:], *ANSWERS, "=contact_me.code")
    assert worker.waiting == "review"
    await worker.types("=review.send")
    assert worker.inputs <= 14
    assert CODE.search(worker.text)
    assert worker.waiting == "how_are_you"
    await worker.types("=how_are_you.ok")
    assert worker.waiting is None


async def test_no_english_in_the_arabic_talk(office: Office, tmp_path: Path) -> None:
    worker = Person(office, "worker", "ar", tmp_path)
    for text in (*BEGIN, *ANSWERS, "=contact_me.code"):
        await worker.types(text)
        shown = " ".join([worker.text, *(each["label"] for message in worker.seen for each in message["options"])])
        assert LATIN.findall(PLACES.sub("", shown)) == [], text


@pytest.mark.parametrize("role", ROLES)
async def test_it_is_open_to_whom_a_signal_is_open(office: Office, tmp_path: Path, role: str) -> None:
    person = await Person(office, "somebody", "en", tmp_path).types("/tension", f"=role.{role}")
    assert person.flow == ("tension" if role in MAY else "where_to_turn")


DOORS = [("school", "tension"), ("police", "where_to_turn"), ("close", "where_to_turn")]


@pytest.mark.parametrize(("role", "flow"), DOORS)
async def test_a_tense_place_in_the_first_talk_leads_there_or_to_contacts(
    office: Office, tmp_path: Path, role: str, flow: str
) -> None:
    person = Person(office, "somebody", "en", tmp_path)
    await person.types("/start", "=danger.no", f"=role.{role}", "=about.place", "=place.be:23088", "=need.coordinator")
    assert person.flow == flow
    assert person.waiting == ("allowed" if flow == "tension" else "contacts")


async def test_who_asks_for_advice_on_a_place_can_put_it_in_order_first(office: Office, tmp_path: Path) -> None:
    worker = Person(office, "worker", "en", tmp_path)
    await worker.types("/start", "=danger.no", "=role.youth", "=about.place", "=place.be:23088", "=need.advice")
    assert "A place where I work has become tense" in worker.text
    assert "worried about someone" not in worker.text
    await worker.types("=contacts.write")
    assert (worker.flow, worker.waiting) == ("tension", "allowed")


async def test_nothing_of_a_person_is_carried_or_sent(office: Office, tmp_path: Path) -> None:
    worker = await Person(office, "worker", "en", tmp_path).types("/signal", *WHO, *BEGIN[:1], *BEGIN[3:], *ANSWERS)
    await worker.types("=contact_me.code")
    assert "12 to 17" not in worker.text
    await worker.types("=review.send")
    boss = await coordinator(office, tmp_path, "en")
    await boss.types("/desk")
    await boss.types(f"={boss.options[0]}")
    assert "A pupil" not in boss.text
    assert "12 to 17" not in boss.text


@pytest.mark.parametrize("what", ["threats", "fights"])
async def test_threats_and_violence_lay_danger_over_it(office: Office, tmp_path: Path, what: str) -> None:
    worker = await Person(office, "worker", "en", tmp_path).types(*BEGIN, ANSWERS[0], f"=what.{what}")
    assert (worker.flow, worker.waiting) == ("danger", "danger")
    assert "112" in worker.text
    await worker.types("=danger.no")
    assert (worker.flow, worker.waiting) == ("tension", "what_text")


async def test_the_guard_asks_about_names(office: Office, tmp_path: Path) -> None:
    worker = await Person(office, "worker", "en", tmp_path).types(*BEGIN, *ANSWERS[:2], "Call 0470 12 34 56 for more.")
    assert worker.waiting == "what_text"
    assert "guard.remove" in worker.options
    await worker.types("=guard.remove")
    assert worker.waiting == "how_known"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_can_be_taken_along_where_nobody_receives(library: Library, tmp_path: Path, language: str) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/closed.db", Towns(())) as office:
        worker = await Person(office, "worker", language, tmp_path).types(*BEGIN[:4], *ANSWERS)
        assert worker.waiting == "review"
        assert "review.send" not in worker.options
        await worker.types("=review.take")
        assert sorted(Path(file["path"]).suffix for file in worker.files) == [".pdf", ".txt"]
        text = next(Path(file["path"]) for file in worker.files if file["name"].endswith(".txt"))
        title = library.texts.say(language, "phrases.sheet_tension", library.content.phrases["sheet_tension"])
        assert title in text.read_text(encoding="utf-8")
        await worker.types("=how_are_you.ok")
        assert worker.waiting is None


async def test_delete_all_ends_at_people_to_call(office: Office, tmp_path: Path) -> None:
    worker = await at_the_review(office, tmp_path)
    await worker.types("=review.delete")
    assert worker.waiting is None
    assert "Who answers:" in worker.text


async def test_the_desk_reads_it_as_a_place_asks_and_is_answered(office: Office, tmp_path: Path) -> None:
    boss = await coordinator(office, tmp_path, "nl")
    worker = await Person(office, "worker", "fr", tmp_path).types(*BEGIN, *ANSWERS[:5], "/skip", *ANSWERS[6:])
    await worker.types("=contact_me.chat", "=review.send", "=how_are_you.ok")
    await boss.types("/desk")
    await boss.types(f"={boss.options[0]}")
    assert "niet over een persoon" in boss.text
    assert "Een middelbare school; Online" in boss.text
    await boss.types("=case.take", "=case.ask")
    assert "ask_back.trend" in boss.options
    assert "ask_back.often" not in boss.options
    await boss.types("=ask_back.trend")
    await worker.types("", "/receipt")
    assert (worker.flow, worker.waiting) == ("tension", "trend")
    await worker.types("=trend.fading")
    await boss.types("=next.same")
    assert "De afzender antwoordde: Meer of minder: Het wordt minder" in boss.text
    await boss.types("=case.print")
    assert [file["name"].endswith(".pdf") for file in boss.files] == [True]


async def test_the_desk_still_opens_what_was_told_in_a_talk_that_is_gone(office: Office, tmp_path: Path) -> None:
    boss = await coordinator(office, tmp_path, "en")
    worker = await Person(office, "worker", "en", tmp_path).types(*BEGIN, *ANSWERS, "=contact_me.chat")
    await worker.types("=review.send", "=how_are_you.ok")
    await boss.types("/desk")
    content = office.library.content
    flows = {name: flow for name, flow in content.flows.items() if name != "tension"}
    office.library = replace(office.library, content=replace(content, flows=flows))
    await boss.types(f"={boss.options[0]}")
    assert boss.waiting == "case"
    assert "Vilvoorde" in boss.text


async def test_withdrawn_by_its_code_it_is_gone(office: Office, tmp_path: Path) -> None:
    boss = await coordinator(office, tmp_path, "en")
    worker = await at_the_review(office, tmp_path)
    code = CODE.search((await worker.types("=review.send")).text)
    assert code
    await boss.types("/desk")
    key = boss.options[0]
    other = await Person(office, "another-phone", "ar", tmp_path).types(f"/withdraw {code[0]}")
    await boss.types(f"={key}")
    assert "Secondary" not in boss.text
    await other.types(f"/receipt {code[0]}")
    assert other.waiting is None


async def test_its_notice_has_the_bytes_of_any_other(office: Office, tmp_path: Path) -> None:
    await coordinator(office, tmp_path, "nl")
    notices = set()
    for number, what in enumerate(("insults", "graffiti", "rumours", "fear")):
        worker = Person(office, f"place{number}", "fr", tmp_path)
        await worker.types(*BEGIN, ANSWERS[0], f"=what.{what}", *ANSWERS[2:], "=contact_me.code", "=review.send")
        notices |= await taken(office, "coordinator")
        await at_review(office, f"person{number}", "fr", number)
        await Person(office, f"person{number}", "fr", tmp_path).types("=review.send")
        notices |= await taken(office, "coordinator")
    assert len(notices) == 1


@pytest.mark.seed("SY94")
async def test_what_was_told_fewer_than_five_times_is_never_shown(office: Office, tmp_path: Path) -> None:
    boss = await coordinator(office, tmp_path, "en")
    await boss.types("/desk")
    assert "tense places" not in boss.text
    for number in range(6):
        worker = Person(office, f"worker{number}", "en", tmp_path)
        what = "=what.insults,=what.rumours" if number < 5 else "=what.rumours,=what.fear"
        more = ",=what.fear" if number < 4 else ""
        await worker.types(*BEGIN, ANSWERS[0], what + more, *ANSWERS[2:], "=contact_me.code", "=review.send")
        await boss.types("=desk.refresh")
        assert not re.search(r"(Insults|Rumours|People are afraid): [1-4]\b", boss.text)
    assert "Rumours: 6" in boss.text
    assert "People are afraid: 5" in boss.text
    assert "fewer than 5 times" in boss.text


async def test_whoever_is_tired_gets_lines_that_listen_to_themselves(office: Office, tmp_path: Path) -> None:
    for begin in ((*BEGIN, *ANSWERS, "=contact_me.code"), ("/signal", *WHO, *TO_REVIEW)):
        worker = Person(office, "worker", "nl", tmp_path)
        await worker.types(*begin, "=review.send", "=how_are_you.talk")
        assert "106" in worker.text
        assert "Awel" not in worker.text, "a line for young people"
        assert "met wie ik werk" not in worker.text
        assert "Er zit me iets dwars" in worker.text


async def test_in_telegram_by_its_buttons(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, ("/tension", "Who are you in this?"), ("=School", "Where is it?"))
        await answers(person, ("1800 Vilvoorde", "not about a person"), ("=Yes", "name nobody"))
        await answers(person, ("=No, I only write it down", "kind of place"))
        for label, then in (("A secondary school", "What happens there?"), ("Threats", "can someone get hurt soon?")):
            person.presses(label)
            await person.sees(f"{label} ☑")
            await answers(person, ("=Done", then))
