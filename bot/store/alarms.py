"""Alarms of channels as rows of the audit log, and when anybody was last there: for `doctor` and the auditor.

The row's reason is `CHANNEL:ALARM`, and `CHANNEL:` when all is well again. Rows from before there were several channels
name none: they are Telegram's.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from bot.store import audit, chain
from bot.store.tables import audit as audit_table
from bot.store.tables import clock
from bot.store.tx import Tx

BEGINS, OVER = "channel_alarm", "channel_well"
UNNAMED = "telegram"  # whose alarms had no channel before them


@dataclass(frozen=True)
class NotedAlarm:
    """The newest alarm of a channel: its name, when it began, and when it was over if it is."""

    alarm: str
    began: datetime
    over: datetime | None


async def note_alarm(tx: Tx, channel: str, alarm: str, now: datetime) -> None:
    """An alarm of a channel begins, or all is well where it is empty; what is known already is not written again."""
    last = await newest_alarm(tx, channel)
    standing = last.alarm if last and last.over is None else ""
    if alarm != standing:
        await audit.write_audit(tx, BEGINS if alarm else OVER, now, role="clock", reason=f"{channel}:{alarm}")


async def newest_alarm(tx: Tx, channel: str) -> NotedAlarm | None:
    """The newest alarm of a channel, if there ever was one in the time the audit log is kept."""
    await chain.append_pending(tx)  # what this transaction has noted itself
    rows = select(audit_table).where(audit_table.c.what.in_((BEGINS, OVER)), _of(channel))
    found = await tx.rows(rows.order_by(audit_table.c.seq.desc()).limit(2))
    began = next((row for row in found if row.what == BEGINS), None)
    if began is None:
        return None
    return NotedAlarm(began.reason.rpartition(":")[2], began.at, found[0].at if found[0].what == OVER else None)


def _of(channel: str) -> ColumnElement[bool]:
    reason = audit_table.c.reason
    named = reason.startswith(f"{channel}:", autoescape=True)
    return or_(named, ~reason.contains(":")) if channel == UNNAMED else named


async def last_clock_reading(tx: Tx) -> datetime | None:
    """When the clock of this installation last ran: a minute ago at most while a replica leads."""
    row = await tx.one(select(clock.c.last).where(clock.c.id == 1))
    return row.last if row else None
