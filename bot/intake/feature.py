"""A feature: one object that hands the kernel all its parts. The kernel calls them by what they are, never by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.intake.context import Done, TurnContext
from bot.store import purge, retention
from bot.store.outbox import QueuedMessage
from bot.store.retention import Clock, Eraser, Kept
from bot.store.tx import Tx
from bot.talk.event import Event
from bot.talk.reply import Effect
from bot.talk.state import Talk
from bot.talk.turn import Command
from bot.words.vocabulary import OWN_FACTS, Fact, Page, Show, Source, TalkPolicy, Vocabulary
from bot.words.world import World
from bot.words.writer import Writer

Perform = Callable[[TurnContext, Effect], Awaitable[Done]]
Load = Callable[[TurnContext, Talk], Awaitable[None]]
Hear = Callable[[TurnContext, Event], Awaitable[Event | None]]
Prepare = Callable[[TurnContext], Awaitable[None]]
Tell = Callable[["Telling"], Awaitable[list[QueuedMessage]]]
MaySee = Callable[[Tx, str, datetime], Awaitable[bool]]


@dataclass(frozen=True)
class Telling:
    """One run of the clock, to be told of: what was done in this transaction, and who writes in a language."""

    tx: Tx
    done: purge.ClockRun
    writer: Callable[[str], Writer]


@dataclass(frozen=True, kw_only=True)
class Feature:
    """What one part of the product hands to the kernel; everything but its name may be left out.

    For flow files and texts: `facts`, `sources`, `shows`, `pages`, `commands` (at any step), `staff_commands` (heard
    before the turn, by who is enrolled), `policies` of talks, `refusals` (phrases that say why something did nothing).
    In the transaction: `effects` by name; `hears` is asked first what an event means and may deal with it (None);
    `prepares` loads what the turn may ask; `loads` (by source or show) loads what a step is about to offer or show,
    `before_words` (by talk) what stands around its messages; `after_turn` (by talk) has the last word on the talk.
    `may_see`: whether a lane may fetch protected messages now. `tells`: the notices of one run of the clock.
    `samples` lays down what `check` may choose from when it walks all paths.
    `tables` with what they keep (`keep_table`), `clocks` (by table) of rows that live by more than a moment,
    `erasers` (by kind of tombstone) of what is erased again after a restore.
    """

    name: str
    facts: Mapping[str, Fact[World]] = field(default_factory=dict)
    sources: Mapping[str, Source[World]] = field(default_factory=dict)
    shows: Mapping[str, Show[Writer]] = field(default_factory=dict)
    pages: Mapping[str, Page[Writer]] = field(default_factory=dict)
    commands: Mapping[str, Command] = field(default_factory=dict)
    staff_commands: Collection[str] = ()
    policies: Mapping[str, TalkPolicy] = field(default_factory=dict)
    refusals: Collection[str] = ()
    effects: Mapping[str, Perform] = field(default_factory=dict)
    hears: Hear | None = None
    prepares: Prepare | None = None
    loads: Mapping[str, Load] = field(default_factory=dict)
    before_words: Mapping[str, Load] = field(default_factory=dict)
    after_turn: Mapping[str, Callable[[TurnContext, Talk], Talk]] = field(default_factory=dict)
    may_see: MaySee | None = None
    tells: Tell | None = None
    samples: Callable[[World], None] | None = None
    tables: Collection[Kept] = ()
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    erasers: Mapping[str, Eraser] = field(default_factory=dict)


class Features:
    """All features together; no two may give the same name to things of one kind."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self.all = tuple(features)
        self.effects: Mapping[str, Perform] = self._joined("effects")
        self.loads: Mapping[str, Load] = self._joined("loads")
        self.before_words: Mapping[str, Load] = self._joined("before_words")
        self.after_turn: Mapping[str, Callable[[TurnContext, Talk], Talk]] = self._joined("after_turn")
        self.staff_commands = frozenset(name for one in self.all for name in one.staff_commands)
        self.vocabulary = Vocabulary(
            facts={**OWN_FACTS, **self._joined("facts")},
            sources=self._joined("sources"),
            shows=self._joined("shows"),
            pages=self._joined("pages"),
            policies=self._joined("policies"),
            commands=self._joined("commands"),
            refusals=frozenset(name for one in self.all for name in one.refusals),
        )

    def _joined(self, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in self.all:
            mine = getattr(one, kind)
            if twice := sorted(found.keys() & mine.keys()):
                raise ValueError(f"feature {one.name}: another feature has {kind} {', '.join(twice)}; rename one")
            found |= mine
        return found

    def sample(self, world: World) -> None:
        """Lay down what `check` may choose from."""
        for one in self.all:
            if one.samples:
                one.samples(world)

    async def hear(self, context: TurnContext, event: Event) -> Event | None:
        """The event to go on with; None when a feature has dealt with it."""
        heard: Event | None = event
        for one in self.all:
            if one.hears and heard is not None:
                heard = await one.hears(context, heard)
        return heard

    async def prepare(self, context: TurnContext) -> None:
        """Load what the turn may ask."""
        for one in self.all:
            if one.prepares:
                await one.prepares(context)

    def hand_in(self) -> None:
        """Enter the clocks and erasers of all tables; a store opens only when none is missing."""
        retention.CLOCKS.update(self._joined("clocks"))
        retention.ERASERS.update(self._joined("erasers"))

    async def tell(self, telling: Telling) -> list[QueuedMessage]:
        """The notices of one run of the clock."""
        return [row for one in self.all if one.tells for row in await one.tells(telling)]

    async def may_see(self, tx: Tx, lane: str, now: datetime) -> bool:
        """Whether a lane may fetch protected messages now."""
        return any([await one.may_see(tx, lane, now) for one in self.all if one.may_see])
