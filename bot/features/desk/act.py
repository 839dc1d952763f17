"""An act: one thing that can be done with the open signal, whole.

Who may is the same for all (who is in charge, unlocked now; `doing.do_act` asks the database). Everything else stands
in one object: from which states, what it changes, which rows it writes, what is said, who hears of it, and what time
does with what it left behind. `acts.py` lists them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.features.desk.case import OpenCase
from bot.features.signal import notices
from bot.features.signal.records import ReplyHandle
from bot.features.signal.steps import OPEN_STATES, Change
from bot.intake.context import TurnContext
from bot.intake.feature import Telling
from bot.store.outbox import QueuedMessage
from bot.store.retention import Clock, Kept
from bot.store.tx import Tx
from bot.talk.reply import Effect


@dataclass(frozen=True)
class Given:
    """What goes with an act: the step it is about, words (JSON), an outcome from the closed list, a colleague."""

    step: str = ""
    body: str = ""
    outcome: str = ""
    person: str | None = None


@dataclass(frozen=True)
class Doing:
    """An act under way: the signal's row, locked; who does it, and what goes with it."""

    tx: Tx
    row: Any
    who: str
    given: Given
    now: datetime


@dataclass(frozen=True)
class ActDone:
    """An act that happened, for who must hear of it: the case as it was shown, and the way to its sender."""

    context: TurnContext
    case: OpenCase
    given: Given
    handle: ReplyHandle | None


@dataclass(frozen=True)
class ActClock:
    """What time does with the rows that an act left: by its table, what falls due, and who is told of each."""

    table: str
    clock: Clock
    tells: Callable[[Telling, Any], Awaitable[list[QueuedMessage]]]


async def nothing_given(context: TurnContext, effect: Effect, case: OpenCase) -> Given:
    """For an act that needs no more than the press."""
    return Given()


async def always_allowed(doing: Doing) -> bool:
    """Whoever is in charge may do it."""
    return True


async def no_row(doing: Doing) -> None:
    """It writes nothing beside the state of the signal."""


async def tell_nobody(done: ActDone) -> list[QueuedMessage]:
    """Nobody is told."""
    return []


async def tell_sender(done: ActDone) -> list[QueuedMessage]:
    """The sender hears that there is news, where they answer into a chat."""
    return notices.notices_to_sender(done.context.writer, done.handle, done.case.key, done.case.language)


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act. `name` as in the log, `effect` as in the desk's flow file, `says` the phrase for who did it.

    `given` gathers what goes with it; `changes` is the state of the signal afterwards, from `states`; `allows` may
    refuse by the rows; `writes` its own rows, `logs` more lines in the log; `tells` the notices that leave with it;
    `tables` what it keeps, `clock` what time does with that.
    """

    name: str
    effect: str
    says: Callable[[Given], str]
    changes: Callable[[Given], Change]
    states: Collection[str] = OPEN_STATES
    given: Callable[[TurnContext, Effect, OpenCase], Awaitable[Given]] = nothing_given
    allows: Callable[[Doing], Awaitable[bool]] = always_allowed
    writes: Callable[[Doing], Awaitable[None]] = no_row
    logs: Callable[[Doing], Awaitable[None]] = no_row
    tells: Callable[[ActDone], Awaitable[list[QueuedMessage]]] = tell_nobody
    tables: tuple[Kept, ...] = ()
    clock: ActClock | None = None
