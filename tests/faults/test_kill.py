"""kill -9 in a stream of updates: nothing lost, nothing out of order, at most one duplicate a chat and kill."""

from __future__ import annotations

import asyncio
import random
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from tests.botapi import BotApi, Person
from tests.botapi.fixtures import botapi
from tests.faults.program import Program

__all__ = ["botapi"]
CHATS, KILLS, SEED = 6, 20, 20261121
# What is written, and the words of the question that must come back. Each answer fits only its own question, so a
# lost or overtaken update would show in every reply behind it.
ROUND = (
    ("/start", "can someone get hurt soon?"),
    ("5", "Who are you in this?"),
    ("3", "Who or what is it about?"),
    ("1", "How old, about?"),
)
QUESTIONS = [words for _, words in ROUND]


def asked(person: Person) -> list[str]:
    """The questions a person got, in order; anything else by its first line."""
    return [next((words for words in QUESTIONS if words in text), text.splitlines()[0]) for text in person.texts()]


def without_repeats(questions: list[str]) -> list[str]:
    """A duplicate follows its twin."""
    return [question for question, _ in groupby(questions)]


def repeats(people: list[Person]) -> list[int]:
    """How many duplicates each chat has so far."""
    return [len(asked(person)) - len(without_repeats(asked(person))) for person in people]


async def complete(people: list[Person], wanted: list[str], patience: float) -> None:
    """Until everybody has the last question."""
    async with asyncio.timeout(patience):
        while not all(len(without_repeats(asked(person))) >= len(wanted) for person in people):
            await asyncio.sleep(0.1)


@pytest.mark.faults
@pytest.mark.threat(19)
@pytest.mark.threat(20)
@pytest.mark.timeout(600)
async def test_twenty_kills_in_a_stream(botapi: BotApi, database_url: str, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    program = Program(tmp_path, database_url, botapi)
    people = [botapi.person(number + 1) for number in range(CHATS)]
    told = [[0] * CHATS]  # the duplicates at each kill: they come after the start that follows it
    interrupted = 0
    for number in range(1, KILLS + 1):
        await program.start()
        for text, _ in ROUND:
            for person in people:
                person.writes(text)
            await asyncio.sleep(chance.uniform(0, 0.05))
        await asyncio.sleep(chance.uniform(0, 0.25))
        await program.kill()
        interrupted += any(len(without_repeats(asked(person))) < number * len(ROUND) for person in people)
        told.append(repeats(people))
    await program.start()
    wanted = QUESTIONS * KILLS
    try:
        await complete(people, wanted, patience=300)
        await asyncio.sleep(2)  # whatever would still come, comes now
    finally:
        await program.kill()
    told.append(repeats(people))
    busy = f"{KILLS} kills ({interrupted} with work under way), {len(wanted) * CHATS} updates"
    print(f"\n{busy}, duplicates by chat: {told[-1]}")
    for person in people:
        assert without_repeats(asked(person)) == wanted
    for before, after in pairwise(told):
        assert max(more - some for some, more in zip(before, after, strict=True)) <= 1
    assert botapi.world.updates == []
    assert interrupted >= KILLS // 2
