"""Alarms of a channel as rows of the audit log, and when anybody was last there: for `doctor` and the auditor."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.store import audit, chain
from bot.store.tables import audit as audit_table
from bot.store.tables import clock
from bot.store.tx import Tx

BEGINS, OVER = "channel_alarm", "channel_well"


@dataclass(frozen=True)
class Noted:
    """The newest alarm: its name, when it began, and when it was over if it is."""

    alarm: str
    began: datetime
    over: datetime | None


async def note(tx: Tx, alarm: str, now: datetime) -> None:
    """An alarm begins, or all is well where it is empty; what is known already is not written again."""
    last = await newest(tx)
    standing = last.alarm if last and last.over is None else ""
    if alarm != standing:
        await audit.write(tx, BEGINS if alarm else OVER, now, role="clock", reason=alarm)


async def newest(tx: Tx) -> Noted | None:
    """The newest alarm, if there ever was one in the time the audit log is kept."""
    await chain.append(tx)  # what this transaction has noted itself
    rows = select(audit_table).where(audit_table.c.what.in_((BEGINS, OVER))).order_by(audit_table.c.seq.desc())
    found = await tx.rows(rows.limit(2))
    began = next((row for row in found if row.what == BEGINS), None)
    if began is None:
        return None
    return Noted(began.reason, began.at, found[0].at if found[0].what == OVER else None)


async def last_reading(tx: Tx) -> datetime | None:
    """When the clock of this installation last ran: a minute ago at most while a replica leads."""
    row = await tx.one(select(clock.c.last).where(clock.c.id == 1))
    return row.last if row else None
