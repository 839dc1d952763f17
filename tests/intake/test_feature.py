"""Features together: no two share a name, and each is called by what it hands in, in its order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.features import FEATURES
from bot.intake.context import Done, TurnContext
from bot.intake.feature import Feature, Features, Hear, Telling
from bot.intake.office import Office
from bot.post.message import Message, queue_row
from bot.post.reach import LINE
from bot.store import purge
from bot.store.outbox import QueuedMessage
from bot.store.tx import Tx
from bot.talk.event import Asked, Event
from bot.talk.reply import Effect
from bot.talk.state import Talk
from bot.words.library import Library
from bot.words.vocabulary import OWN_FACTS, Show, Source, TalkPolicy, yes_or_no
from bot.words.writer import Writer
from tests.conftest import NOW
from tests.events import event_of
from tests.person import office_at


async def nothing(context: TurnContext, effect: Effect) -> Done:
    return Done()


async def no_load(context: TurnContext, talk: Talk) -> None:
    return None


PARTS: dict[str, Any] = {
    "facts": yes_or_no(lambda world, answers: True),
    "sources": Source(lambda world, item, talk: ()),
    "shows": Show(lambda writer, call, answers, talk: ""),
    "pages": lambda writer, values: "",
    "policies": TalkPolicy(),
    "commands": lambda turn, argument: None,
    "effects": nothing,
    "loads": no_load,
    "before_words": no_load,
    "after_turn": lambda context, talk: talk,
}


@pytest.fixture
async def office(library: Library, tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at(library, f"sqlite:///{tmp_path}/office.db") as made:
        yield made


def having(kind: str, name: str) -> Feature:
    """A feature that hands in one thing of a kind, called `walk`."""
    parts: dict[str, Any] = {kind: {"walk": PARTS[kind]}}
    return Feature(name=name, **parts)


@pytest.mark.parametrize("kind", list(PARTS))
def test_the_same_name_twice_is_refused_with_place_and_cure(kind: str) -> None:
    both = [having(kind, name) for name in ("first", "second")]
    assert Features(both[:1])
    with pytest.raises(ValueError, match=f"feature second: another feature has {kind} walk; rename one"):
        Features(both)


@pytest.mark.parametrize("kind", ["facts", "sources", "shows", "pages", "policies", "commands"])
def test_what_flow_files_may_use_is_in_the_vocabulary(kind: str) -> None:
    found = getattr(Features([having(kind, "one")]).vocabulary, kind)
    assert found == ({"walk": PARTS[kind]} | (dict(OWN_FACTS) if kind == "facts" else {}))


def hearing(name: str, heard: list[tuple[str, Event]], gives: Event | None) -> Feature:
    """A feature that notes what it hears, and gives this instead of `/start`."""

    async def hear(context: TurnContext, event: Event) -> Event | None:
        heard.append((name, event))
        return gives if event == Asked("start") else event

    hears: Hear = hear
    return Feature(name=name, hears=hears)


async def test_each_hears_what_the_one_before_gave_on_until_one_has_dealt_with_it(office: Office) -> None:
    heard: list[tuple[str, Event]] = []
    features = [hearing("keeps", heard, Asked("start")), hearing("turns", heard, Asked("help")), Feature(name="none")]
    async with event_of(office, "anna") as context:
        assert await Features([*features, hearing("last", heard, None)]).hear(context, Asked("start")) == Asked("help")
        assert heard == [("keeps", Asked("start")), ("turns", Asked("start")), ("last", Asked("help"))]
        heard.clear()
        ends = hearing("ends", heard, None)
        assert await Features([ends, *features]).hear(context, Asked("start")) is None
    assert heard == [("ends", Asked("start"))]


async def test_notices_of_all_go_out_in_the_order_of_the_features(office: Office) -> None:
    def telling(name: str) -> Feature:
        async def tell(run: Telling) -> list[QueuedMessage]:
            return [queue_row("lane", "line", name, Message(name, "en"), NOW, LINE)]

        return Feature(name=name, tells=tell)

    async with event_of(office, "anna") as context:
        run = Telling(context.tx, purge.ClockRun(), lambda language: Writer(context.world, language))
        rows = await Features([telling("a"), Feature(name="quiet"), telling("b")]).tell(run)
    assert [row.payload.partition("\n")[0] for row in rows] == ["a", "b"]


async def test_one_feature_that_lets_see_is_enough_and_without_any_nobody_sees(office: Office) -> None:
    def letting(may: bool) -> Feature:
        async def may_see(tx: Tx, lane: str, now: object) -> bool:
            return may

        return Feature(name=f"lets {may}", may_see=may_see)

    async with event_of(office, "anna") as context:
        for features, sees in (([], False), ([False], False), ([False, True], True)):
            found = Features([letting(may) for may in features])
            assert await found.may_see(context.tx, context.lane, context.now) == sees


def test_the_features_there_are_refuse_only_in_sentences_there_are(library: Library) -> None:
    assert FEATURES.vocabulary.refusals <= set(library.content.phrases)
    assert {"invite", "lock", "counts", "log"} == FEATURES.staff_commands
    assert not FEATURES.staff_commands - {"lock"} & set(FEATURES.vocabulary.commands)
