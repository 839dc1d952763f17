import asyncio

import pytest

from bot.channels.telegram.api import Refusal, TelegramBot
from bot.channels.telegram.deliver import Delivery
from bot.post.message import Button, File, Message
from bot.post.sender import Gone, Later
from tests.botapi import BotApi, Person
from tests.channels.telegram.words import phrase


def draw_file(file: File) -> bytes:
    return file.sheet.encode()


@pytest.fixture
def person(botapi: BotApi) -> Person:
    found = botapi.person(7)
    found.writes("/start")
    return found


@pytest.fixture
def delivery(bot: TelegramBot) -> Delivery:
    return Delivery(bot, phrase, draw_file)


def ticks(*on: bool) -> Message:
    buttons = tuple(Button(f"areas.a{n}", f"Area {n}", on=ticked) for n, ticked in enumerate(on))
    return Message("Which?", "en", "areas", "abc123", "many", buttons, edits=any(on))


async def test_a_message_arrives_and_its_number_comes_back(delivery: Delivery, person: Person) -> None:
    numbers = await delivery.deliver("7", Message("Hello.", "en"))
    assert await person.sees("Hello.") == "Hello."
    assert numbers == [str(max(person.chat.messages))]


async def test_a_tick_edits_the_question_in_place(delivery: Delivery, person: Person) -> None:
    first = await delivery.deliver("7", ticks(False, False))
    assert await delivery.deliver("7", ticks(True, False)) == first
    assert person.labels()[:2] == ["Area 0 ☑", "Area 1 ☐"]


async def test_an_edit_that_changes_nothing_is_done(delivery: Delivery, person: Person) -> None:
    first = await delivery.deliver("7", ticks(True, False))
    assert await delivery.deliver("7", ticks(True, False)) == first
    assert len(person.texts()) == 1


async def test_a_new_message_where_the_old_one_is_gone_or_shows_something_else(
    delivery: Delivery, person: Person
) -> None:
    (first,) = await delivery.deliver("7", ticks(False))
    del person.chat.messages[int(first)]
    (second,) = await delivery.deliver("7", ticks(True))
    await delivery.deliver("7", Message("Next?", "en", "role", "abc123", "text"))
    (third,) = await delivery.deliver("7", ticks(True))
    assert int(first) < int(second) < int(third)


async def test_after_a_restart_the_pressed_message_is_edited(bot: TelegramBot, person: Person) -> None:
    (number,) = await Delivery(bot, phrase, draw_file).deliver("7", ticks(False))
    fresh = Delivery(bot, phrase, draw_file)
    fresh.shows("7", int(number), "abc123.areas")
    assert await fresh.deliver("7", ticks(True)) == [number]


async def test_files_come_after_the_text(delivery: Delivery, person: Person, botapi: BotApi) -> None:
    message = Message("Take it.", "en", files=(File("notes.txt", "text", "one"), File("notes.pdf", "pdf", "two")))
    numbers = await delivery.deliver("7", message)
    assert await person.sees_file("notes.pdf") == b"two"
    assert [name for name, _ in botapi.calls] == ["sendMessage", "sendDocument", "sendDocument"]
    assert len(numbers) == 3
    assert not any(given["protect_content"] for _, given in botapi.calls)


@pytest.mark.threat(23)
async def test_told_to_wait(delivery: Delivery, person: Person, botapi: BotApi) -> None:
    botapi.fail("refuse", "sendMessage", code=429, seconds=30)
    with pytest.raises(Later) as caught:
        await delivery.deliver("7", Message("Hello.", "en"))
    assert caught.value.seconds == 30


async def test_a_long_message_goes_on_where_it_stopped(delivery: Delivery, person: Person, botapi: BotApi) -> None:
    message = Message("A sentence. " * 800, "en")
    fine = botapi.fail("slow", "sendMessage")  # the first piece comes through, the second is told to wait
    botapi.fail("refuse", "sendMessage", code=429, seconds=1)
    with pytest.raises(Later):
        await delivery.deliver("7", message)
    assert (fine.times, len(person.texts())) == (0, 1)
    numbers = await delivery.deliver("7", message)
    assert len(person.texts()) == len(set(numbers)) == 3


async def test_a_message_that_never_came_through_leaves_no_trace(
    delivery: Delivery, person: Person, botapi: BotApi
) -> None:
    botapi.fail("slow", "sendMessage")
    botapi.fail("refuse", "sendMessage", code=400, description="Bad Request: something else")
    with pytest.raises(Refusal):
        await delivery.deliver("7", Message("A sentence. " * 800, "en"))
    assert len(delivery.begun["7"][1]) == 1
    (number,) = await delivery.deliver("7", Message("Hello.", "en"))
    assert number == str(max(person.chat.messages))
    assert not delivery.begun


@pytest.mark.threat(24)
@pytest.mark.parametrize("kind", ["page", "refuse", "reset", "cut", "truncated", "garbage"])
async def test_trouble_on_the_way_is_tried_again(delivery: Delivery, person: Person, botapi: BotApi, kind: str) -> None:
    botapi.fail(kind, "sendMessage", code=502)
    with pytest.raises(Later):
        await delivery.deliver("7", Message("Hello.", "en"))
    assert await delivery.deliver("7", Message("Hello.", "en"))


@pytest.mark.threat(21)
@pytest.mark.parametrize("words", ["bot was blocked by the user", "user is deactivated"])
async def test_blocked_and_deactivated_are_gone(delivery: Delivery, person: Person, words: str) -> None:
    person.blocks(words)
    with pytest.raises(Gone):
        await delivery.deliver("7", Message("Hello.", "en"))


@pytest.mark.threat(21)
async def test_an_unknown_chat_is_gone_at_the_second_strike(delivery: Delivery) -> None:
    with pytest.raises(Later):
        await delivery.deliver("99", Message("Hello.", "en"))
    with pytest.raises(Gone):
        await delivery.deliver("99", Message("Hello.", "en"))


async def test_a_wrong_token_waits_and_any_other_refusal_is_told(
    delivery: Delivery, person: Person, botapi: BotApi
) -> None:
    botapi.fail("refuse", "sendMessage", code=401)
    with pytest.raises(Later):
        await delivery.deliver("7", Message("Hello.", "en"))
    botapi.fail("refuse", "sendMessage", code=400, description="Bad Request: something else")
    with pytest.raises(Refusal):
        await delivery.deliver("7", Message("Hello.", "en"))


async def test_clear_deletes_both_sides_a_hundred_at_a_time(delivery: Delivery, person: Person, botapi: BotApi) -> None:
    botapi.promises.remove("pace")  # the sender keeps it, and there is none here
    numbers = [number for _ in range(130) for number in await delivery.deliver("7", Message("x", "en"))]
    await delivery.clear("7", [*map(str, person.chat.messages), "1000000"])
    assert person.chat.messages == {}
    assert len(person.chat.deleted) == len(numbers) + 1
    assert len(botapi.called("deleteMessages")) == 2


async def test_clear_leaves_what_is_older_than_two_days(delivery: Delivery, person: Person, botapi: BotApi) -> None:
    numbers = await delivery.deliver("7", Message("old", "en"))
    botapi.world.shift = 49 * 3600
    await delivery.clear("7", numbers)
    assert set(map(int, numbers)) <= person.chat.messages.keys()


async def test_a_message_may_delete_others(delivery: Delivery, person: Person) -> None:
    numbers = await delivery.deliver("7", Message("secret", "en", protected=True))
    await delivery.deliver("7", Message("Locked.", "en", deletes=tuple(numbers)))
    assert person.screen().endswith("Locked.")
    assert "secret" not in person.screen()


async def test_clear_is_tried_again_after_trouble(delivery: Delivery, person: Person, botapi: BotApi) -> None:
    botapi.fail("refuse", "deleteMessages", code=429, seconds=3)
    botapi.fail("cut", "deleteMessages")
    for _ in range(2):
        with pytest.raises(Later):
            await delivery.clear("7", ["1"])
    await asyncio.wait_for(delivery.clear("7", ["1"]), 5)
