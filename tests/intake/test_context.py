"""What an event gathers for the person and for others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.intake.context import Done, TurnContext
from bot.intake.office import Office
from bot.post.message import File, Message, queue_row
from bot.post.reach import LINE
from bot.talk.reply import Reply
from bot.talk.state import Talk
from bot.words.library import Library
from tests.conftest import NOW
from tests.events import event_of
from tests.person import office_at

SHEET, OTHER = File("sheet.txt", "text", "{}"), File("other.pdf", "pdf", "{}")
FRENCH = Talk("abc123", "phone", "fr")


@pytest.fixture
async def office(library: Library, tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at(library, f"sqlite:///{tmp_path}/office.db") as made:
        yield made


@pytest.fixture
async def context(office: Office) -> AsyncIterator[TurnContext]:
    async with event_of(office, "anna", talk=FRENCH) as made:
        yield made


def test_a_sentence_is_said_after_those_before_with_its_values() -> None:
    done = Done().say("delete_done").say("pair", label="A", value="b")
    assert done.says == [Reply(phrase="delete_done"), Reply(phrase="pair", values={"label": "A", "value": "b"})]


async def test_everything_that_effects_brought_about_adds_up(context: TurnContext) -> None:
    row = queue_row("lane", "line", "ben", Message("News", "en"), NOW, LINE)
    context.gather(Done(messages=[Message("A", "en")], files=(SHEET,), values={"receipt": "x"}, deletes=("1",)))
    context.gather(
        Done(files=(OTHER,), values={"date": "y"}, pushed=[row], deletes=("2",), sweeps="all", forgotten=True)
    )
    context.gather(Done())
    done = context.done
    assert [message.text for message in done.messages] == ["A"]
    assert (done.files, done.values) == ((SHEET, OTHER), {"receipt": "x", "date": "y"})
    assert (done.pushed, done.deletes, done.sweeps, done.forgotten) == ([row], ("1", "2"), "all", True)


async def test_files_go_with_one_message_and_once(context: TurnContext) -> None:
    context.gather(Done(files=(SHEET,)))
    assert context.with_files(Message("Here", "en"), protected=False).files == (SHEET,)
    assert context.with_files(Message("Next", "en"), protected=False).files == ()


async def test_where_a_case_is_shown_files_wait_for_a_message_that_is_protected(context: TurnContext) -> None:
    context.gather(Done(files=(SHEET,)))
    assert context.with_files(Message("Back to the talk", "en"), protected=True).files == ()
    assert context.with_files(Message("The case", "en", protected=True), protected=True).files == (SHEET,)


async def test_it_is_written_in_the_language_of_the_talk_and_of_a_reply_in_that_of_its_own(
    context: TurnContext,
) -> None:
    context.gather(Done(values={"date": "today"}))
    assert (context.writer.language, context.writer.values) == ("fr", {"date": "today"})
    then = Reply(key="place", talk=Talk("abc123", "phone", "nl"))
    assert context.writer_of(then).language == "nl"
    assert context.writer_of(Reply(phrase="help")).language == "fr"
    assert context.plain_writer.language == "fr"
    context.turn.talk = None
    assert context.writer.language == context.world.language
