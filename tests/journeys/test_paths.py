"""Every path that `check` finds, walked in a real office on a real database: what remains of it, and who could read it.

A talk has thousands of paths. The plain run walks those of `selection`: together they give every answer of every
question with each trail it leads to, in every flow, under every fact.
`uv run pytest -m exhaustive` walks all of them, in minutes.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.check.graph import Explorer, Graph
from bot.check.paths import Path as Way
from bot.check.paths import list_paths
from bot.clock import Clock
from bot.features import FEATURES
from bot.intake.office import Office
from bot.intake.rounds import Rounds
from bot.keys.vault import Ring
from bot.operations.check import registered_names
from bot.post.message import Arrival
from bot.store.engine import Store
from bot.store.tables import metadata
from bot.talk.event import Asked, Chose, Event
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.world import World
from tests.check.selection import selection
from tests.proof import Witness

ROOT = Path(__file__).parent.parent.parent
CHANNEL = "line"
CONTACT = "Who answers:"
EMERGENCY = re.compile(r"\b112\b")  # below the question about danger; contact cards stand everywhere else
AT_ONCE = 50
KEPT_OF_A_SIGNAL = 3  # its content, the sender's handle, and the phone number in it


Choose = Callable[[list[Graph]], Iterable[Way]]


def ways(library: Library, choose: Choose) -> Iterator[Way]:
    """The paths to walk, of every flow but the coordinators' desk, which is no one's private talk."""
    flows = library.content.flows
    for name, graphs in Explorer(flows, registered_names(ROOT, library.content)).all().items():
        if name != "desk":
            for graph in graphs:
                yield from choose([graph])


def possible(way: Way, world: World) -> bool:
    """Whether the facts of a path are those of this office for its answers."""
    answers = {each.key: each.options for each in (*way.before, *way.events) if isinstance(each, Chose)}
    return all(world.fact(fact, answers) == value for fact, value in way.facts.items())


@dataclass
class Walker:
    """One person on one path. Where another talk goes on behind the path, `/stop` ends it."""

    chat: str
    way: Way
    said: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def events(self) -> tuple[Event, ...]:
        opened = self.way.before or (Asked(self.way.flow),)
        after = () if self.whole else (Asked("stop"),)
        return (*opened, *self.way.events, *after)

    @property
    def whole(self) -> bool:
        """Whether the path comes to an end of its own."""
        return not self.way.end.startswith(("start ", "danger", "refused"))

    @property
    def sends(self) -> int:
        """After how many events the signal is sent; none for most."""
        sent = [n for n, each in enumerate(self.events, 1) if each == Chose("review", ("send",))]
        return sent[0] if sent and self.way.end == "sent" else 10**9


@dataclass
class House:
    """An office, its database, and a witness of every sealed value."""

    office: Office
    url: str
    witness: Witness

    async def step(self, walkers: list[Walker], number: int) -> None:
        """Everybody's event of this number, in one batch."""
        await self.office.take(
            [
                Arrival(CHANNEL, f"{walker.chat}.{number}", walker.chat, walker.events[number])
                for walker in walkers
                if number < len(walker.events)
            ]
        )

    async def listen(self, walker: Walker) -> None:
        """Read everything that was said to a person; it is delivered with that."""
        rows = await self.office.pulled(CHANNEL, walker.chat)
        walker.said = "\n".join(message.text for _, message in rows)
        walker.errors = [message.error for _, message in rows if message.error]
        await self.office.drop(CHANNEL, walker.chat, max(number for number, _ in rows))

    async def signals(self) -> int:
        """How many signals anybody could read."""
        async with self.office.store.read() as tx:
            return int(await tx.connection.scalar(select(func.count()).select_from(metadata.tables["signal"])) or 0)

    async def rows(self, walkers: list[Walker]) -> dict[str, int]:
        """Rows of these people's lanes, in every table that knows lanes."""
        lanes = [self.office.lane(CHANNEL, walker.chat) for walker in walkers]
        found = {}
        async with self.office.store.read() as tx:
            for name, table in metadata.tables.items():
                if "lane" in table.c:
                    counted = select(func.count()).select_from(table).where(table.c.lane.in_(lanes))
                    found[name] = int(await tx.connection.scalar(counted) or 0)
        return {name: count for name, count in found.items() if count}


@asynccontextmanager
async def house(library: Library, template: Path, folder: Path, towns: Towns) -> AsyncIterator[House]:
    folder.mkdir()
    shutil.copyfile(template, folder / "paths.db")
    url, clock = f"sqlite:///{folder / 'paths.db'}", Clock()
    ring = Ring.new(clock.now())
    witness = Witness(ring)
    store = await Store.open(url, ring)
    try:
        yield House(Office(library, FEATURES, store, towns, clock), url, witness)
    finally:
        await store.close()


def towns(kind: str) -> Towns:
    """Sending open everywhere; open for justice too; open nowhere."""
    if kind == "closed":
        return Towns(())
    pretend = Towns.pretend()
    operators = tuple(each.model_copy(update={"justice": kind == "justice"}) for each in pretend.operators)
    return Towns(operators, practice=True)


def kind_of(way: Way) -> str:
    """The office in which the facts of a path come true; each path is walked in one."""
    if way.facts.get("send_open") == "no":
        return "closed"
    return "justice" if way.facts.get("justice_enabled") == "yes" else "open"


def walkers(library: Library, ways: list[Way], kind: str) -> list[Walker]:
    world = World(library, towns(kind), Clock().now(), "en")
    found = [way for way in ways if kind_of(way) == kind and possible(way, world)]
    return [Walker(f"p{number}", way) for number, way in enumerate(found)]


@pytest.mark.long
@pytest.mark.parametrize("kind", ["open", "justice", "closed"])
async def test_no_path_leaves_an_answer_or_is_readable_before_send(
    library: Library, sqlite_template: Path, tmp_path: Path, kind: str
) -> None:
    everybody = walkers(library, list(ways(library, selection)), kind)
    assert len(everybody) > 50
    await all_walked(library, everybody, sqlite_template, tmp_path, kind)


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["open", "justice", "closed"])
async def test_every_path_there_is(library: Library, sqlite_template: Path, tmp_path: Path, kind: str) -> None:
    everybody = walkers(library, list(ways(library, list_paths)), kind)
    print(f"\n{len(everybody)} paths where sending is {kind}")
    await all_walked(library, everybody, sqlite_template, tmp_path, kind)


async def all_walked(library: Library, everybody: list[Walker], template: Path, folder: Path, kind: str) -> None:
    """Group by group, each in a fresh house."""
    for start in range(0, len(everybody), AT_ONCE):
        group = everybody[start : start + AT_ONCE]
        async with house(library, template, folder / str(start), towns(kind)) as here:
            await walked(here, group)
            quiet = [walker for walker in group if walker.sends == 10**9]
            await forgotten(here, group, quiet)


async def walked(here: House, group: list[Walker]) -> None:
    """Walk the group; a signal is there exactly when its sender has sent it."""
    for number in range(max(len(walker.events) for walker in group)):
        await here.step(group, number)
        assert await here.signals() == sum(walker.sends <= number + 1 for walker in group)
        if number == 1:
            assert here.witness.found(here.url), "nothing was sealed: the proof would prove nothing"
    for walker in group:
        await here.listen(walker)
        refused = walker.way.end == "refused"
        assert all(refused and error.startswith("not_for_") for error in walker.errors), walker.way.steps
        if walker.whole:
            assert CONTACT in walker.said or EMERGENCY.search(walker.said), walker.way.steps


async def forgotten(here: House, group: list[Walker], quiet: list[Walker]) -> None:
    """After the end no answer is left in any file; an hour later no row of these people."""
    store = here.office.store
    assert "talk" not in await here.rows(group)
    await store.erase_traces()
    left = here.witness.found(here.url)
    assert len(left) <= KEPT_OF_A_SIGNAL * (len(group) - len(quiet))
    here.office.clock.move(timedelta(minutes=61))
    await Rounds(here.office).once()
    assert await here.rows(quiet) == {}
