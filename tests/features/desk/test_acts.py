"""Acts at the desk count for what was seen, once, by who may; the sender hears that there is news, and not what."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.features.desk.acts import first_page, next_page
from bot.features.desk.case import DESK, ListPage
from bot.features.desk.feature import EFFECTS
from bot.features.desk.lay_out import hold_case, lay_page
from bot.intake.context import Done
from bot.pictures.sheet import Sheet
from bot.talk.reply import Effect
from bot.talk.state import Answer, Talk
from tests.events import event_of, said
from tests.journeys.acts import Try
from tests.journeys.scene import Scene, person

BOSS, DEPUTY, SECOND = "coordinator", "deputy", "second person"


@dataclass(frozen=True)
class Act:
    """One act: its effect, the answers it goes by, what is said, and whether the sender hears of news."""

    name: str
    answers: dict[str, Answer]
    says: str
    told: bool = True


ACTS = {
    "take": Act("take_signal", {}, "desk_taken", told=False),
    "ask": Act("ask_back", {"ask_back": ("talked",)}, "desk_asked"),
    "answer": Act("answer_sender", {"answer": ("Thank you.",)}, "desk_answered"),
    "close": Act("close_signal", {"close": ("done",)}, "desk_closed"),
}


async def acted(scene: Scene, chat: str, name: str, key: str, answers: dict[str, Answer], etag: str = "") -> Done:
    """What an act on a case brings, in the version seen (empty: as it is now)."""
    whole: dict[str, Answer] = {"desk": (key,), **answers}
    talk = Talk("abc123", "desk", "en", whole)
    async with event_of(scene.office, scene.address(chat), talk=talk, channel=scene.channel) as context:
        await hold_case(context, talk)
        return await EFFECTS[name](context, Effect(name, "case", talk.id, "desk", whole, etag=etag))


async def tried(scene: Scene, act: Act, chat: str = BOSS, etag: str = "", signal: str = "own") -> Done:
    return await acted(scene, chat, act.name, scene.signals[signal].key, act.answers, etag)


@pytest.mark.parametrize("what", list(ACTS))
async def test_it_happens_once_and_is_logged_and_the_sender_hears_no_content(scene: Scene, what: str) -> None:
    act, own = ACTS[what], scene.signals["own"]
    etag = await scene.etag(own.key)
    logged = len(await Try(scene, BOSS, own).log(what))
    done = await tried(scene, act, etag=etag)
    assert said(done) == [act.says]
    assert [row.lane for row in done.pushed] == ([scene.lane("sender")] if act.told else [])
    assert not any(part in row.payload for row in done.pushed for part in ("Thank you.", own.canary, own.key))
    assert len(await Try(scene, BOSS, own).log(what)) == logged + 1
    before = await scene.state()
    again = await tried(scene, act, etag=etag)
    assert (said(again), again.pushed) == (["desk_gone" if what == "close" else "desk_changed"], [])
    assert await scene.state() == before


@pytest.mark.parametrize("what", list(ACTS))
async def test_on_another_case_than_the_one_seen_nothing_happens(scene: Scene, what: str) -> None:
    before = await scene.state()
    done = await tried(scene, ACTS[what], etag=await scene.etag(scene.signals["another"].key))
    assert (said(done), done.pushed) == (["desk_changed"], [])
    assert await scene.state() == before


@pytest.mark.parametrize("what", list(ACTS))
@pytest.mark.parametrize(
    ("chat", "signal", "why"),
    [
        (SECOND, "own", "desk_not_yours"),
        ("their coordinator", "own", "desk_gone"),
        ("auditor", "own", "desk_gone"),
        ("sender", "own", "desk_gone"),
        (BOSS, "closed", "desk_gone"),
        (BOSS, "erased", "desk_gone"),
        (BOSS, "other area", "desk_gone"),
    ],
)
async def test_who_may_not_changes_nothing(scene: Scene, what: str, chat: str, signal: str, why: str) -> None:
    before = await scene.state()
    done = await tried(scene, ACTS[what], chat, signal=signal)
    assert (said(done), done.pushed) == ([why], [])
    assert await scene.state() == before


async def test_who_takes_is_in_charge_from_then_on(scene: Scene) -> None:
    own, deputy = scene.signals["own"], await person(scene, DEPUTY)
    assert said(await tried(scene, ACTS["take"], DEPUTY)) == ["desk_taken"]
    row = await Try(scene, DEPUTY, own).row()
    assert row is not None
    assert (row.coordinator, row.deputy) == (deputy.id, (await person(scene, BOSS)).id)


@pytest.mark.parametrize(("chat", "says"), [(BOSS, "desk_printed"), (SECOND, "desk_printed"), ("auditor", "desk_gone")])
async def test_a_print_is_a_page_of_who_may_read_and_is_logged(scene: Scene, chat: str, says: str) -> None:
    own = scene.signals["own"]
    done = await acted(scene, chat, "print_signal", own.key, {})
    assert said(done) == [says]
    may = says == "desk_printed"
    assert [own.canary in file.sheet for file in done.files] == ([True] if may else [])
    assert all(Sheet.from_json(file.sheet) for file in done.files)
    assert len(await Try(scene, chat, own).log("printed")) == may


async def test_a_colleague_that_is_named_hears_that_there_is_something_and_nobody_ends_it(scene: Scene) -> None:
    own, other = scene.signals["own"], await person(scene, "coordinator of another town")
    done = await acted(scene, BOSS, "name_second", own.key, {"colleague": (other.id,)})
    assert (said(done), [row.lane for row in done.pushed]) == (["desk_named"], [other.lane])
    assert own.canary not in done.pushed[0].payload
    row = await Try(scene, BOSS, own).row()
    assert row is not None
    assert row.second == other.id
    done = await acted(scene, BOSS, "name_second", own.key, {"colleague": ("nobody",)})
    assert (said(done), done.pushed) == (["desk_named_nobody"], [])


@pytest.mark.parametrize("chat", ["deputy", "auditor", "region"])
async def test_who_keeps_it_already_or_reads_no_signals_cannot_be_named(scene: Scene, chat: str) -> None:
    own, before = scene.signals["own"], await scene.state()
    done = await acted(scene, BOSS, "name_second", own.key, {"colleague": ((await person(scene, chat)).id,)})
    assert (said(done), done.pushed) == (["desk_changed"], [])
    assert await scene.state() == before


@pytest.mark.parametrize(("page", "after"), [(ListPage(last=7, more=True), "7"), (ListPage(last=7), "0"), (None, "0")])
async def test_paging_goes_on_behind_the_last_one_shown_or_begins_anew(
    scene: Scene, page: ListPage | None, after: str
) -> None:
    talk = Talk("abc123", "desk", "en", marks={"page": "3"})
    for turn, expected in ((next_page, after), (first_page, "0")):
        async with event_of(scene.office, scene.address(BOSS), talk=talk, channel=scene.channel) as context:
            await lay_page(context, talk)
            desk = DESK.of(context.world)
            assert desk is not None
            desk.page = page
            await turn(context, Effect("page"))
            assert desk.page is None, "it is laid out anew before it is shown"
            assert context.turn.open.marks["page"] == expected
