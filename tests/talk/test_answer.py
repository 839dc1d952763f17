"""What a typed word means at a step: at the question about danger, common words in nine languages are understood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels import line
from bot.channels.telegram.parse import see_update
from bot.channels.web import form
from bot.flow.source import read_yaml
from bot.talk import handle
from bot.talk.event import Asked, Chose, Event, Wrote
from bot.talk.reply import Reply
from bot.talk.turn import Turn
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from tests.talk.plain import Chat, Plain, flows_of

LOCALES = Path(__file__).parents[2] / "locales"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEXT = {"yes": "emergency", "help": "emergency", "no": "role"}
WORDS = [
    pytest.param(word, meaning, id=f"{path.parent.name}-{word}")
    for path in sorted(LOCALES.glob("*/words.yaml"))
    for meaning, words in read_yaml(path).data.items()
    for word in words
]


def events(text: str) -> Iterator[Event]:
    """What each channel makes of a typed text."""
    chat = {"id": 7, "type": "private"}
    arrival = see_update(
        {"update_id": 1, "message": {"message_id": 1, "chat": chat, "from": {"id": 7}, "text": text}}
    ).arrival
    assert arrival is not None
    yield arrival.event
    yield form.event_of_form(form.Form((("text", text),)))
    yield line.parse_line(text)


def answered(library: Library, language: str, command: str, event: Event) -> Turn:
    """The turn of an event at the question about danger."""
    flows, world = library.content.flows, World(library, Towns.pretend(), NOW, language)
    begun = handle.take_turn(Turn(flows, world, None), Asked(command))
    return handle.take_turn(Turn(flows, world, begun.talk), event)


@pytest.mark.parametrize(("word", "meaning"), WORDS)
def test_a_common_word_in_any_language_answers_the_question_about_danger(
    library: Library, word: str, meaning: str
) -> None:
    languages = library.languages("danger")
    for number, typed in enumerate((word, word.upper(), f"{word}!", f" {word} .")):
        for event in events(typed):
            assert isinstance(event, Wrote)
            made = answered(library, languages[number], "start", event)
            stop = made.trail().open
            assert stop is not None
            assert stop.key == NEXT[meaning]
    laid = answered(library, "fr", "danger", Wrote(word))
    assert laid.talk is not None
    assert laid.talk.answers["danger"] == (("no",) if meaning == "no" else ("now",))


@pytest.mark.parametrize("word", ["yes", "help", "112", "🆘", "oui", "خطر"])
def test_the_emergency_numbers_are_the_next_thing_that_is_shown(library: Library, word: str) -> None:
    for command in ("start", "danger"):
        (reply,) = answered(library, "en", command, Wrote(word)).out
        assert isinstance(reply, Reply)
        assert reply.key == "emergency"


def test_what_is_no_such_word_is_refused_and_numbers_mean_what_they_meant(library: Library) -> None:
    (reply,) = answered(library, "en", "start", Wrote("yes but no")).out
    assert isinstance(reply, Reply)
    assert (reply.key, reply.error) == ("danger", "unknown_answer")
    made = answered(library, "en", "start", Wrote("2"))
    assert made.talk is not None
    assert made.talk.answers["danger"] == ("plan",)


FIRST = """\
flow: where_to_turn
title: T
steps:
  - {id: danger, ask: "Now?", hears: {yes: now, help: now}, one: {now: Yes please, no: Not now}}
  - {id: role, ask: "Who?", one: {yes: Me, school: School}}
"""


def test_only_a_question_that_hears_a_word_understands_it(tmp_path: Path) -> None:
    world = Plain(words={"evet": "yes", "hayir": "no"})
    chat = Chat(flows_of(tmp_path, where_to_turn=FIRST), world).does(Asked("start"))
    assert chat.does(Wrote("hayir")).error == "unknown_answer"
    assert chat.does(Wrote("evet")).asked == "role"
    assert chat.does(Wrote("evet")).error == "unknown_answer"
    assert chat.does(Chose("role", ("school",))).talk is None
