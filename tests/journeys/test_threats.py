"""Answers to threats that are stories: bursts, a false report about a rival, somebody watching."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.line import LINE_CHANNEL
from bot.features.signal import records as signals
from bot.intake.flood import Flood
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.post.message import Arrival
from bot.store import outbox
from bot.talk.event import Asked, Wrote
from bot.words.library import Library
from tests.journeys.test_line import TO_REVIEW, WHO
from tests.person import Person, coordinator, office_at


@pytest.mark.threat(13)
async def test_a_thousand_messages_of_one_person_hold_nobody_up(office: Office, tmp_path: Path) -> None:
    office.flood = Flood()
    other = await Person(office, "other", "en", tmp_path).types("/phone")
    for batch in range(50):
        texts = [Wrote("x" * 4096) if number % 2 else Asked("help") for number in range(20)]
        await office.take(
            [Arrival(LINE_CHANNEL, f"{batch}.{number}", "loud", event) for number, event in enumerate(texts)]
        )
        if batch % 10 == 0:
            await other.types("nowhere at all")
            assert (other.waiting, len(other.seen)) == ("place", 1)
    said = [message.text for _, message in await office.pulled(LINE_CHANNEL, "loud")]
    assert len(said) == 1000
    assert sum(office.library.content.phrases["slow_down"] in text for text in said) == 1


@pytest.mark.threat(40)
async def test_signals_about_a_rival_stay_words_of_one_sender(library: Library, tmp_path: Path) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/rival.db") as office:
        boss = await coordinator(office, tmp_path, "en")
        deputy = await coordinator(office, tmp_path, "en", role="deputy")
        sender = Person(office, "rival", "en", tmp_path)
        await sender.types("/signal", *WHO, *TO_REVIEW[:6], "Jan Peeters is dangerous, call 0470 12 34 56.")
        assert sender.options == ["guard.ok", "guard.rewrite", "guard.remove"]
        await sender.types("=guard.remove", *TO_REVIEW[7:], "=review.send")
        for _ in range(2):
            await sender.types("/signal", *WHO, *TO_REVIEW, "=review.send")
        await sender.types("/signal", *WHO, *TO_REVIEW[:2], *TO_REVIEW[3:-2])
        assert "review.send" not in sender.options, "three a day"
        await deputy.types("")
        assert deputy.seen == [], "three signals raise nothing by themselves"
        await boss.types("/desk")
        keys = boss.options[:3]
        await boss.types(f"={keys[0]}")
        assert "Your role: School" in boss.text
        assert "Nobody has taken it yet" in boss.text
        assert "Peeters" not in boss.text
        assert "0470" not in boss.text


@pytest.mark.threat(41)
async def test_who_is_not_linked_never_gets_a_push(library: Library, tmp_path: Path) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/watched.db") as office:
        boss = await coordinator(office, tmp_path, "en")
        sender = Person(office, "watched", "en", tmp_path)
        await sender.types("/signal", *WHO, *TO_REVIEW, "=review.send", "=how_are_you.ok", "/clear")
        lane, rounds = office.lane(LINE_CHANNEL, "watched"), Rounds(office)
        await boss.types("/desk")
        key = boss.options[0]
        for does in ((f"={key}", "=case.take"), ("=case.ask", "=ask_back.often"), ("=next.same",)):
            await boss.types(*does)
            assert await waiting(office, lane) == 0
        await boss.types("=case.answer", "Thank you.", "=guard.ok", "=next.same", "=case.close", "=close.done")
        for days in range(0, 120, 4):
            office.clock.move(timedelta(days=4))
            await rounds.once()
            assert await waiting(office, lane) == 0, days
        async with office.store.read() as tx:
            assert await signals.signals_of_lane(tx, lane) == []


async def waiting(office: Office, lane: str) -> int:
    async with office.store.read() as tx:
        return len(await outbox.pulled_messages(tx, lane, 0, office.clock.now()))
