"""What people at work are told of their own place: welcome with a secret shown once, and that it is locked."""

from __future__ import annotations

import pytest

from bot.features.staff import notices
from bot.features.staff.records import Enrolled, Person
from bot.post.message import (
    ENROLLED_KEY,
    REPLACES_SHOWN,
    Button,
    File,
    Message,
    pack_payload,
    queue_row,
    unpack_payload,
)
from bot.post.reach import LINE
from bot.store.outbox import queue_messages
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from bot.words.writer import Writer
from tests.conftest import NOW
from tests.events import event_of
from tests.journeys.scene import OTHER, TOWN, Scene
from tests.journeys.scene import person as enrolled

SECRET = "JBSWY3DPEHPK3PXP"


def boss(*roles: tuple[str, str]) -> Person:
    return Person("id", "lane", "telegram", "4711", "nl", frozenset(roles), None)


@pytest.fixture
def writer(library: Library) -> Writer:
    return Writer(World(library, Towns.pretend(), NOW, "en"), "en")


def test_welcome_names_role_and_towns_and_shows_the_secret_once(writer: Writer) -> None:
    message = notices.welcome_message(writer, Enrolled(boss((TOWN, "deputy"), (OTHER, "deputy")), SECRET))
    assert message.text.endswith(f"\n\n{SECRET}")
    assert writer.phrase("role_deputy") in message.text
    assert writer.town(TOWN) in message.text
    assert writer.town(OTHER) in message.text
    assert (message.key, message.protected) == (ENROLLED_KEY, True)
    again = notices.welcome_message(writer, Enrolled(boss((TOWN, "deputy")), None))
    assert SECRET not in again.text


SHOWS = [
    (Message("The case", "en", talk="abc123", protected=True), True),
    (Message("Here", "en", files=(File("case.pdf", "pdf", "{}"),), protected=True), True),
    (Message(SECRET, "en", key=ENROLLED_KEY, protected=True), False),
    (Message("There is something to read", "en", buttons=(Button("/desk", "Open"),)), False),
]


@pytest.mark.parametrize(("message", "shows"), SHOWS)
def test_which_rows_show_something_of_a_case(message: Message, shows: bool) -> None:
    assert notices.shows_case(pack_payload("4711", message)) == shows


async def test_locked_is_said_in_their_language_and_sweeps_what_was_shown(scene: Scene) -> None:
    one = await enrolled(scene, "coordinator")
    async with event_of(scene.office, "anna") as context:
        row = await notices.locked_notice(context.tx, context.plain_writer, one)
        said = Writer(context.world, one.language).phrase("desk_lock_done")
    message = unpack_payload(row.payload)[1]
    assert (message.text, message.sweeps, row.lane, row.replaces) == (said, "secret", one.lane, REPLACES_SHOWN)
    assert not message.protected


async def test_what_is_on_its_way_to_a_locked_desk_never_arrives_and_the_rest_does(scene: Scene) -> None:
    one, own = await enrolled(scene, "coordinator"), scene.signals["own"]
    case = Message("The case", "en", talk="abc123", protected=True)
    notice = Message("There is something to read", "en")
    now = scene.office.clock.now()
    async with scene.office.store.write() as tx:
        rows = [
            queue_row(one.lane, one.channel, one.address, each, now, LINE, about=own.key) for each in (case, notice)
        ]
        await queue_messages(tx, rows, now)
    async with event_of(scene.office, "anna") as context:
        await notices.locked_notice(context.tx, context.plain_writer, one)
    assert [message.text for _, message in await scene.waiting()] == [notice.text]
