"""What an event means to the open talk: a language choice waits before the open question and never bars it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.flow.model import Flow
from bot.talk.event import Asked, Chose, Event, Sent, Spot, Wrote
from bot.talk.reply import Reply
from bot.talk.state import Draft
from tests.talk.plain import Chat, flows_of

FIRST = """\
flow: where_to_turn
title: T
steps:
  - {id: danger, ask: "Now?", one: {no: "No", now: "Yes"}}
  - {id: place, ask: "Where?", place: yes}
  - {id: words, ask: "Words?", text: {max: 40}}
  - {id: more, ask: "More?", one: {no: "No", yes: "Yes"}}
"""
SIGNAL = """\
flow: signal
title: T
steps:
  - {id: words, ask: "Words?", text: {max: 40}}
  - {id: more, ask: "More?", one: {no: "No"}}
"""
SHORT = "flow: {name}\ntitle: T\nsteps:\n  - {{id: done, ask: 'Good?', one: {{yes: 'Yes'}}}}\n"


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Flow]:
    folder: Path = tmp_path_factory.mktemp("flows")
    short = {name: SHORT.format(name=name) for name in ("phone", "danger")}
    return flows_of(folder, where_to_turn=FIRST, signal=SIGNAL, **short)


def choosing(flows: dict[str, Flow], *before: Event) -> Chat:
    """Somebody who wrote /language after these events."""
    chat = Chat(flows).does(Asked("start"))
    for event in (*before, Asked("language")):
        chat.does(event)
    assert last_key(chat) == "language"
    return chat


def last_key(chat: Chat) -> str:
    reply = chat.out[-1]
    assert isinstance(reply, Reply)
    return reply.key


NO = Chose("danger", ("no",))
BRUSSELS = Wrote("1000 Brussel", (Spot("be:1", "Brussel"),), sure=True)


@pytest.mark.parametrize("said", ["fr", " FR ", "2"])
def test_a_typed_language_is_taken(flows: dict[str, Flow], said: str) -> None:
    chat = choosing(flows, NO).does(Wrote(said))
    assert chat.talk is not None
    assert (chat.talk.language, chat.talk.draft, chat.asked) == ("fr", None, "place")


def test_what_answers_the_open_question_answers_it(flows: dict[str, Flow]) -> None:
    assert choosing(flows).does(Wrote("No")).asked == "place"
    assert choosing(flows, NO).does(BRUSSELS).asked == "words"
    assert choosing(flows, NO, BRUSSELS).does(Wrote("It is so.")).asked == "more"
    assert choosing(flows).does(NO).asked == "place"


def test_a_number_beyond_the_list_that_was_shown_is_no_way_out_of_the_talk(flows: dict[str, Flow]) -> None:
    for said in ("3", "contacts"):
        chat = choosing(flows).does(Wrote(said))
        assert chat.talk is not None
        assert (chat.talk.flow, chat.asked, chat.error) == ("where_to_turn", "danger", "unknown_answer")


def test_what_fits_neither_is_refused_once_and_the_open_question_takes_numbers_again(flows: dict[str, Flow]) -> None:
    chat = choosing(flows).does(Wrote("Klingon"))
    assert (chat.error, last_key(chat)) == ("unknown_answer", "danger")
    assert chat.does(Wrote("1")).asked == "place"


@pytest.mark.parametrize(
    ("event", "cause"), [(Sent("photo"), "media"), (Sent("edited"), "edited_message"), (Asked("x"), "unknown_command")]
)
def test_another_refusal_asks_for_the_language_again(flows: dict[str, Flow], event: Event, cause: str) -> None:
    chat = choosing(flows).does(event)
    assert (chat.error, last_key(chat)) == (cause, "language")
    chat.does(Wrote("2"))
    assert chat.talk is not None
    assert chat.talk.language == "fr"


@pytest.mark.parametrize("command", ["help", "danger", "back"])
def test_a_command_leaves_the_choice(flows: dict[str, Flow], command: str) -> None:
    chat = choosing(flows).does(Asked(command))
    assert chat.talk is not None
    assert chat.talk.draft is None
    while chat.asked == "done":
        chat.does(Wrote("1"))
    assert chat.asked == "danger"
    assert chat.does(Wrote("1")).asked == "place"


def test_language_again_asks_again(flows: dict[str, Flow]) -> None:
    chat = choosing(flows).does(Asked("language"))
    assert last_key(chat) == "language"
    assert chat.talk is not None
    assert chat.talk.draft == Draft("language")


def test_a_question_that_was_never_shown_is_not_answered(flows: dict[str, Flow]) -> None:
    chat = Chat(flows)
    chat.world.languages = {"signal": ("fr",)}
    chat.does(Asked("signal"))
    for event, cause in (
        (Wrote("It is so."), "unknown_answer"),
        (Sent("photo"), "media"),
        (Wrote("es"), "unknown_answer"),
    ):
        chat.does(event)
        assert (chat.error, last_key(chat), chat.phrases) == (cause, "language", ["language_offer"])
        assert chat.asked == "words"
    chat.does(Wrote("2"))
    assert chat.talk is not None
    assert (chat.talk.flow, chat.asked) == ("phone", "done")


@pytest.mark.parametrize("option", ["fr", "contacts"])
def test_a_language_button_without_its_talk_says_that_it_is_over(flows: dict[str, Flow], option: str) -> None:
    chat = Chat(flows).does(Chose("language", (option,), "gone00"))
    assert (chat.talk, chat.error) == (None, "talk_over")
    chat.does(Asked("start")).does(Chose("language", (option,), "gone00"))
    assert chat.talk is not None
    assert (chat.phrases, chat.talk.language, chat.asked) == (["talk_over"], "en", "danger")
