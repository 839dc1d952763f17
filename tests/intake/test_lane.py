"""A lane in a batch: what was kept of it is found, what becomes of it is kept, and a failure goes back to before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.intake.lane import LaneState, load_lane_states, read_talk, save_lane_states
from bot.post.message import Message, queue_row
from bot.post.reach import TELEGRAM
from bot.store import outbox, talks
from bot.store.engine import Store
from bot.talk.event import Asked, Chose
from bot.talk.state import Talk
from bot.words.library import Library
from tests.conftest import NOW

TALK = Talk("abc123", "signal", "en", {"role": ("school",)})
HOUR = timedelta(hours=1)


def row_of(lane: str, text: str) -> outbox.QueuedMessage:
    return queue_row(lane, "telegram", "7", Message(text, "en"), NOW, TELEGRAM)


async def kept(store: Store, *seats: LaneState, library: Library) -> None:
    async with store.write() as tx:
        await save_lane_states(tx, seats, library, NOW)


async def found(store: Store, lane: str, event: Asked | Chose, later: timedelta = timedelta()) -> LaneState:
    async with store.read() as tx:
        return (await load_lane_states(tx, [(lane, event)], NOW + later))[lane]


async def test_a_talk_that_was_kept_is_there_again_until_it_has_waited_too_long(store: Store, library: Library) -> None:
    await kept(store, LaneState("lane", TALK, touched=True), LaneState("other", None, touched=True), library=library)
    assert (await found(store, "lane", Asked("help"))).talk == TALK
    assert (await found(store, "lane", Asked("help"), HOUR - timedelta(seconds=1))).talk == TALK
    assert (await found(store, "lane", Asked("help"), HOUR)).talk is None
    assert (await found(store, "other", Asked("help"))).talk is None


async def test_an_answer_that_lets_it_wait_longer_does(store: Store, library: Library) -> None:
    agreed = TALK.with_answer("consent", ("yes",), "")
    await kept(store, LaneState("lane", agreed, touched=True), library=library)
    assert (await found(store, "lane", Asked("help"), 23 * HOUR)).talk == agreed


async def test_nothing_is_kept_of_a_lane_that_nobody_touched(store: Store, library: Library) -> None:
    await kept(store, LaneState("lane", TALK), library=library)
    assert (await found(store, "lane", Asked("help"))).talk is None


async def test_a_press_of_a_talk_that_sent_something_is_known_for_an_hour(store: Store, library: Library) -> None:
    endings = [talks.TalkEnding("lane", "abc123", "sent"), talks.TalkEnding("lane", "old456", "ended")]
    await kept(store, LaneState("lane", None, endings=endings, touched=True), library=library)
    again = Chose("review", ("send",), "abc123")
    assert (await found(store, "lane", again)).sent("abc123")
    assert not (await found(store, "lane", again)).sent("old456"), "it was not asked about"
    assert not (await found(store, "lane", Chose("review", ("send",), "old456"))).sent("old456")
    assert not (await found(store, "lane", again, HOUR + timedelta(seconds=1))).sent("abc123")


async def test_the_open_talk_is_not_looked_up_among_those_that_ended(store: Store, library: Library) -> None:
    ended = [talks.TalkEnding("lane", TALK.id, "sent")]
    await kept(store, LaneState("lane", TALK, endings=ended, touched=True), library=library)
    async with store.write() as tx:
        await talks.save_talks(tx, [talks.StoredTalk("lane", TALK.id, "signal", TALK.to_json(), NOW + HOUR)])
    assert (await found(store, "lane", Chose("role", ("school",), TALK.id))).ended == {}


async def test_rows_and_numbers_of_a_batch_are_written_once(store: Store, library: Library) -> None:
    seat = LaneState("lane", None, out=[row_of("lane", "A"), row_of("lane", "B")], numbers=["3", "1"])
    await kept(store, seat, library=library)
    assert seat.numbers == []
    async with store.read() as tx:
        assert sorted(await outbox.message_numbers(tx, "lane")) == ["1", "3"]


def test_within_a_batch_a_talk_that_sent_is_known_before_anything_is_written() -> None:
    seat = LaneState(
        "lane", None, endings=[talks.TalkEnding("lane", "abc123", "sent"), talks.TalkEnding("lane", "old456", "ended")]
    )
    assert (seat.sent("abc123"), seat.sent("old456"), seat.sent("new789")) == (True, False, False)


def test_a_failure_goes_back_to_what_was_there_before_and_not_further() -> None:
    seat = LaneState("lane", TALK, out=[row_of("lane", "A")], numbers=["1"])
    before = seat.copy()
    seat.talk = None
    seat.out.append(row_of("lane", "B"))
    seat.endings.append(talks.TalkEnding("lane", "abc123", "ended"))
    seat.numbers.append("2")
    seat.back_to(before)
    assert seat == before == LaneState("lane", TALK, out=seat.out[:1], numbers=["1"])


@pytest.mark.parametrize("payload", ["{canary", '["canary"]', '{"id": "canary"}', '{"draft": "canary"}'])
def test_a_talk_that_nobody_can_read_any_more_counts_as_over_and_is_told_without_content(payload: str) -> None:
    with capture_logs() as logs:
        assert read_talk(payload) is None
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("talk_unreadable", "error")]
    assert "canary" not in repr(logs)


def test_what_is_not_there_is_no_error() -> None:
    with capture_logs() as logs:
        assert (read_talk(None), read_talk(""), read_talk(TALK.to_json())) == (None, None, TALK)
    assert logs == []
