"""What time does to signals, by the deadlines of `bot.cases`: told of when unread, asked about, closed, deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from bot.cases import deadlines, steps
from bot.cases.deadlines import Rules
from bot.places.calendar import Calendar
from bot.store import audit, counters, signals
from bot.store.desk import forget_handle
from bot.store.retention import Calendars, Fell, Terms
from bot.store.signals import Handle
from bot.store.tables import signal
from bot.store.tx import Tx

AT_ONCE = 500  # signals a run


@dataclass(frozen=True)
class Act:
    """Something that fell due for a signal: tell_deputy, tell_region, tell_sender, check, expire or delete."""

    what: str
    signal: str
    area: str
    language: str
    handle: Handle | None


async def fell(tx: Tx, now: datetime, calendars: Calendars, terms: Terms) -> Fell:
    """Do what is due for signals now: the acts, and how many signals were deleted."""
    acts: list[Act] = []
    rows = select(signal).where(signal.c.look_at <= now).order_by(signal.c.look_at).limit(AT_ONCE)
    for row in await tx.rows(rows.with_for_update()):
        acts += await _one(tx, row, now, calendars(row.area), terms(row.area))
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
