"""The desk: what was shown counts, what is locked is gone, what is erased is gone from the coordinator's screen too."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.post.message import Arrival
from bot.talk.event import Chose
from tests.journeys.test_line import TO_REVIEW, WHO
from tests.person import Person, coordinator


async def one_signal(office: Office, folder: Path, *contact: str) -> Person:
    worker = Person(office, "worker", "en", folder)
    return await worker.types("/signal", *WHO, *TO_REVIEW[:-1], *(contact or ("=contact_me.code",)), "=review.send")


async def open_desk(office: Office, folder: Path) -> tuple[Person, str]:
    boss = await coordinator(office, folder, "en")
    await boss.types("/desk")
    return boss, boss.options[0]


async def unfetched(office: Office, *events: Chose) -> list[tuple[bool, str, int]]:
    """What waits for the coordinator after these presses: protected, text, number of files."""
    for number, event in enumerate(events):
        await office.take([Arrival("line", f"test.{number}.{event.key}.{event.options}", "coordinator", event)])
    rows = await office.pulled("line", "coordinator")
    return [(message.protected, message.text, len(message.files)) for _, message in rows]


async def test_an_act_on_a_view_that_has_changed_does_nothing(office: Office, tmp_path: Path) -> None:
    await one_signal(office, tmp_path)
    boss, key = await open_desk(office, tmp_path)
    await boss.types(f"={key}", "=case.close")
    deputy = await coordinator(office, tmp_path, "en", "deputy")
    await deputy.types("/desk", f"={key}", "=case.take")
    await boss.types("=close.done")
    assert "has changed meanwhile" in boss.text


async def test_lock_takes_the_case_and_its_print_away(office: Office, tmp_path: Path) -> None:
    await one_signal(office, tmp_path)
    _, key = await open_desk(office, tmp_path)
    shown = await unfetched(office, Chose("desk", (key.partition(".")[2],)), Chose("case", ("print",)))
    assert any(protected for protected, _, _ in shown)
    assert all(protected for protected, _, files in shown if files)
    locked = await Person(office, "coordinator", "en", tmp_path).types("/lock")
    assert "Vilvoorde" not in locked.text
    assert locked.files == []


async def test_withdrawing_reaches_the_screen_that_was_not_fetched(office: Office, tmp_path: Path) -> None:
    await one_signal(office, tmp_path, "=contact_me.chat")
    _, key = await open_desk(office, tmp_path)
    shown = await unfetched(office, Chose("desk", (key.partition(".")[2],)))
    assert any("Vilvoorde" in text for _, text, _ in shown)
    await Person(office, "worker", "en", tmp_path).types("/delete")
    assert not any("Vilvoorde" in text for _, text, _ in await unfetched(office))


async def test_a_question_on_an_older_signal_is_found_from_the_chat(office: Office, tmp_path: Path) -> None:
    worker = await one_signal(office, tmp_path, "=contact_me.chat")
    await worker.types("=how_are_you.ok", "/signal", *WHO, *TO_REVIEW[:-1], "=contact_me.chat", "=review.send")
    await worker.types("=how_are_you.ok")
    boss, key = await open_desk(office, tmp_path)
    await boss.types(f"={key}", "=case.ask", "=ask_back.often")
    await worker.types("/receipt")
    assert worker.waiting == "often"


async def test_numbers_mean_what_was_shown_last(office: Office, tmp_path: Path) -> None:
    person = await Person(office, "somebody", "en", tmp_path).types("/start", "/language")
    french = person.options.index("language.fr") + 1
    await person.types(str(french))
    assert person.waiting == "danger"
    assert "D'abord" in person.text
    await one_signal(office, tmp_path)
    boss, _ = await open_desk(office, tmp_path)
    await boss.types(str(boss.options.index("/lock") + 1))
    assert "Locked" in boss.text


async def test_nothing_is_sent_when_the_words_are_removed(office: Office, tmp_path: Path) -> None:
    await one_signal(office, tmp_path)
    boss, key = await open_desk(office, tmp_path)
    await boss.types(f"={key}", "=case.answer", "Thank you.", "=guard.remove")
    assert boss.waiting == "answer"


async def test_an_area_that_is_gone_does_not_stop_the_clock(office: Office, tmp_path: Path) -> None:
    await one_signal(office, tmp_path)
    async with office.store.write() as tx:
        await tx.connection.execute(text("UPDATE signal SET area = 'be:99999'"))
    await Rounds(office).once()
