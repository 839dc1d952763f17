"""Updates as they come when something is wrong on the way: twice, in another order, with other ids, broken."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest

from bot.words.library import Library
from tests.botapi import BotApi, Person
from tests.botapi.fixtures import botapi
from tests.faults.stream import QUESTIONS, ROUND, questions
from tests.journeys.telegram import serving

__all__ = ["botapi"]
SEED = 20261121
CHATS = 4


async def complete(people: list[Person]) -> None:
    """Until everybody has as many answers as are due, and a moment more."""
    async with asyncio.timeout(60):
        while any(len(person.texts()) < len(ROUND) for person in people):
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)


async def confirmed(api: BotApi) -> None:
    """Until no update waits any more."""
    async with asyncio.timeout(30):
        while api.world.updates:
            await asyncio.sleep(0.02)


def everybody(api: BotApi) -> list[Person]:
    return [api.person(number + 1) for number in range(CHATS)]


@pytest.mark.threat(17)
async def test_every_update_up_to_five_times_and_again_after_a_restart(
    botapi: BotApi, library: Library, tmp_path: Path
) -> None:
    chance, people, made = random.Random(SEED), everybody(botapi), list[int]()
    database = f"sqlite:///{tmp_path}/doubles.db"
    async with serving(library, botapi, database):
        for text, _ in ROUND:
            for person in people:
                made += [person.writes(text)] * 5
            for number in chance.sample(made, len(made)):
                botapi.world.again(number)
        await complete(people)
    async with serving(library, botapi, database):
        for number in set(made):
            botapi.world.again(number)
        await confirmed(botapi)
        await asyncio.sleep(0.3)
    for person in people:
        assert questions(person.texts()) == QUESTIONS


@pytest.mark.threat(18)
async def test_ids_that_jump_and_begin_anew(botapi: BotApi, library: Library) -> None:
    chance, people = random.Random(SEED), everybody(botapi)
    async with serving(library, botapi):
        for at, (text, words) in enumerate(ROUND):
            botapi.world.restart_update_ids(chance.randint(1, 2**31) if at % 2 else 10**9 - 100 * at)
            for person in people:
                person.writes(text)
            for person in people:
                await person.sees(words, patience=30)
            await confirmed(botapi)  # Telegram begins anew only after a quiet week
        await complete(people)
    for person in people:
        assert questions(person.texts()) == QUESTIONS


@pytest.mark.threat(18)
async def test_chats_overtake_each_other_and_no_chat_itself(botapi: BotApi, library: Library) -> None:
    chance, people = random.Random(SEED), everybody(botapi)
    for text, _ in ROUND:
        for person in chance.sample(people, CHATS):
            person.writes(text)
    waiting = botapi.world.updates
    of_chat = {
        person.chat.id: [one for one in waiting if one["message"]["chat"]["id"] == person.chat.id] for person in people
    }
    order = chance.sample([chat for chat in of_chat for _ in ROUND], len(waiting))
    waiting[:] = [of_chat[chat].pop(0) for chat in order]
    async with serving(library, botapi):
        await complete(people)
    for person in people:
        assert questions(person.texts()) == QUESTIONS


def poison(chance: random.Random) -> dict[str, Any]:
    """An update that no version of the Bot API describes."""
    odd: Any = chance.choice([None, 5, "x" * 5000, [], {}, {"a": {"b": [None]}}, True, 2**70, "\ud800\0"])
    chat = chance.choice([{"id": 1, "type": "private"}, {"id": odd, "type": "private"}, odd])
    parts: dict[str, Any] = {"chat": chat, "text": odd, "from": odd, "message_id": odd, "entities": odd}
    kinds = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction", "of_the_future")
    content = chance.choice([odd, parts, {"message": parts, "data": odd, "id": 5}])
    return {chance.choice(kinds): content}


@pytest.mark.threat(26)
async def test_broken_updates_among_good_ones_harm_nobody(botapi: BotApi, library: Library) -> None:
    chance, people = random.Random(SEED), [botapi.person(number + 100) for number in range(CHATS)]
    async with serving(library, botapi):
        for text, _ in ROUND:
            for person in people:
                person.writes(text)
                for _ in range(10):
                    botapi.world.push_raw({"update_id": botapi.world.next_update(), **poison(chance)})
        await complete(people)
    for person in people:
        assert questions(person.texts()) == QUESTIONS
    assert botapi.called("getFile") == []


@pytest.mark.threat(22)
async def test_a_group_that_moves_gets_nothing_more(botapi: BotApi, library: Library) -> None:
    person = botapi.person(1)
    group = {"id": -5, "type": "group", "title": "Group"}
    botapi.fail("refuse", "sendMessage", code=400, chat=-5, parameters={"migrate_to_chat_id": -1005})
    message = {"message_id": 900, "date": 1, "chat": group}
    async with serving(library, botapi):
        botapi.world.push("message", {**message, "migrate_to_chat_id": -1005})
        botapi.world.push(
            "message", {**message, "text": "/start", "from": {"id": 9, "is_bot": False, "first_name": "P"}}
        )
        person.writes("/start")
        await person.sees(ROUND[0][1], patience=30)
        await asyncio.sleep(0.3)
    assert {sending.chat for sending in botapi.world.sendings} == {1}
