"""A coordinator is removed: their phone is from then on that of somebody nobody knows, and the deputy works on."""

from __future__ import annotations

from dataclasses import replace

import pyotp
import pytest

from bot.features.staff.records import UNLOCKED_FOR
from bot.operations.people import remove_enrolled
from bot.store import talks
from bot.talk.event import Asked, Chose, Event, Wrote
from bot.talk.state import Talk
from tests.journeys.scene import Scene, person, words

CANARY = "canary-own"
PRESSES = {
    "desk": ("refresh", "more", "leave", "own"),
    "case": ("take", "ask", "answer", "close", "print", "second", "back"),
    "ask_back": ("often",),
    "close": ("done",),
    "colleague": ("nobody", "back"),
}


async def reads(scene: Scene, chat: str) -> str:
    """What somebody is shown who presses the signal on the list of a desk."""
    talk = await scene.seated(chat, "desk", {})
    return words(await scene.does(chat, Chose("desk", (scene.signals["own"].key,), talk)))


async def says(scene: Scene, chat: str, event: Event) -> str:
    """What this event is answered with, whether a desk is still open in the chat or not."""
    return words(await scene.does(chat, event))


@pytest.mark.threat(4)
async def test_every_press_and_all_digits_are_refused_and_the_deputy_still_reads(scene: Scene) -> None:
    own = scene.signals["own"].key
    assert CANARY in await reads(scene, "coordinator")
    async with scene.office.store.read() as tx:
        (before,) = (await talks.load_talks(tx, [scene.lane("coordinator")], scene.office.clock.now())).values()
    talk = Talk.from_json(before).id
    await remove_enrolled(scene.office, (await person(scene, "coordinator")).id)
    (notice,) = await scene.office.pulled(scene.channel, scene.address("coordinator"))
    assert notice[1].sweeps == "secret"
    assert CANARY not in notice[1].text
    await scene.does("coordinator", Asked("stop"))
    for minutes in (0, 1, 15):
        scene.office.clock.ahead = UNLOCKED_FOR * minutes / 10
        digits = pyotp.TOTP(scene.secrets["coordinator"]).at(scene.office.clock.now())
        acts: list[Event] = [Asked("desk"), Asked("counts"), Asked("log"), Asked("lock"), Asked("lock", "all")]
        acts += [Wrote(digits), Asked("desk"), Wrote(digits)]
        acts += [
            Chose(step, (own if option == "own" else option,), old, etag=f"{own}-2")
            for step, options in PRESSES.items()
            for option in options
            for old in (talk, None)
        ]
        for act in acts:
            shown = await says(scene, "coordinator", act)
            assert shown == await says(scene, "stranger", act), act
            assert CANARY not in shown
            assert "Unlocked" not in shown
    scene.office.clock.ahead = UNLOCKED_FOR * 2
    await scene.does("deputy", Wrote(pyotp.TOTP(scene.secrets["deputy"]).at(scene.office.clock.now())))
    assert CANARY in await reads(scene, "deputy")


@pytest.mark.threat(4)
async def test_what_is_on_its_way_to_the_removed_never_arrives(scene: Scene) -> None:
    talk = await scene.seated("coordinator", "desk", {})
    await scene.office.take([scene.arrival("coordinator", Chose("desk", (scene.signals["own"].key,), talk))])
    assert CANARY in words([message for _, message in await scene.waiting()])
    await remove_enrolled(scene.office, (await person(scene, "coordinator")).id)
    assert CANARY not in words([message for _, message in await scene.waiting()])


@pytest.mark.threat(4)
async def test_the_desk_s_open_talk_goes_and_another_one_stays(scene: Scene) -> None:
    now, lane = scene.office.clock.now(), scene.lane("coordinator")
    for kind, left in (("desk", False), ("advice", True)):
        talk = talks.StoredTalk(lane, "t00001", kind, "{}", now + UNLOCKED_FOR)
        async with scene.office.store.write() as tx:
            await talks.save_talks(tx, [replace(talk, lane=lane)])
            await talks.save_talks(tx, [replace(talk, lane="another lane")])
        if not left:
            await remove_enrolled(scene.office, (await person(scene, "coordinator")).id)
        async with scene.office.store.read() as tx:
            found = await talks.load_talks(tx, [lane, "another lane"], now)
        assert set(found) == ({lane, "another lane"} if left else {"another lane"})
