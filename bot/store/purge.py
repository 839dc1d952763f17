"""What time does: erase what is past its time, and name what has fallen due so that the office can tell people."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, exists, select

from bot.cases import deadlines, steps
from bot.cases.deadlines import Rules
from bot.places.calendar import Calendar
from bot.store import audit, counters, journal, people, signals
from bot.store.desk import forget_handle
from bot.store.people import Person
from bot.store.signals import Handle
from bot.store.tables import clock, effect, ended, invite, limit, message_number, outbox, seen, signal, talk, tombstone
from bot.store.tx import Tx

JUMP_BACK = timedelta(minutes=1)  # smaller ones are time servers at work
JUMP_AHEAD = timedelta(days=14)
HOLD = timedelta(hours=24)
TWO_DAYS = timedelta(hours=48)
HOUR = timedelta(minutes=60)
AT_ONCE = 500  # signals a run

Calendars = Callable[[str], Calendar]  # of an area
Terms = Callable[[str], Rules]  # of an area


@dataclass(frozen=True)
class Act:
    """Something that fell due for a signal: tell_deputy, tell_region, tell_sender, check, expire or delete."""

    what: str
    signal: str
    area: str
    language: str
    handle: Handle | None


@dataclass
class Done:
    """What one run did. ``alarm``: the clock jumped just now; ``held``: nothing was erased for that reason."""

    alarm: bool = False
    held: bool = False
    acts: list[Act] = field(default_factory=list)
    locked: list[Person] = field(default_factory=list)
    erased: dict[str, int] = field(default_factory=dict)


def default_terms(area: str) -> Rules:
    """The deadlines nobody shortened."""
    return deadlines.DEFAULTS


async def due(tx: Tx, now: datetime, calendar: Calendars, terms: Terms = default_terms) -> Done:
    """Do what is due now. Call it every minute; when something was erased, `Store.erase_traces` belongs after it.

    After a jump of the clock (back, or ahead by more than 14 days) nothing is erased or said for 24 hours.
    """
    done = Done(locked=await people.relock(tx, now))
    done.alarm, done.held = await _clock(tx, now)
    if done.held:
        return done
    rows = select(signal).where(signal.c.look_at <= now).order_by(signal.c.look_at).limit(AT_ONCE)
    for row in await tx.rows(rows.with_for_update()):
        done.acts += await _one(tx, row, now, calendar(row.area), terms(row.area))
    done.erased = await _expire(tx, now)
    done.erased["signal"] = sum(act.what == "delete" for act in done.acts)
    tx.erased = tx.erased or any(done.erased.values())
    return done


async def _clock(tx: Tx, now: datetime) -> tuple[bool, bool]:
    """Whether the clock jumped just now, and whether erasing waits."""
    row = await tx.one(select(clock).where(clock.c.id == 1).with_for_update())
    jumped = row is not None and (now < row.last - JUMP_BACK or now > row.last + JUMP_AHEAD)
    until = now + HOLD if jumped else row and row.hold_until
    reading = tx.upsert(clock).values(id=1, last=now, hold_until=until)
    fresh = {"last": reading.excluded.last, "hold_until": reading.excluded.hold_until}
    await tx.run(reading.on_conflict_do_update(index_elements=["id"], set_=fresh))
    if jumped:
        await audit.write(tx, "clock_jumped", now)
    return jumped, until is not None and now < until


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


async def _expire(tx: Tx, now: datetime) -> dict[str, int]:
    """Delete whatever is only kept for a time; how many rows of each table went."""
    alive = exists().where(talk.c.lane == effect.c.lane)
    past = {
        talk: talk.c.until <= now,
        ended: ended.c.until <= now,
        outbox: outbox.c.until <= now,
        invite: invite.c.until <= now,
        seen: seen.c.at <= now - TWO_DAYS,
        message_number: message_number.c.at <= now - TWO_DAYS,
        limit: limit.c.at <= now - HOLD,
        tombstone: tombstone.c.at <= now - journal.KEPT,
        effect: (effect.c.at <= now - HOUR) & ~alive,  # after the talks: theirs may have gone just now
    }
    gone = {table.name: (await tx.run(delete(table).where(old))).rowcount for table, old in past.items()}
    return gone | {"audit": await audit.drop(tx, now)}
