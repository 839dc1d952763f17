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
from bot.features.signal.records import ReplyHandle
from bot.features.signal.tables import signal
from bot.places.calendar import Calendar
from bot.store import audit, counters
from bot.store.purge import ClockRun
from bot.store.retention import Calendars, FallenDue, Shorter
from bot.store.tx import Tx

SIGNALS_A_RUN = 500  # signals a run
SIGNALS_A_STATEMENT = 1000  # signals a statement can name


@dataclass(frozen=True)
class FallenAct:
    """Something that fell due for a signal: tell_deputy, tell_region, tell_sender, check, expire or delete."""

    what: str
    signal: str
    area: str
    language: str
    handle: ReplyHandle | None


def acts_of(done: ClockRun) -> list[FallenAct]:
    """What fell due for signals in one run of the clock."""
    return done.told.get("signal", [])


async def signals_fallen_due(tx: Tx, now: datetime, calendars: Calendars, shorter: Shorter) -> FallenDue:
    """Do what is due for signals now: the acts, and how many signals were deleted."""
    acts: list[FallenAct] = []
    rows = select(signal).where(signal.c.look_at <= now).order_by(signal.c.look_at).limit(SIGNALS_A_RUN)
    for row in await tx.rows(rows.with_for_update()):
        acts += await _one(tx, row, now, calendars(row.area), Rules(**shorter(row.area)))
    return FallenDue(acts, sum(act.what == "delete" for act in acts))


async def _one(tx: Tx, row: Row[Any], now: datetime, calendar: Calendar, rules: Rules) -> list[FallenAct]:
    """Everything due for one signal, in order; afterwards the clock knows when to look again."""
    case, acts = signals.signal_of_row(row), []
    handle = await signals.read_handle(tx, row.id)
    while (what := deadlines.due_deadline(case, now, calendar, rules)) is not None:
        acts.append(FallenAct(what, row.id, row.area, row.language, handle))
        if what == "delete":
            await signals.erase_signals(tx, [row.id], "retention", now)
            return acts
        case = steps.pass_time(case, what, now)
        await audit.write_audit(tx, what, now, role="clock", signal=row.id, area=row.area)
        if what == "expire":
            await forget_handle(tx, row.id, now)
            await counters.add_count(tx, "signal", f"{row.area}/{case.outcome}", now)
    await signals.store_signal(tx, case, deadlines.next_moment(case, calendar, rules))
    return acts


async def erase_signals_again(tx: Tx, keys: Sequence[str], now: datetime) -> None:
    """Signals that were erased once go again."""
    for start in range(0, len(keys), SIGNALS_A_STATEMENT):
        await signals.erase_signals(tx, keys[start : start + SIGNALS_A_STATEMENT], "restored", now)


async def forget_handles_again(tx: Tx, keys: Sequence[str], now: datetime) -> None:
    """Ways to senders that were forgotten once go again."""
    for key in keys:
        await forget_handle(tx, key, now)
