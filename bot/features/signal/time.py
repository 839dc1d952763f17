"""What time does to signals, by the deadlines: told of when unread, asked about, closed, deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from bot.features.signal import deadlines, steps
from bot.features.signal import records as signals
from bot.features.signal.charge import forget_handle
from bot.features.signal.deadlines import Rules
from bot.features.signal.records import Handle
from bot.features.signal.tables import signal
from bot.places.calendar import Calendar
from bot.store import audit, counters
from bot.store.purge import Done
from bot.store.retention import Calendars, Fell, Shorter
from bot.store.tx import Tx

AT_ONCE = 500  # signals a run
NAMED = 1000  # signals a statement can name


@dataclass(frozen=True)
class Act:
    """Something that fell due for a signal: tell_deputy, tell_region, tell_sender, check, expire or delete."""

    what: str
    signal: str
    area: str
    language: str
    handle: Handle | None


def acts_of(done: Done) -> list[Act]:
    """What fell due for signals in one run of the clock."""
    return done.told.get("signal", [])


async def fell(tx: Tx, now: datetime, calendars: Calendars, shorter: Shorter) -> Fell:
    """Do what is due for signals now: the acts, and how many signals were deleted."""
    acts: list[Act] = []
    rows = select(signal).where(signal.c.look_at <= now).order_by(signal.c.look_at).limit(AT_ONCE)
    for row in await tx.rows(rows.with_for_update()):
        acts += await _one(tx, row, now, calendars(row.area), Rules(**shorter(row.area)))
    return Fell(acts, sum(act.what == "delete" for act in acts))


async def _one(tx: Tx, row: Row[Any], now: datetime, calendar: Calendar, rules: Rules) -> list[Act]:
    """Everything due for one signal, in order; afterwards the clock knows when to look again."""
    case, acts = signals.as_case(row), []
    handle = await signals.handle(tx, row.id)
    while (what := deadlines.due(case, now, calendar, rules)) is not None:
        acts.append(Act(what, row.id, row.area, row.language, handle))
        if what == "delete":
            await signals.erase(tx, [row.id], "retention", now)
            return acts
        case = steps.pass_time(case, what, now)
        await audit.write(tx, what, now, role="clock", signal=row.id, area=row.area)
        if what == "expire":
            await forget_handle(tx, row.id, now)
            await counters.add(tx, "signal", f"{row.area}/{case.outcome}", now)
    await signals.store_case(tx, case, deadlines.next_moment(case, calendar, rules))
    return acts


async def erase_again(tx: Tx, keys: Sequence[str], now: datetime) -> None:
    """Signals that were erased once go again."""
    for start in range(0, len(keys), NAMED):
        await signals.erase(tx, keys[start : start + NAMED], "restored", now)


async def forget_again(tx: Tx, keys: Sequence[str], now: datetime) -> None:
    """Ways to senders that were forgotten once go again."""
    for key in keys:
        await forget_handle(tx, key, now)
