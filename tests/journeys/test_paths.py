"""Every path that `check` finds, walked in a real office on a real database: what remains of it, and who could read it.

A talk has thousands of paths. Walked here are those of `selection`: together they give every answer of every question
with each trail it leads to, in every flow, under every fact. The pure engine walks all of them in tests/check.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.check.graph import Explorer
from bot.check.paths import Path as Way
from bot.check.paths import selection
from bot.office.clock import Clock
from bot.office.intake import Office
from bot.office.library import Library
from bot.office.message import Arrival, Message
from bot.office.operators import Towns
from bot.office.rounds import Rounds
from bot.office.world import FACTS, World
from bot.operations.check import names
from bot.store.engine import Store
from bot.store.tables import metadata
from bot.store.vault import Ring
from bot.talk.event import Asked, Event
from tests.proof import Witness

ROOT = Path(__file__).parent.parent.parent
CHANNEL = "line"
LANES = ("talk", "ended", "effect", "outbox", "message_number")
NUMBER = re.compile(r"\d{3}")
AT_ONCE = 40


def ways(library: Library) -> Iterator[Way]:
    """The paths to walk, of every flow but the coordinators' desk, which is no one's private talk."""
    flows = library.content.flows
    for name, graphs in Explorer(flows, names(ROOT, library.content)).all().items():
        if name != "desk":
            for graph in graphs:
                yield from selection([graph])


def possible(way: Way, world: World) -> bool:
    """Whether the facts of a path are those of this office for its answers."""
    answers = {key: values for key, values in way.chosen}
    return all(FACTS[fact][1](world, answers) == value for fact, value in way.facts.items())


@dataclass
class Walker:
    """One person on one path. `events` end with `/stop`, so that also a talk behind a door is over."""

    chat: str
    way: Way
    events: list[Event] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        opened = [] if self.way.before else [Asked(self.way.flow)]
        self.events = [*opened, *self.way.before, *self.way.events]

    @property
    def sent(self) -> bool:
        return self.way.end == "sent"
