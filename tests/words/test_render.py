"""Messages as a channel gets them: every button of a language choice means, through Telegram's code, what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.channels.telegram.draw import keyboard
from bot.post.message import Message
from bot.talk import button, handle
from bot.talk.event import Asked, Chose, Event, Sent
from bot.talk.reply import Reply
from bot.talk.turn import Turn
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.render import Renderer
from bot.words.world import World
from tests.channels.telegram.words import phrase

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COMMANDS = [Asked("danger"), Asked("back"), Asked("stop")]


def turned(library: Library, made: Turn | None, *events: Event, language: str = "en") -> Turn:
    """The turn after these events, each seen by a turn of its own."""
    world = World(library, Towns.pretend(), NOW, language)
    for event in events:
        made = handle.take_turn(Turn(library.content.flows, world, made.talk if made else None), event)
    assert made is not None
    return made


def last_message(made: Turn) -> Message:
    """The last reply of a turn, in the language of its talk."""
    assert made.talk is not None
    assert isinstance(made.world, World)
    reply = made.out[-1]
    assert isinstance(reply, Reply)
    return Renderer(made.world, made.talk.language).message(reply)


def meant(message: Message) -> Iterator[Event]:
    """What Telegram hands back when each button of a message is pressed."""
    made = keyboard(message, phrase)
    assert made is not None
    yield from (button.decode_button(found["callback_data"]) for row in made["inline_keyboard"] for found in row)


@pytest.fixture
def lacking(library: Library) -> Library:
    """The library as it would be if one talk lacked a text in Dutch."""
    fewer = tuple(code for code in library.languages("signal") if code != "nl")
    return Library(
        library.content, library.texts, library.places, library.contacts, library.vocabulary, {"signal": fewer}
    )


def test_every_language_button_means_its_language(library: Library) -> None:
    made = turned(library, None, Asked("start"), Asked("language"))
    assert made.talk is not None
    codes = library.languages("where_to_turn")
    assert list(meant(last_message(made))) == [*(Chose("language", (code,), made.talk.id) for code in codes), *COMMANDS]


@pytest.mark.parametrize("code", ["fr", "nl", "de", "ar"])
def test_a_pressed_language_asks_the_same_question_in_it(library: Library, code: str) -> None:
    made = turned(library, None, Asked("start"), Asked("language"))
    press = next(event for event in meant(last_message(made)) if isinstance(event, Chose) and event.options == (code,))
    after = turned(library, made, press)
    assert after.talk is not None
    assert (after.talk.language, after.talk.draft, last_message(after).key) == (code, None, "danger")
    assert last_message(after).text == library.texts.say(code, "danger.danger.ask", "First: can someone get hurt soon?")


def test_the_offer_of_a_talk_that_lacks_the_language_can_be_pressed(lacking: Library) -> None:
    made = turned(lacking, None, Asked("signal"), language="nl")
    assert made.talk is not None
    presses = list(meant(last_message(made)))
    offered = (*lacking.languages("signal"), "contacts")
    assert presses == [*(Chose("language", (code,), made.talk.id) for code in offered), *COMMANDS]
    contacts = turned(lacking, made, presses[len(offered) - 1], language="nl")
    assert contacts.talk is not None
    assert (contacts.talk.flow, contacts.talk.language) == ("phone", "nl")


def test_a_refusal_at_the_language_choice_shows_the_choice_with_its_cause(library: Library) -> None:
    made = turned(library, None, Asked("start"), Asked("language"), Sent("photo"))
    message = last_message(made)
    assert (message.key, message.error) == ("language", "media")
    assert message.text.startswith(library.content.phrases["media"])
    assert message.text.endswith(library.content.phrases["choose_language"])
