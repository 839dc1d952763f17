"""Journeys through Telegram: the real office, sender and poll over HTTP against the strict server."""

import asyncio

import pytest

from bot.words.library import Library
from tests.botapi import BotApi, Person
from tests.botapi.fixtures import botapi
from tests.journeys.telegram import serving

__all__ = ["botapi"]


async def answers(person: Person, *steps: tuple[str, str]) -> None:
    """Press (`=Label`) or write, and see the words of the next question."""
    for said, next_words in steps:
        if said.startswith("="):
            person.presses(said[1:])
        else:
            person.writes(said)
        await person.sees(next_words, patience=30)


TO_THE_PLACE = (
    ("/start", "can someone get hurt soon?"),
    ("=No", "Who are you in this?"),
    ("=School", "Who or what is it about?"),
    ("=A pupil", "How old"),
    ("=12 to 17", "Where is it?"),
)
DANGER = "First: can someone get hurt soon?"
ROLE = "Who are you in this?"
OVER = "That button belongs to a talk that has ended"


async def test_a_teacher_finds_a_contact_with_a_number(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, *TO_THE_PLACE, ("1080", "Which one is it?"))
        person.presses("Molenbeek-Saint-Jean (Bruxelles, BE)")
        await person.sees("What do you need most now?")
        assert await person.is_answered(person.presses("Someone to talk to")) < 5
        await person.sees("Phone: ", patience=20)


async def test_a_life_map_is_ticked_in_one_message(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, *TO_THE_PLACE[:-1], ("=12 to 17", "Where is it?"), ("/life_map", "Where is it?"))
        await answers(person, ("1000 Brussel", "How do you do this?"), ("=Alone", "Which parts of life"))
        sent = len(person.chat.log)
        person.presses("School")
        await person.sees("School ☑")
        person.presses("Friends")
        await person.sees("Friends ☑")
        person.presses("School")
        await person.sees("School ☐")
        numbers = {message["message_id"] for message in person.chat.log[sent - 1 :]}
        assert len(numbers) == 1
        await answers(person, ("=Done", "Friends"))


@pytest.mark.threat(9)
async def test_two_presses_of_one_button_have_one_effect(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, *TO_THE_PLACE[:2])
        presses = [person.presses("School") for _ in range(5)]
        for press in presses:
            assert await person.is_answered(press) < 5
        await person.sees("Who or what is it about?")
        await answers(person, ("=A pupil", "How old"))


@pytest.mark.threat(17)
async def test_an_update_that_comes_twice_has_one_effect(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        person.writes("/start")
        update = botapi.world.updates[-1]
        await person.sees("can someone get hurt soon?", patience=30)
        botapi.world.push_raw(update)
        press = person.presses("No")
        await person.is_answered(press)
        await person.sees("Who are you in this?")
        assert sum("can someone get hurt soon?" in text for text in person.texts()) == 1


@pytest.mark.threat(14)
async def test_a_photo_is_refused_and_deleted_and_the_question_stays(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, *TO_THE_PLACE[:3])
        person.sends(photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}])
        await person.sees("Who or what is it about?")
        await answers(person, ("=A pupil", "How old"))
        assert not any("photo" in message for message in person.chat.messages.values())
    assert botapi.called("getFile") == []


@pytest.mark.threat(8)
async def test_forged_and_foreign_buttons_change_nothing(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person, other = botapi.person(7), botapi.person(8)
        await answers(person, *TO_THE_PLACE[:2])
        await answers(other, TO_THE_PLACE[0])
        (number,) = [number for number, message in other.chat.messages.items() if "reply_markup" in message]
        code = next(
            button["callback_data"]
            for message in person.chat.messages.values()
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if ".role." in button["callback_data"]
        )
        for forged in (code, "1.aaaaaa.review.send", "1.aaaaaa.desk.x~1", "../../etc/passwd", "{role}", "\u202e"):
            assert await other.is_answered(other.presses_code(number, forged)) < 5
        await answers(other, ("=No", "Who are you in this?"))


async def test_the_app_s_language_is_the_first_guess(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7, "nl-BE")
        person.writes("/start")
        danger = library.texts.say("nl", "phrases.button_danger", library.content.phrases["button_danger"])
        assert danger != library.content.phrases["button_danger"]
        await person.sees(f"[{danger}]", patience=30)


async def test_a_language_button_leads_on_in_that_language_at_the_same_question(
    botapi: BotApi, library: Library
) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, *TO_THE_PLACE[:2], ("/language", "Which language"))
        await answers(person, ("=Nederlands", library.texts.say("nl", "where_to_turn.role.ask", ROLE)))
        await answers(person, (f"={library.texts.say('nl', 'where_to_turn.role.school', 'School')}", "Over wie"))


async def test_who_answers_instead_of_choosing_a_language_goes_on(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, *TO_THE_PLACE, ("/language", "Which language"))
        await answers(person, ("1000 Brussel", "What do you need most now?"))


@pytest.mark.threat(8)
async def test_a_language_button_of_a_talk_that_is_over_says_so(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, *TO_THE_PLACE[:2], ("/language", "Which language"))
        await answers(person, ("/stop", "Stopped"), ("=Nederlands", OVER))
        await answers(person, TO_THE_PLACE[0], ("=Nederlands", OVER), ("=No", "Who are you in this?"))


async def test_a_cry_that_is_not_understood_shows_the_number_and_one_that_is_shows_all(
    botapi: BotApi, library: Library
) -> None:
    async with serving(library, botapi):
        person = botapi.person(7, "fr")
        question = library.texts.say("fr", "danger.danger.ask", DANGER)
        number = library.texts.say("fr", "phrases.danger_at_once", library.content.phrases["danger_at_once"])
        await answers(person, ("/start", question))
        for said in ("il a un couteau", "/sos"):
            person.writes(said)
            assert (await person.sees(question, patience=30)).startswith(number)
        person.sends(voice={"file_id": "f", "file_unique_id": "u", "duration": 1})
        assert (await person.sees(question)).startswith(number)
        assert "🆘 Danger" in person.labels()
        await answers(person, ("Yardım!", "112"))
        assert library.texts.say("fr", "danger.emergency.called", "I called") in person.labels()
        await answers(person, ("/start", question), ("🆘 Danger", "112"))


async def test_blocked_and_back_again(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, TO_THE_PLACE[0])
        number = person.presses("No")
        person.blocks()
        await asyncio.sleep(0.5)
        person.chat.gone = ""
        await answers(person, ("/start", "can someone get hurt soon?"))
        assert number in botapi.world.presses


async def test_trouble_with_one_chat_holds_only_that_chat(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        slow, quick = botapi.person(7), botapi.person(8)
        botapi.fail("refuse", "sendMessage", code=429, seconds=2, chat=7)
        slow.writes("/start")
        quick.writes("/start")
        await quick.sees("can someone get hurt soon?", patience=30)
        assert slow.texts() == []
        await slow.sees("can someone get hurt soon?", patience=10)


@pytest.mark.threat(16)
async def test_an_edited_message_changes_no_answer(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, TO_THE_PLACE[0], ("5", "Who are you in this?"))
        (number,) = [number for number, message in person.chat.messages.items() if message.get("text") == "5"]
        person.edits(number, "1")
        await person.sees("Who are you in this?")
        await answers(person, TO_THE_PLACE[2])


async def test_clear_deletes_the_messages_of_both_sides(botapi: BotApi, library: Library) -> None:
    async with serving(library, botapi):
        person = botapi.person(7)
        await answers(person, *TO_THE_PLACE[:3])
        before = set(person.chat.messages)
        person.writes("/clear")
        await person.sees("I deleted the messages I could")
        async with asyncio.timeout(10):
            while before & person.chat.messages.keys():
                await asyncio.sleep(0.05)
