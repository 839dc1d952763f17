"""Who did what to which signal: one row in the same transaction as the act, pseudonyms instead of ids, no content.

The rows are chained (`bot.store.chain`) when the transaction ends; a month is dropped whole.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select

from bot.keys.vault import month_of
from bot.store import chain
from bot.store.retention import kept_months
from bot.store.tables import audit, audit_chain
from bot.store.tx import Tx


@dataclass(frozen=True)
class AuditEntry:
    """One row of the log. ``who`` and ``object`` are pseudonyms (`Ring.pseudonym`) or empty."""

    at: datetime
    who: str
    role: str
    what: str
    object: str
    area: str
    reason: str


async def write_audit(
    tx: Tx,
    what: str,
    now: datetime,
    *,
    who: str = "",
    role: str = "",
    signal: str = "",
    area: str = "",
    reason: str = "",
) -> None:
    """Log an act. ``who``: a person's id, ``signal``: a signal's id; both are kept as pseudonyms only."""
    row = {
        "month": month_of(now),
        "at": now,
        "who": who and tx.ring.pseudonym("person", who),
        "role": role,
        "what": what,
        "object": signal and tx.ring.pseudonym("signal", signal),
        "area": area,
        "reason": reason,
    }
    tx.log.append(row)


async def audit_entries(tx: Tx, month: str, areas: Collection[str] | None = None) -> list[AuditEntry]:
    """The log of a month, oldest first; with ``areas`` only what belongs to one of them (a row may name several)."""
    await chain.append_pending(tx)
    wanted = select(audit).where(audit.c.month == month).order_by(audit.c.seq)
    if areas is not None:
        named = " " + audit.c.area + " "
        wanted = wanted.where(or_(*(named.contains(f" {area} ", autoescape=True) for area in sorted(areas))))
    rows = await tx.rows(wanted)
    return [AuditEntry(row.at, row.who, row.role, row.what, row.object, row.area, row.reason) for row in rows]


async def drop_old_months(tx: Tx, now: datetime) -> int:
    """Drop the months that are over their time, each whole; how many rows they had. That it was done is logged."""
    past = audit_chain.c.first != chain.POINTER, audit_chain.c.month < month_of(now, -kept_months(audit))
    old = await tx.rows(select(audit_chain).where(*past).order_by(audit_chain.c.first))
    if not old:
        return 0
    for row in old:
        await write_audit(tx, "month_dropped", now, role="clock", reason=row.month)
    await chain.append_pending(tx)  # before the rows go: there is always a head to go on from
    await tx.run(delete(audit_chain).where(audit_chain.c.first.in_([row.first for row in old])))
    theirs = or_(*(audit.c.seq.between(row.first, row.last) for row in old))
    return (await tx.run(delete(audit).where(theirs))).rowcount
