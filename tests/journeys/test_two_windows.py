"""Two windows show two cases: an act about one never reaches the other, whatever the channel (each act, and words)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.telegram.draw import keyboard
from bot.channels.web.form import Form, event_of_form
from bot.post.message import Message
from bot.talk import button
from bot.talk.event import Asked, Chose, Event, Wrote
from bot.words.library import Library
from tests import tables
from tests.journeys.scene import Scene, Stage, words

SAME = ("own", "another")  # the two signals of the town that are open
WAYS = {  # how one comes to each question about a case, and what is pressed there
    "take": (), "ask": ("ask",), "answer": ("answer",), "close": ("close",), "second": ("second",), "print": (),
}  # fmt: skip


@pytest.fixture
async def stage(library: Library, tmp_path: Path) -> Stage:
    made = Stage(library, tmp_path)
    await made.prepare()
    return made


async def open_case(scene: Scene, name: str) -> Message:
    """The case as the coordinator sees it, by way of the list."""
    shown = await scene.does("coordinator", Asked("stop"), Asked("desk"))
    talk = shown[-1].talk
    return (await scene.does("coordinator", Chose("desk", (scene.signals[name].key,), talk)))[-1]


async def questions(scene: Scene, name: str) -> list[Message]:
    """Every message about this case that holds something to press or to fill in."""
    found = []
    for way in WAYS.values():
        found.append(await open_case(scene, name))
        for option in way:
            found.append((await scene.does("coordinator", Chose("case", (option,), found[-1].talk)))[-1])
    words_of = (await scene.does("coordinator", Chose("case", ("back",))), await open_case(scene, name))[1]
    asked = (await scene.does("coordinator", Chose("case", ("answer",), words_of.talk)))[-1]
    guard = (await scene.does("coordinator", Wrote("Words about the first.", etag=asked.etag)))[-1]
    return [*found, asked, guard]


def telegram(message: Message) -> Iterator[Event]:
    """What pressing each button of a message means, through Telegram's own codes."""
    for row in (keyboard(message, lambda language, name: name) or {"inline_keyboard": []})["inline_keyboard"]:
        for one in row:
            event = button.decode_button(str(one["callback_data"]))
            if isinstance(event, Chose):
                yield event


def web(message: Message) -> Iterator[Event]:
    """What each button and the box for words mean, through the form of the page."""
    hidden = (("talk", message.talk), ("etag", message.etag))
    for one in message.buttons:
        if not one.command:
            yield event_of_form(Form((*hidden, ("press", one.id))))
    if message.kind == "text":
        yield event_of_form(Form((*hidden, ("text", "Words about the first."))))


async def test_whatever_is_pressed_about_one_case_never_reaches_the_one_that_is_open(stage: Stage) -> None:
    async with stage.copy() as scene:
        first, second = (scene.signals[name].key for name in SAME)
        asked = await questions(scene, "own")
        events = [event for message in asked for read in (telegram, web) for event in read(message)]
        assert len(events) > 60
        assert {message.etag.partition("-")[0] for message in asked} == {first}
        before = await scene.state(tables.contribution, tables.reply_handle)
        for event in events:
            shown = await open_case(scene, "another")
            etag, row = await scene.etag(second), await scene.etag(first)
            assert shown.etag == etag
            again = (
                event if not isinstance(event, Chose) else Chose(event.key, event.options, shown.talk, etag=event.etag)
            )
            said = words(await scene.does("coordinator", again))
            assert "Nothing was done." in said
            assert (await scene.etag(second), await scene.etag(first)) == (etag, row)
        assert await scene.state(tables.contribution, tables.reply_handle) == before


async def test_each_question_about_a_case_begins_with_its_code(stage: Stage) -> None:
    async with stage.copy() as scene:
        code = scene.signals["own"].key[:4].upper()
        assert all(message.text.startswith(f"{code} · ") for message in await questions(scene, "own"))


async def test_an_act_on_the_case_that_is_open_still_counts(stage: Stage) -> None:
    async with stage.copy() as scene:
        for read in (telegram, web):
            shown = await open_case(scene, "another")
            take = next(one for one in read(shown) if isinstance(one, Chose) and one.options == ("print",))
            assert "Here is the page" in words(await scene.does("coordinator", take))


async def test_a_button_from_before_names_no_case_and_does_nothing(stage: Stage) -> None:
    async with stage.copy() as scene:
        shown = await open_case(scene, "another")
        old = button.decode_button(f"1.{shown.talk}.case.take~{shown.etag.partition('-')[2]}")
        assert "Nothing was done." in words(await scene.does("coordinator", old))


def test_paths_of_the_acts_are_those_of_the_desk(library: Library) -> None:
    step = library.content.flows["desk"].steps["case"]
    assert step.choices
    assert set(WAYS) | {"back"} == set(step.choices.written)


async def test_a_desk_left_from_an_older_list_says_which_case_it_shut(stage: Stage) -> None:
    async with stage.copy() as scene:
        shown = await open_case(scene, "own")
        farewell = (await scene.does("coordinator", Chose("desk", ("leave",), shown.talk)))[-1]
        assert farewell.text.startswith(f"{scene.signals['own'].key[:4].upper()} · ")
        assert farewell.etag == shown.etag
        asked = (await scene.does("coordinator", Asked("desk")))[-1]
        farewell = (await scene.does("coordinator", Chose("desk", ("leave",), asked.talk)))[-1]
        assert (farewell.text.startswith("The desk is closed."), farewell.etag) == (True, "")
