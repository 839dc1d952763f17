"""The way back with a code: no chat is kept, and the code finds the signal, its question, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from bot.features.signal import records as signals
from bot.intake.office import Office
from bot.keys.vault import RECEIPT
from bot.post.message import Arrival
from bot.store import outbox
from bot.talk.event import Asked, Chose, Event
from tests.journeys.test_line import TO_REVIEW, WHO
from tests.person import Person, coordinator


async def sent(office: Office, folder: Path) -> str:
    worker = await Person(office, "worker", "en", folder).types("/signal", *WHO, *TO_REVIEW, "=review.send")
    found = RECEIPT.search(worker.text)
    assert found
    await worker.types("=how_are_you.ok")
    return found[0]


async def test_by_code_from_another_chat(office: Office, tmp_path: Path) -> None:
    boss = await coordinator(office, tmp_path, "en")
    code = await sent(office, tmp_path)
    await boss.types("/desk")
    await boss.types(f"={boss.options[0]}", "=case.take", "=case.ask", "=ask_back.talked")
    async with office.store.read() as tx:
        assert await outbox.pulled_messages(tx, office.lane("line", "worker"), 0, office.clock.now()) == []
        assert await signals.signals_of_lane(tx, office.lane("line", "worker")) == []
    later = await Person(office, "another-phone", "fr", tmp_path).types(f"/receipt {code.lower().replace('-', ' ')}")
    assert later.waiting == "talked"
    await later.types("=talked.open")
    await boss.types("=next.same")
    assert "the talk was open" in boss.text


async def test_withdrawn_is_gone_for_everybody(office: Office, tmp_path: Path) -> None:
    boss = await coordinator(office, tmp_path, "en")
    code = await sent(office, tmp_path)
    await boss.types("/desk")
    key = boss.options[0]
    sender = await Person(office, "another-phone", "en", tmp_path).types(f"/withdraw {code}")
    assert "erased" in sender.text
    await boss.types(f"={key}")
    assert "Vilvoorde" not in boss.text
    await sender.types(f"/receipt {code}")
    assert "do not know that code" in sender.text


async def test_wrong_codes_all_answer_alike_and_run_out(office: Office, tmp_path: Path) -> None:
    code = await sent(office, tmp_path)
    guesser = Person(office, "guesser", "en", tmp_path)
    said = set()
    for number in range(6):
        await guesser.types(f"/receipt 0000-0000-0000-000{number}")
        said.add(guesser.text)
    await guesser.types(f"/receipt {code}")
    assert said == {guesser.text}


async def test_delete_erases_what_a_chat_sent(office: Office, tmp_path: Path) -> None:
    worker = Person(office, "worker", "en", tmp_path)
    await worker.types("/signal", *WHO, *TO_REVIEW[:-1], "=contact_me.chat", "=review.send", "=how_are_you.ok")
    await worker.types("/mydata")
    assert "Signals you sent: 1" in worker.text
    await worker.types("/delete")
    assert "Erased" in worker.text
    await worker.types("/mydata")
    assert "Nothing is held" in worker.text


@pytest.mark.parametrize("batches", [(2,), (1, 1)])
async def test_a_code_that_never_arrived_is_told_when_its_chat_is_erased(
    office: Office, tmp_path: Path, batches: tuple[int, ...]
) -> None:
    await Person(office, "worker", "en", tmp_path).types("/signal", *WHO, *TO_REVIEW)
    events: Iterator[Event] = iter((Chose("review", ("send",)), Asked("delete")))
    for size in batches:
        await office.take([Arrival("line", str(event), "worker", event) for event in islice(events, size)])
    said = "\n".join(message.text for _, message in await office.pulled("line", "worker"))
    assert "Erased" in said
    (code,) = RECEIPT.findall(said)
    later = await Person(office, "another-phone", "en", tmp_path).types(f"/withdraw {code}")
    assert "erased" in later.text


async def test_three_signals_a_day_and_then_the_way_to_take_it_along(office: Office, tmp_path: Path) -> None:
    worker = Person(office, "worker", "en", tmp_path)
    for _ in range(3):
        await worker.types("/signal", *WHO, *TO_REVIEW, "=review.send", "=how_are_you.ok")
    await worker.types("/signal", *WHO, *TO_REVIEW[:2], *TO_REVIEW[3:-2])
    assert worker.waiting == "review"
    assert "review.send" not in worker.options
    assert "review.take" in worker.options
