"""Notices: the same bytes for every signal of a language, without content, code or key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.features.signal import notices
from bot.features.signal.records import ReplyHandle
from bot.features.staff.records import Person
from bot.post.message import Message, unpack_payload
from bot.store.outbox import QueuedMessage
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from bot.words.writer import Writer
from tests.conftest import NOW
from tests.events import event_of
from tests.journeys.scene import Scene
from tests.journeys.scene import person as enrolled

LANGUAGES = ("en", "fr", "nl", "de", "ar")
KEYS = ("4c1n8s7t2q0w4c1n", "zzzzzzzzzzzzzzzz")
CHAT = ReplyHandle("chat", "4711", "lane", "telegram")


def writer(library: Library, language: str = "en") -> Writer:
    return Writer(World(library, Towns.pretend(), NOW, language), language)


def boss(language: str, at_desk: bool = False) -> Person:
    until = NOW.replace(hour=10) if at_desk else None
    return Person("id", "lane", "telegram", "4711", language, frozenset({("be:23088", "coordinator")}), until)


def all_of(library: Library, language: str, key: str, written_in: str) -> Iterator[QueuedMessage]:
    """Every notice there is, about a signal written in some language, to somebody who reads another."""
    say = writer(library, written_in)
    for phrase in ("notice_coordinator", "notice_deputy", "notice_region"):
        yield notices.staff_notice(say, boss(language), phrase, key, "Vilvoorde" if phrase == "notice_region" else "")
    yield notices.withdrawn_notice(say, boss(language), key)
    yield from notices.notices_to_sender(say, CHAT, key, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bytes_are_those_of_every_other_signal(library: Library, language: str) -> None:
    made = {tuple(row.payload for row in all_of(library, language, key, other)) for key in KEYS for other in LANGUAGES}
    assert len(made) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_holds_a_sentence_and_a_button_and_no_key(library: Library, language: str) -> None:
    for row in all_of(library, language, KEYS[0], "en"):
        message = unpack_payload(row.payload)[1]
        assert (message.language, len(message.buttons), message.files, message.etag) == (language, 1, (), "")
        assert KEYS[0][:4] not in row.payload
        assert message == Message(message.text, language, buttons=message.buttons, sweeps=message.sweeps)


def test_each_reads_it_in_their_own_language(library: Library) -> None:
    for language in LANGUAGES:
        (row,) = notices.notices_to_sender(writer(library), CHAT, KEYS[0], language)
        assert unpack_payload(row.payload)[1].text == writer(library, language).phrase("notice_sender")
        told = notices.staff_notice(writer(library), boss(language), "notice_coordinator", KEYS[0])
        assert unpack_payload(told.payload)[1].text == writer(library, language).phrase("notice_coordinator")


def test_a_newer_notice_takes_the_place_of_one_that_was_not_delivered(library: Library) -> None:
    for rows in zip(all_of(library, "en", KEYS[0], "en"), all_of(library, "en", KEYS[1], "en"), strict=True):
        assert rows[0].replaces == rows[1].replaces is not None


def test_it_goes_with_the_signal_but_that_it_was_taken_back_stays(library: Library) -> None:
    *others, back, sender = all_of(library, "en", KEYS[0], "en")
    assert {row.about for row in (*others, sender)} == {KEYS[0]}
    assert back.about is None


@pytest.mark.parametrize("at_desk", [True, False])
def test_what_a_chat_shows_of_a_case_taken_back_goes_while_the_desk_is_open(library: Library, at_desk: bool) -> None:
    row = notices.withdrawn_notice(writer(library), boss("en", at_desk), KEYS[0])
    assert unpack_payload(row.payload)[1].sweeps == ("secret" if at_desk else "")


@pytest.mark.parametrize("handle", [None, ReplyHandle("phone", "02 255 45 00"), ReplyHandle("chat", "4711")])
def test_a_sender_who_left_no_chat_is_told_nothing(library: Library, handle: ReplyHandle | None) -> None:
    assert notices.notices_to_sender(writer(library), handle, KEYS[0], "en") == []


async def test_it_goes_to_who_is_in_charge_of_this_signal(scene: Scene) -> None:
    async with event_of(scene.office, "anna") as context:
        say = context.writer
        for name, chats in (("own", {"coordinator"}), ("other area", {"their coordinator"}), ("erased", set())):
            rows = await notices.notices_to_staff(
                context.tx, say, "notice_coordinator", ("coordinator",), scene.signals[name].key
            )
            assert {row.lane for row in rows} == {scene.lane(chat) for chat in chats}
        both = await notices.notices_to_staff(
            context.tx, say, "notice_coordinator", ("coordinator", "deputy"), scene.signals["own"].key
        )
    assert sorted(row.lane for row in both) == sorted({scene.lane("coordinator"), scene.lane("deputy")})
    assert {(await enrolled(scene, chat)).lane for chat in ("coordinator", "deputy")} == {row.lane for row in both}
