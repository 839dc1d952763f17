"""The desk is laid out once an event: neither the list nor what a case holds is asked for twice by any act."""

from __future__ import annotations

from bot.features.desk import records as records
from bot.features.desk.case import DESK
from bot.features.desk.lay_out import A_PAGE, desk_of, hold_case, label_of, lay_case, lay_colleagues, lay_page
from bot.features.staff.feature import AT_WORK_PART
from bot.talk.event import Asked, Chose, Event
from bot.talk.state import Talk
from tests.events import event_of
from tests.features.desk.round import ROUND, SAME, played
from tests.journeys.scene import TOWN, Scene
from tests.statements import Statements, listening
from tests.store.people import a_signal, do_act

BOSS = "coordinator"
PAGING = ("look again",)  # the page that was pressed on, and the one that is shown


def lists(heard: Statements) -> int:
    """How often a page of the list was asked for."""
    return len(heard.of("FROM signal", "ORDER BY signal.seq", "LIMIT"))


def counts(heard: Statements) -> int:
    """How often the waiting signals were counted."""
    return len(heard.of("SELECT count(*)", "FROM signal"))


def contents(heard: Statements) -> int:
    """How often what was said of a case since was asked for: a part of opening it, and of nothing else."""
    return len(heard.of("SELECT contribution.seq", "FROM contribution"))


def opened(key: str) -> Talk:
    """The talk of who has this case before them."""
    return Talk("abc123", "desk", "en", {"desk": (key,)})


async def test_nothing_is_asked_for_twice_in_any_act(scene: Scene) -> None:
    seen = {}
    async for act, shown, heard in played(scene.office, scene.channel, scene.address(BOSS)):
        assert shown, act
        seen[act] = (lists(heard), counts(heard), contents(heard))
        most = 2 if act in PAGING else 1
        assert max(seen[act]) <= most, f"{act}\n{heard.told()}"
    assert seen["the list"] == (1, 1, 0)
    assert seen["open from the list"] == (1, 1, 1)
    assert seen["take"] == seen["print"] == seen[SAME[0]] == (0, 0, 1)
    assert seen["close"] == (0, 0, 0)
    assert len(seen) == len({name for name, _ in ROUND})


async def test_a_long_list_is_asked_for_at_most_twice_and_shows_each_signal_once(scene: Scene) -> None:
    now = scene.office.clock.now()
    async with scene.office.store.write() as tx:
        made = [await a_signal(tx, now, content='{"answers": {}}') for _ in range(2 * A_PAGE)]
    acts: tuple[tuple[str, Event], ...] = (
        ("list", Asked("desk")),
        *((f"more {n}", Chose("desk", ("more",))) for n in range(2)),
    )
    listed: list[str] = []
    async for act, shown, heard in played(scene.office, scene.channel, scene.address(BOSS), acts):
        assert lists(heard) <= 2, f"{act}\n{heard.told()}"
        assert (counts(heard) <= 2, contents(heard)) == (True, 0)
        buttons = [button.option for message in shown for button in message.buttons if button.key == "desk"]
        page = [option for option in buttons if option not in ("more", "refresh", "leave")]
        assert len(page) <= A_PAGE
        assert ("more" in buttons) == (act != "more 1")
        listed += page
    assert len(listed) == len(set(listed))
    assert set(made) <= set(listed)


async def test_each_part_is_laid_once_whoever_asks_for_it(scene: Scene) -> None:
    talk = opened(scene.signals["own"].key)
    async with event_of(scene.office, scene.address(BOSS), talk=talk, channel=scene.channel) as context:
        for _ in range(3):
            await lay_page(context, talk)
            await lay_colleagues(context, talk)
            await lay_case(context, talk)
        with listening(scene.office.store) as heard:
            for lay in (lay_page, lay_case, lay_colleagues, hold_case):
                await lay(context, talk)
        assert heard.all == []
        assert [row["what"] for row in context.tx.log] == ["read"], "reading is logged once an event"


async def test_after_an_act_the_case_is_looked_at_anew_and_not_logged_again(scene: Scene) -> None:
    key = scene.signals["own"].key
    async with event_of(scene.office, scene.address(BOSS), talk=opened(key), channel=scene.channel) as context:
        await lay_case(context, opened(key))
        desk = DESK.of(context.world)
        assert desk is not None
        before = desk.cases[key]
        assert before is not None
        after = await do_act(context.tx, desk.person.id, key, before.version, "take", context.now)
        assert after is not None
        await lay_case(context, opened(key))
        assert desk.cases[key] == before, "nobody has said that it changed"
        desk.changed(key)
        await lay_case(context, opened(key))
        now_open = desk.cases[key]
        assert now_open is not None
        assert (now_open.version, now_open.state) == (after.version, after.state)
        assert [row["what"] for row in context.tx.log] == ["read", "take"]


async def test_a_case_is_held_without_its_content_until_it_is_laid_out(scene: Scene) -> None:
    own = scene.signals["own"]
    async with event_of(scene.office, scene.address(BOSS), talk=opened(own.key), channel=scene.channel) as context:
        await hold_case(context, opened(own.key))
        desk = DESK.of(context.world)
        assert desk is not None
        held = desk.cases[own.key]
        assert held is not None
        assert (held.whole, held.answers, held.keeps) == (False, {}, True)
        await lay_case(context, opened(own.key))
        whole = desk.cases[own.key]
        assert whole is not None
        assert whole.answers["noticed_text"] == (own.canary,)
        assert [said[:2] for said in whole.contributions] == [("question", "often")]


async def test_what_is_closed_of_others_or_gone_is_open_to_nobody(scene: Scene) -> None:
    for name in ("closed", "other area", "erased"):
        key = scene.signals[name].key
        async with event_of(scene.office, scene.address(BOSS), talk=opened(key), channel=scene.channel) as context:
            await lay_case(context, opened(key))
            await lay_colleagues(context, opened(key))
            desk = DESK.of(context.world)
            assert desk is not None
            assert (desk.cases, desk.held, desk.colleagues, context.tx.log) == ({key: None}, {}, None, [])


async def test_who_is_not_at_work_has_no_desk_and_is_asked_for_once(scene: Scene) -> None:
    async with event_of(scene.office, scene.address("sender"), channel=scene.channel) as context:
        assert await desk_of(context) is None
        with listening(scene.office.store) as heard:
            await lay_page(context, opened("x"))
            await lay_case(context, opened("x"))
            await lay_colleagues(context, opened("x"))
        assert heard.all == []
        assert (DESK.of(context.world), AT_WORK_PART.of(context.world)) == (None, None)


async def test_second_readers_have_nobody_to_name(scene: Scene) -> None:
    key, chat = scene.signals["own"].key, "second person"
    async with event_of(scene.office, scene.address(chat), talk=opened(key), channel=scene.channel) as context:
        await lay_colleagues(context, opened(key))
        desk = DESK.of(context.world)
        assert desk is not None
        case = desk.cases[key]
        assert case is not None
        assert (case.keeps, desk.colleagues) == (False, ())


async def test_a_label_is_a_code_a_town_and_a_day_and_fits_a_button(scene: Scene) -> None:
    async with event_of(scene.office, scene.address(BOSS), channel=scene.channel) as context:
        desk = await desk_of(context)
        assert desk is not None
        for item in await records.list_signals(context.tx, desk.person.id, context.now):
            said = label_of(context, item)
            assert said.startswith(f"{item.id[:4].upper()} · ")
            assert item.area == TOWN
            assert "Vilvoorde" in said
            assert len(said) <= 36
