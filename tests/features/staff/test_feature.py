"""People at work: invited, unlocked by six digits, locked again; dealt with before any talk, and everything said."""

from __future__ import annotations

import pyotp
import pytest

from bot.features.staff import records as people
from bot.features.staff.feature import AT_WORK_PART, FEATURE, person_at_work
from bot.post.message import ENROLLED_KEY, unpack_payload
from bot.talk.event import Asked, Chose, Event, Wrote
from bot.talk.reply import Effect
from bot.talk.state import Talk
from tests.events import event_of, said
from tests.journeys.acts import Try
from tests.journeys.scene import TOWN, Scene
from tests.journeys.scene import person as enrolled
from tests.statements import listening

BOSS = "coordinator"
DESK, OTHER = Talk("abc123", "desk", "en"), Talk("abc123", "phone", "en")


async def heard(scene: Scene, chat: str, event: Event, talk: Talk | None = None) -> tuple[Event | None, list[str]]:
    """What is left of an event, and what was said."""
    assert FEATURE.hears is not None
    async with event_of(scene.office, scene.address(chat), event, talk, scene.channel) as context:
        return await FEATURE.hears(context, event), said(context)


def digits(scene: Scene, chat: str, later: int = 0) -> str:
    return pyotp.TOTP(scene.secrets[chat]).at(scene.office.clock.now(), counter_offset=later)


async def locked(scene: Scene, chat: str) -> bool:
    return not (await enrolled(scene, chat)).at_desk(scene.office.clock.now())


async def test_an_invitation_enrols_once_and_a_wrong_one_does_not(scene: Scene) -> None:
    async with scene.office.store.write() as tx:
        code = await people.make_invitation(tx, [TOWN], "deputy", scene.office.clock.now())
    assert FEATURE.hears is not None
    async with event_of(scene.office, scene.address("new"), channel=scene.channel) as context:
        assert await FEATURE.hears(context, Asked("invite", code)) is None
        (welcome,) = context.done.messages
    assert (welcome.key, welcome.protected) == (ENROLLED_KEY, True)
    assert (await enrolled(scene, "new")).roles == {(TOWN, "deputy")}
    assert await heard(scene, "late", Asked("invite", code)) == (None, ["invite_invalid"])
    assert await heard(scene, "late", Asked("invite", "nonsense")) == (None, ["invite_invalid"])
    assert await heard(scene, "late", Asked("invite")) == (None, ["invite_hint"])


async def test_six_digits_open_a_locked_desk_and_lead_to_the_list(scene: Scene) -> None:
    await heard(scene, BOSS, Asked("lock"))
    assert await locked(scene, BOSS)
    spaced = digits(scene, BOSS, 1)
    assert await heard(scene, BOSS, Wrote(f" {spaced[:3]} {spaced[3:]}")) == (Asked("desk"), ["desk_unlocked"])
    assert not await locked(scene, BOSS)


async def test_a_wrong_or_used_code_opens_nothing_and_says_why(scene: Scene) -> None:
    await heard(scene, BOSS, Asked("lock"))
    assert await heard(scene, BOSS, Wrote(digits(scene, BOSS))) == (None, ["desk_code_used"])
    wrong = f"{(int(digits(scene, BOSS)) + 500_000) % 1_000_000:06}"
    for _ in range(5):
        left, sentences = await heard(scene, BOSS, Wrote(wrong))
        assert (left, sentences) in ((None, ["desk_wrong_code"]), (None, ["desk_too_many_codes"]))
    assert await heard(scene, BOSS, Wrote(digits(scene, BOSS, 1))) == (None, ["desk_too_many_codes"])
    assert await locked(scene, BOSS)


@pytest.mark.parametrize("text", ["12345", "1234567", "12345a", "one two", "١٢٣"])
async def test_what_is_no_six_digits_goes_on_as_text(scene: Scene, text: str) -> None:
    await heard(scene, BOSS, Asked("lock"))
    assert await heard(scene, BOSS, Wrote(text)) == (Wrote(text), [])


@pytest.mark.parametrize("chat", ["sender", BOSS])
async def test_six_digits_of_anybody_else_or_at_an_open_desk_go_on_as_text(scene: Scene, chat: str) -> None:
    assert await heard(scene, chat, Wrote("123456")) == (Wrote("123456"), [])


async def test_locking_ends_the_desk_s_talk_and_no_other(scene: Scene) -> None:
    assert FEATURE.hears is not None
    for talk, left in ((DESK, None), (OTHER, OTHER)):
        async with event_of(scene.office, scene.address(BOSS), talk=talk, channel=scene.channel) as context:
            assert await FEATURE.hears(context, Asked("lock")) is None
            assert (context.talk, said(context), context.done.sweeps) == (left, ["desk_lock_done"], "secret")
    assert await locked(scene, BOSS)


async def test_lock_all_locks_the_desks_next_to_it_and_tells_them(scene: Scene) -> None:
    assert FEATURE.hears is not None
    async with event_of(scene.office, scene.address(BOSS), channel=scene.channel) as context:
        await FEATURE.hears(context, Asked("lock", "all"))
        told = {row.lane for row in context.done.pushed}
        assert all(unpack_payload(row.payload)[1].sweeps == "secret" for row in context.done.pushed)
    assert scene.lane("deputy") in told
    assert not {scene.lane(BOSS), scene.lane("their coordinator")} & told
    assert [await locked(scene, chat) for chat in (BOSS, "deputy", "their coordinator")] == [True, True, False]


async def test_the_button_locks_as_the_command_does(scene: Scene) -> None:
    async with event_of(scene.office, scene.address(BOSS), talk=DESK, channel=scene.channel) as context:
        done = await FEATURE.effects["lock"](context, Effect("lock"))
        assert done.sweeps == "secret"
        assert done.follows is not None
        done.follows(context.turn)
        assert (context.talk, said(context)) == (None, ["desk_lock_done"])
    assert await locked(scene, BOSS)
    assert len(await Try(scene, BOSS, scene.signals["own"]).log("locked")) == 1


async def test_who_sits_here_is_asked_for_once_an_event(scene: Scene) -> None:
    for chat, there in ((BOSS, True), ("sender", False)):
        async with event_of(scene.office, scene.address(chat), channel=scene.channel) as context:
            assert (await person_at_work(context) is not None) == there
            with listening(scene.office.store) as asked:
                assert await person_at_work(context) == AT_WORK_PART.of(context.world)
            assert asked.all == []


async def test_protected_messages_are_for_an_open_desk(scene: Scene) -> None:
    assert FEATURE.may_see is not None
    now = scene.office.clock.now()
    async with scene.office.store.write() as tx:
        assert [await FEATURE.may_see(tx, scene.lane(chat), now) for chat in (BOSS, "sender")] == [True, False]
    await heard(scene, BOSS, Asked("lock"))
    async with scene.office.store.write() as tx:
        assert not await FEATURE.may_see(tx, scene.lane(BOSS), now)


@pytest.mark.parametrize("event", [Asked("help"), Chose("lock", ()), Wrote("lock")])
async def test_other_events_go_on_untouched(scene: Scene, event: Event) -> None:
    assert await heard(scene, BOSS, event) == (event, [])
    assert not await locked(scene, BOSS)
