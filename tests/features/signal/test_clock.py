"""What time does with signals, told: to the right people, each in their language, without content."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.features.signal.clock import tell_of_signals
from bot.features.signal.records import ReplyHandle
from bot.features.signal.time import FallenAct
from bot.intake.feature import Telling
from bot.post.message import unpack_payload
from bot.store import purge
from bot.store.outbox import QueuedMessage
from bot.words.writer import Writer
from tests.events import event_of
from tests.journeys.scene import TOWN, Scene

CHAT = ReplyHandle("chat", "4711", "lane-of-sender", "telegram")


@asynccontextmanager
async def told(scene: Scene, *acts: FallenAct) -> AsyncIterator[list[QueuedMessage]]:
    """The notices after a run of the clock that did these."""
    async with event_of(scene.office, "clock") as context:
        run = Telling(context.tx, purge.ClockRun(told={"signal": list(acts)}), lambda code: Writer(context.world, code))
        yield await tell_of_signals(run)


def act(scene: Scene, what: str, area: str = TOWN, handle: ReplyHandle | None = CHAT) -> FallenAct:
    return FallenAct(what, scene.signals["own"].key, area, "fr", handle)


@pytest.mark.parametrize(
    ("what", "chats"), [("tell_deputy", {"deputy"}), ("tell_region", {"region"}), ("check", {"coordinator"})]
)
async def test_each_act_is_told_to_those_it_concerns(scene: Scene, what: str, chats: set[str]) -> None:
    async with told(scene, act(scene, what)) as rows:
        assert {row.lane for row in rows} == {scene.lane(chat) for chat in chats}
        assert not any(scene.signals["own"].canary in row.payload for row in rows)
        assert all(scene.signals["own"].key not in row.payload for row in rows)


async def test_a_sender_is_told_in_the_language_of_the_signal(scene: Scene) -> None:
    async with told(scene, act(scene, "tell_sender")) as rows:
        (row,) = rows
        assert (row.lane, unpack_payload(row.payload)[1].language) == ("lane-of-sender", "fr")


@pytest.mark.parametrize("handle", [None, ReplyHandle("phone", "02 255 45 00"), ReplyHandle("chat", "4711")])
async def test_who_left_no_chat_is_told_nothing(scene: Scene, handle: ReplyHandle | None) -> None:
    async with told(scene, act(scene, "tell_sender", handle=handle)) as rows:
        assert rows == []


@pytest.mark.parametrize("what", ["expire", "delete"])
async def test_what_ends_by_itself_is_told_to_nobody(scene: Scene, what: str) -> None:
    async with told(scene, act(scene, what)) as rows:
        assert rows == []


async def test_the_region_hears_which_town_to_call_also_where_the_place_is_gone(scene: Scene) -> None:
    async with told(scene, act(scene, "tell_region")) as rows:
        assert ["Vilvoorde" in unpack_payload(row.payload)[1].text for row in rows] == [True]
    async with told(scene, act(scene, "tell_region", area="be:99999")) as rows:
        assert rows == [], "nobody is a region there, and nothing fails"


async def test_acts_are_told_in_their_order(scene: Scene) -> None:
    async with told(scene, act(scene, "tell_region"), act(scene, "tell_deputy"), act(scene, "tell_sender")) as rows:
        assert [row.lane for row in rows] == [scene.lane("region"), scene.lane("deputy"), "lane-of-sender"]
