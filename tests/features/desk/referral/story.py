"""What is asked of the act in a copy of the tree that has it; nothing collects this file here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.custody import snapshot
from bot.intake.rounds import Rounds
from bot.store.retention import KEPT_TABLES, With
from bot.talk.event import Asked
from bot.words.library import Library
from tests.conftest import NOW
from tests.journeys.scene import OTHER, Scene, Stage, at_desk, words

DAY = timedelta(days=1)


@pytest.fixture
async def scene(library: Library, tmp_path: Path) -> AsyncIterator[Scene]:
    stage = Stage(library, tmp_path)
    await stage.prepare()
    async with stage.copy() as made:
        yield made


async def referrals(scene: Scene) -> list[tuple[object, ...]]:
    """Signal, town, since, told."""
    return (await scene.state(KEPT_TABLES["referral"].table))["referral"]


async def told(scene: Scene, days: float) -> list[str]:
    """Who hears of something to read in the round of that day."""
    scene.office.clock.ahead = days * DAY
    await Rounds(scene.office).once()
    heard = [chat for chat, message in await scene.waiting() if "There is something to read" in message.text]
    await scene.cleaned()
    return heard


async def test_a_signal_is_handed_over_and_ten_days_of_silence_are_told_once(scene: Scene) -> None:
    own = scene.signals["own"]
    shown = await at_desk(scene, "coordinator", own.key, "to_town", OTHER, "refer")
    assert "It is with the other town." in words(shown)
    assert "What next?" in words(shown)
    assert await referrals(scene) == [(own.key, OTHER, NOW, None)]
    assert [await told(scene, day) for day in (1, 9, 9.99)] == [[], [], []]
    assert await told(scene, 10) == ["coordinator"]
    assert await referrals(scene) == [(own.key, OTHER, NOW, NOW + 10 * DAY)]
    assert [await told(scene, day) for day in (11, 20)] == [[], []]
    assert own.key in await backed_up(scene)
    await scene.does("sender", Asked("withdraw", own.code))
    assert await referrals(scene) == []


async def test_what_is_done_within_ten_days_is_an_answer(scene: Scene) -> None:
    own = scene.signals["own"]
    await at_desk(scene, "coordinator", own.key, "to_town", OTHER, "refer")
    scene.office.clock.ahead = timedelta(minutes=5)
    await at_desk(scene, "coordinator", own.key, "ask_back", "talked", "ask")
    assert [await told(scene, day) for day in (1, 11)] == [[], []]


async def backed_up(scene: Scene) -> str:
    """The rows of the table in a backup."""
    chunks = [chunk async for chunk in snapshot.dump_lines(scene.office.store, "0.1", NOW, lambda done: None)]
    found = b"".join(chunks).decode()
    return found.partition('{"table":"referral"')[2].partition('{"table":')[0]


def test_its_rows_live_with_their_signal() -> None:
    lives = KEPT_TABLES["referral"].lives
    assert isinstance(lives, With)
    assert lives.parent.name == "signal"
