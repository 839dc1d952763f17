"""Send: open only where an operator has arranged it and people are at work, once a talk, and only what may be sent."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.app import enrol_chat
from bot.features import SIGNAL_KINDS
from bot.features.signal import records as signals
from bot.features.signal.feature import MAY_SEND, NOT_SENT, OPEN_AREAS, open_area, signal_feature, signal_to_keep
from bot.intake.context import Done
from bot.store.limits import SIGNALS_A_DAY
from bot.talk.reply import Effect
from bot.talk.state import Answer, Talk
from bot.words.library import Library
from bot.words.operators import Dpia, Operator, Towns
from bot.words.world import World
from tests.conftest import NOW
from tests.events import event_of, said
from tests.journeys.scene import RECEIPT, REVIEW, TOWN, Scene
from tests.journeys.test_rights import town
from tests.person import office_at
from tests.statements import listening

FEATURE = signal_feature(SIGNAL_KINDS)
OVER = Dpia(date=datetime.date(2025, 1, 1), by="dpo", review=datetime.date(2025, 6, 1))
AT_WORK = frozenset({TOWN})


def world(
    library: Library, *operators: Operator, at_work: frozenset[str] | None = AT_WORK, may: bool | None = None
) -> World:
    """A world with these operators, these areas at work, and a person who may send (None: nobody has looked)."""
    made = World(library, Towns(operators), NOW, "en")
    if at_work is not None:
        OPEN_AREAS.put(made, at_work)
    if may is not None:
        MAY_SEND.put(made, may)
    return made


def test_it_is_open_in_a_town_that_has_arranged_it_and_is_at_work(library: Library) -> None:
    assert open_area(world(library, town()), REVIEW) == TOWN
    assert open_area(world(library, town(), at_work=frozenset({"*"})), REVIEW) == TOWN


def test_it_is_open_for_the_smallest_area_that_is_at_work(library: Library) -> None:
    wide = town().model_copy(update={"areas": ("BE",)})
    assert open_area(world(library, wide, at_work=frozenset({"BE", "BE-VLG"})), REVIEW) == "BE-VLG"


SHUT: list[tuple[tuple[Operator, ...], frozenset[str] | None, bool | None]] = [
    ((), AT_WORK, None),
    ((town(controller=""),), AT_WORK, None),
    ((town(dpia=OVER),), AT_WORK, None),
    ((town(),), frozenset(), None),
    ((town(),), frozenset({"fr:84007"}), None),
    ((town(),), None, None),
    ((town(),), AT_WORK, False),
]
WHY = ("no operator", "not arranged", "assessment too old", "nobody at work", "elsewhere", "not looked", "enough today")


@pytest.mark.parametrize(("operators", "at_work", "may"), SHUT, ids=WHY)
def test_it_is_shut_otherwise(
    library: Library, operators: tuple[Operator, ...], at_work: frozenset[str] | None, may: bool | None
) -> None:
    made = world(library, *operators, at_work=at_work, may=may)
    assert open_area(made, REVIEW) is None
    assert FEATURE.facts["send_open"].value(made, REVIEW) == "no"


def test_without_a_place_it_is_shut(library: Library) -> None:
    assert open_area(world(library, town()), {}) is None


ROLES = [
    ("school", "no", "yes"),
    ("police", "no", "no"),
    ("justice", "no", "no"),
    ("justice", "yes", "yes"),
    ("", "no", "no"),
]


@pytest.mark.parametrize(("role", "enabled", "may"), ROLES)
def test_which_roles_may_send(library: Library, role: str, enabled: str, may: str) -> None:
    here = world(library, town(justice=enabled == "yes"))
    answers: dict[str, Answer] = {"place": (TOWN,), "role": (role,) if role else ()}
    assert FEATURE.facts["may_signal"].value(here, answers) == may
    assert FEATURE.facts["justice_enabled"].value(here, answers) == enabled


async def test_who_is_at_work_is_asked_once_a_batch_and_areas_only_after_a_change(
    library: Library, tmp_path: Path
) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/town.db", Towns((town(),))) as office:
        for expected in (frozenset[str](), frozenset({"*"})):
            async with event_of(office, "anna") as context:
                assert OPEN_AREAS.of(context.world) == expected
                with listening(office.store) as heard:
                    assert FEATURE.prepares is not None
                    await FEATURE.prepares(context)
                assert not heard.of("person_area"), "it is kept for the other events of the batch"
            for role in ("coordinator", "deputy"):
                await enrol_chat(office, "line", role, "en", role)


async def send(scene: Scene, talk: str = "abc123", answers: Mapping[str, Answer] = REVIEW) -> tuple[Done, str]:
    """What Send brings for these answers, and the code in its values."""
    effect = Effect("send_signal", "sending", talk, "signal", {**REVIEW, **answers})
    async with event_of(scene.office, "worker", talk=Talk(talk, "signal", "fr")) as context:
        done = await FEATURE.effects["send_signal"](context, effect)
    return done, done.values.get("receipt", "")


async def test_it_keeps_the_signal_tells_the_coordinator_and_gives_a_code(scene: Scene) -> None:
    done, code = await send(scene)
    assert RECEIPT.fullmatch(code)
    assert done.says == []
    assert [row.lane for row in done.pushed] == [scene.lane("coordinator")]
    async with scene.office.store.write() as tx:
        key = await signals.find_by_receipt(tx, code, "lane", NOW)
    assert key is not None
    assert not any(part in row.payload for row in done.pushed for part in (code, key, "own words"))
    assert set(done.values) == {"receipt", "date", "deleted"}


async def test_a_talk_sends_once(scene: Scene) -> None:
    first, _ = await send(scene)
    again, code = await send(scene)
    assert (said(again), again.pushed, code) == (["sent_once"], [], "")
    assert first.pushed


REFUSED: list[dict[str, Answer]] = [
    {"consent": ("no",)},
    {"consent": ()},
    {"age": ("under12",)},
]


@pytest.mark.parametrize("answers", REFUSED)
async def test_on_a_path_where_it_is_not_open_nothing_is_kept(scene: Scene, answers: dict[str, Answer]) -> None:
    before = await scene.state()
    with pytest.raises(PermissionError):
        await send(scene, answers=answers)
    assert await scene.state() == before


async def test_after_as_many_as_a_day_allows_it_is_shut_for_this_person(scene: Scene) -> None:
    for number in range(SIGNALS_A_DAY[1]):
        assert (await send(scene, f"talk{number:02}"))[1]
    with pytest.raises(PermissionError):
        await send(scene, "talk99")


async def test_of_the_answers_only_what_is_asked_to_be_sent_is_kept(scene: Scene) -> None:
    answers = {**REVIEW, "same_worry": ("no",), "contact_phone": ("02 255 45 00",), "gone": ("x",), "often": ()}
    async with event_of(scene.office, "worker", talk=Talk("abc123", "signal", "fr")) as context:
        new = signal_to_keep(context, Effect("send_signal", flow="signal", answers=answers), TOWN, "code")
    content = json.loads(new.content)
    assert content["flow"] == "signal"
    assert not set(content["answers"]) & {*NOT_SENT, "same_worry", "gone", "often"}
    assert content["answers"]["noticed[peers]"] == ["drops"]
    assert (new.language, new.consent) == ("fr", scene.office.library.content.flows["signal"].steps["consent"].consent)


WAYS = [
    ({"contact_me": ("chat",)}, ("chat", "worker")),
    ({"contact_me": ("phone",), "contact_phone": ("02 255 45 00",)}, ("phone", "02 255 45 00")),
    ({"contact_me": ("phone",)}, None),
    ({"contact_me": ("code",), "contact_phone": ("02 255 45 00",)}, None),
]


@pytest.mark.parametrize(("answers", "way"), WAYS)
async def test_the_way_back_is_the_one_that_was_wished_for(
    scene: Scene, answers: dict[str, Answer], way: tuple[str, str] | None
) -> None:
    async with event_of(scene.office, "worker", talk=Talk("abc123", "signal", "fr")) as context:
        effect = Effect("send_signal", flow="signal", answers={**REVIEW, **answers})
        handle = signal_to_keep(context, effect, TOWN, "code").handle
    assert (handle and (handle.kind, handle.address)) == way


async def test_in_practice_anybody_may_send_though_nobody_is_at_work(library: Library, tmp_path: Path) -> None:
    async with office_at(library, f"sqlite:///{tmp_path}/practice.db") as office, event_of(office, "worker") as context:
        assert open_area(context.world, REVIEW) == TOWN
