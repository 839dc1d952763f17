"""Whether an event may act at the desk: who may not is told why, and whoever reached for a case is logged."""

from __future__ import annotations

import pytest

from bot.features.desk.case import DESK
from bot.features.desk.hear import hear_at_desk
from bot.talk.event import Asked, Chose, Event, Looked, Wrote
from bot.talk.state import Answer, Talk
from tests.events import event_of, said
from tests.journeys.acts import Try
from tests.journeys.scene import Scene, person

BOSS = "coordinator"


def at(*keys: str, etag: str = "", **more: Answer) -> Talk:
    """The desk's talk with these open."""
    return Talk("abc123", "desk", "en", ({"desk": keys} if keys else {}) | more, marks={"etag": etag} if etag else {})


async def heard(scene: Scene, chat: str, event: Event, talk: Talk | None) -> tuple[Event | None, list[str]]:
    """What is left of an event, and what was said."""
    async with event_of(scene.office, scene.address(chat), event, talk, scene.channel) as context:
        return await hear_at_desk(context, event), said(context)


async def refusals(scene: Scene, name: str, chat: str) -> int:
    """How often it is logged that this person reached for this signal in vain."""
    signal, who = scene.signals[name], (await person(scene, chat)).id
    ring = scene.office.store.ring
    wanted = ("refused", ring.pseudonym("person", who), ring.pseudonym("signal", signal.key))
    return (await Try(scene, chat, signal).log("refused")).count(wanted)


@pytest.mark.parametrize("event", [Asked("help"), Wrote("hello"), Chose("place", ("BE",)), Looked()])
async def test_what_is_not_at_the_desk_goes_on_untouched_and_asks_for_nothing(scene: Scene, event: Event) -> None:
    for talk in (None, Talk("abc123", "phone", "en")):
        async with event_of(scene.office, scene.address(BOSS), event, talk, scene.channel) as context:
            assert (await hear_at_desk(context, event), said(context), DESK.of(context.world)) == (event, [], None)


async def test_who_is_unlocked_goes_on_with_what_is_open(scene: Scene) -> None:
    own = scene.signals["own"]
    etag = await scene.etag(own.key)
    for event in (Chose("case", ("take",), etag=etag), Wrote("Thank you.", etag=etag), Asked("desk"), Asked("back")):
        assert await heard(scene, BOSS, event, at(own.key)) == (event, [])
    assert await refusals(scene, "own", BOSS) == 0


@pytest.mark.parametrize("event", [Asked("desk"), Chose("desk", ("x",)), Wrote("Thank you.")])
async def test_nobody_that_is_not_enrolled_comes_in(scene: Scene, event: Event) -> None:
    assert await heard(scene, "sender", event, at()) == (None, ["not_for_coordinator"])
    assert await heard(scene, "sender", Asked("desk"), None) == (None, ["not_for_coordinator"])


@pytest.mark.parametrize(
    ("event", "open_one"),
    [
        (Chose("desk", ("KEY",)), False),
        (Chose("case", ("take",)), True),
        (Chose("close", ("done",)), True),
        (Wrote("Thank you."), True),
    ],
)
async def test_a_locked_desk_is_told_and_what_was_reached_for_is_logged(
    scene: Scene, event: Event, open_one: bool
) -> None:
    key = scene.signals["own"].key
    await scene.does(BOSS, Asked("lock"))
    if isinstance(event, Chose) and event.options == ("KEY",):
        event = Chose("desk", (key,))
    assert await heard(scene, BOSS, event, at(key) if open_one else at()) == (None, ["desk_locked"])
    assert await refusals(scene, "own", BOSS) == 1


@pytest.mark.parametrize("name", ["other area", "closed"])
@pytest.mark.parametrize(("step", "option"), [("desk", "KEY"), ("case", "print"), ("colleague", "nobody")])
async def test_reaching_for_a_case_of_others_or_one_that_is_closed_is_logged(
    scene: Scene, name: str, step: str, option: str
) -> None:
    key = scene.signals[name].key
    event = Chose(step, (key if option == "KEY" else option,))
    await heard(scene, BOSS, event, at() if step == "desk" else at(key))
    assert await refusals(scene, name, BOSS) == 1


async def test_the_options_of_the_list_and_signals_on_it_are_no_reaching(scene: Scene) -> None:
    for option in ("refresh", "leave", "more", scene.signals["own"].key):
        event = Chose("desk", (option,))
        assert await heard(scene, BOSS, event, at()) == (event, [])
    assert await Try(scene, BOSS, scene.signals["own"]).log("refused") == []


@pytest.mark.parametrize("words", [True, False])
async def test_what_is_about_another_case_than_the_open_one_does_nothing_and_says_so(scene: Scene, words: bool) -> None:
    other = await scene.etag(scene.signals["another"].key)
    event: Event = Wrote("Thank you.", etag=other) if words else Chose("case", ("take",), etag=other)
    left, sentences = await heard(scene, BOSS, event, at(scene.signals["own"].key))
    assert (left, sentences) == (None, ["desk_other"])
    left, sentences = await heard(scene, BOSS, event, at())
    assert (left, sentences) == (None, ["desk_other"])


async def test_the_version_that_was_pressed_on_is_what_the_person_has_before_them(scene: Scene) -> None:
    key = scene.signals["own"].key
    event = Chose("case", ("take",), etag=f"{key}-1")
    async with event_of(scene.office, scene.address(BOSS), event, at(key, etag=f"{key}-9"), scene.channel) as context:
        assert await hear_at_desk(context, event) == event
        assert context.turn.open.etag == f"{key}-1"


@pytest.mark.parametrize(("chat", "sentences"), [("region", ["desk_region"]), ("auditor", [])])
async def test_who_reads_no_signals_gets_their_own_desk(scene: Scene, chat: str, sentences: list[str]) -> None:
    assert await heard(scene, chat, Asked("desk"), None) == (None, sentences)


async def test_what_the_turn_may_choose_from_is_laid_out_and_no_more(scene: Scene) -> None:
    own = scene.signals["own"]
    etag = await scene.etag(own.key)
    cases: list[tuple[Chose, Talk, tuple[bool, bool, bool]]] = [
        (Chose("desk", (own.key,)), at(), (True, False, False)),
        (Chose("case", ("take",), etag=etag), at(own.key), (False, False, False)),
        (Chose("ask_back", ("talked",), etag=etag), at(own.key, case=("ask",)), (False, True, False)),
        (Chose("colleague", ("nobody",), etag=etag), at(own.key, case=("second",)), (False, False, True)),
    ]
    for event, talk, laid in cases:
        async with event_of(scene.office, scene.address(BOSS), event, talk, scene.channel) as context:
            assert await hear_at_desk(context, event) == event
            desk = DESK.of(context.world)
            assert desk is not None
            case = desk.cases.get(own.key)
            found = (desk.page is not None, case is not None and case.whole, desk.colleagues is not None)
            assert found == laid, event
