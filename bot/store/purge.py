"""What time does: erase what is past its time, as declared beside each table, and name what has fallen due.

No length of time stands here: see `retention.py`. Rows that live by more than a moment have a clock of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from bot.store import audit
from bot.store.retention import CLOCKS, KEPT_TABLES, After, Calendars, Shorter, Until
from bot.store.tables import clock
from bot.store.tx import Tx

JUMP_BACK = timedelta(minutes=1)  # smaller ones are time servers at work
JUMP_AHEAD = timedelta(days=14)
HOLD = timedelta(hours=24)


@dataclass
class ClockRun:
    """What one run did. ``alarm``: the clock jumped just now; ``held``: nothing was erased for that reason.

    ``told``: what the clock of each table has for people to be told; ``erased``: how many rows of each table went.
    """

    alarm: bool = False
    held: bool = False
    told: dict[str, list[Any]] = field(default_factory=dict)
    erased: dict[str, int] = field(default_factory=dict)


def nothing_shorter(area: str) -> Mapping[str, Any]:
    """Nobody has shortened anything."""
    return {}


async def run_clock(tx: Tx, now: datetime, calendars: Calendars, shorter: Shorter = nothing_shorter) -> ClockRun:
    """Do what is due now. Call it every minute; when something was erased, `Store.erase_traces` belongs after it.

    After a jump of the clock (back, or ahead by more than 14 days) nothing is erased or said for 24 hours.
    """
    done = ClockRun()
    await _clocks(tx, now, calendars, shorter, done, always=True)
    done.alarm, done.held = await _clock(tx, now)
    if done.held:
        return done
    await _clocks(tx, now, calendars, shorter, done, always=False)
    done.erased = await _expire(tx, now) | done.erased
    tx.erased = tx.erased or any(done.erased.values())
    return done


async def _clocks(tx: Tx, now: datetime, calendars: Calendars, shorter: Shorter, done: ClockRun, always: bool) -> None:
    """The tables' own clocks: those that never stand still, or the others."""
    for name, each in CLOCKS.items():
        if each.always == always:
            fell = await each.run(tx, now, calendars, shorter)
            done.told[name] = fell.told
            done.erased |= {} if always else {name: fell.erased}


async def _clock(tx: Tx, now: datetime) -> tuple[bool, bool]:
    """Whether the clock jumped just now, and whether erasing waits."""
    row = await tx.one(select(clock).where(clock.c.id == 1).with_for_update())
    jumped = row is not None and (now < row.last - JUMP_BACK or now > row.last + JUMP_AHEAD)
    until = now + HOLD if jumped else row and row.hold_until
    reading = tx.upsert(clock).values(id=1, last=now, hold_until=until)
    fresh = {"last": reading.excluded.last, "hold_until": reading.excluded.hold_until}
    await tx.run(reading.on_conflict_do_update(index_elements=["id"], set_=fresh))
    if jumped:
        await audit.write_audit(tx, "clock_jumped", now)
    return jumped, until is not None and now < until


async def _expire(tx: Tx, now: datetime) -> dict[str, int]:
    """Delete whatever is only kept for a time, table by table as declared; how many rows of each went."""
    past = {kept.table: kept.lives.past(now) for kept in KEPT_TABLES.values() if isinstance(kept.lives, Until | After)}
    gone = {table.name: (await tx.run(delete(table).where(old))).rowcount for table, old in past.items()}
    return gone | {"audit": await audit.drop_old_months(tx, now)}
