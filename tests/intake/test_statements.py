"""What a turn costs the database: statements that reach the driver within `Office.take`, on both kinds."""

from __future__ import annotations

from itertools import count

import pytest

from bot.app import enrol_chat
from bot.clock import Clock
from bot.features import FEATURES
from bot.intake.office import Office
from bot.post.message import Arrival, Message
from bot.store.engine import Store
from bot.talk.event import Asked, Chose, Event
from bot.words.library import Library
from bot.words.operators import Towns
from tests.features.desk.round import played, pressed
from tests.journeys.scene import RECEIPT, words
from tests.journeys.test_rights import town
from tests.statements import Statements, listening

NUMBERS = count(1)
TO_REVIEW: tuple[Event, ...] = (
    *(Chose("role", ("school",)), Chose("about", ("pupil",)), Chose("age", ("teen",)), Chose("place", ("be:23088",))),
    *(Chose("law", ("understood",)), Chose("allowed", ("yes",)), Chose("consent", ("yes",))),
    *(Chose("child_channel", ("done",)), Chose("areas", ("peers",)), Chose("noticed[peers]", ("drops",))),
    *(Asked("skip"), Chose("how_known", ("seen",)), Chose("since", ("months3",))),
    *(Chose("strengths", ("adult",)), Chose("other_reasons", ("grief",)), Chose("informed", ("will",))),
    Chose("contact_me", ("chat",)),
)
SEND = Chose("review", ("send",))
PRESS_GOAL, SEND_GOAL = 6, 20
WORKER, BOSS = "77", "3"
AT_DESK = {  # a little above the dearest of the four
    **{"the list": 12, "open from the list": 18, "take": 19, "what to ask": 15, "ask back": 21, "the same again": 15},
    **{"what to answer": 13, "type an answer": 14, "answer": 19, "whom to name": 17, "name a colleague": 27},
    **{"print": 16, "back to the list": 16, "look again": 13, "how to close": 13, "close": 21},
    **{"from the end to the list": 12, "leave": 12},
}


@pytest.fixture(params=["practice", "town"])
def kind(request: pytest.FixtureRequest) -> str:
    """Where anybody may send, and where a coordinator and a deputy must be at work."""
    return str(request.param)


@pytest.fixture
async def office(library: Library, store: Store, kind: str) -> Office:
    towns = Towns.pretend() if kind == "practice" else Towns((town(),))
    made = Office(library, FEATURES, store, towns, Clock())
    for chat, role in (("1", "coordinator"), ("2", "deputy"), (BOSS, "coordinator")):
        await enrol_chat(made, "telegram", chat, "en", role)
    return made


async def until_sent(office: Office) -> tuple[list[Statements], Statements]:
    """A worker's talk in Telegram: what each press cost, and what Send did."""
    shown: list[Message] = []
    costs = []
    for event in (Asked("signal"), *TO_REVIEW, SEND):
        arrival = Arrival("telegram", f"worker.{next(NUMBERS)}", WORKER, pressed(event, shown, {}))
        with listening(office.store) as heard:
            await office.take([arrival])
        rows = await office.pulled("telegram", WORKER)
        await office.drop("telegram", WORKER, rows[-1][0])
        shown = [message for _, message in rows]
        costs.append(heard)
    assert RECEIPT.search(words(shown)), words(shown)
    return costs[1:-1], costs[-1]


def within(place: str, cost: Statements, goal: int) -> None:
    """Hold a cost against its goal."""
    print(f"{place}: {len(cost)} statements, the goal is {goal}")
    assert len(cost) <= goal, f"{place}\n{cost.told()}"


async def test_an_ordinary_press(office: Office, database_kind: str, kind: str) -> None:
    presses, _ = await until_sent(office)
    within(f"{database_kind} {kind} press", max(presses, key=len), PRESS_GOAL)


async def test_send(office: Office, database_kind: str, kind: str) -> None:
    _, send = await until_sent(office)
    within(f"{database_kind} {kind} send", send, SEND_GOAL)


async def test_acts_at_the_desk(office: Office, database_kind: str, kind: str) -> None:
    await until_sent(office)
    over = {}
    async for act, shown, cost in played(office, "telegram", BOSS):
        assert shown
        print(f"{database_kind} {kind} {act}: {len(cost)} statements of {AT_DESK[act]}")
        if len(cost) > AT_DESK[act]:
            over[act] = cost.told()
    assert over == {}
