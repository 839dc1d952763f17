"""Who did what to which signal: one row in the same transaction as the act, pseudonyms instead of ids, no content.

``month`` and ``mac`` are there for the chain: every month one HMAC chain, begun with the head of the month before.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot.store.engine import Tx
from bot.store.tables import audit
from bot.store.vault import month_of


@dataclass(frozen=True)
class Entry:
    """One row of the log. ``who`` and ``object`` are pseudonyms (`Ring.pseudonym`) or empty."""

    at: datetime
    who: str
    role: str
    what: str
    object: str
    area: str
    reason: str


async def write(
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
    await tx.run(insert(audit).values(row))


async def entries(tx: Tx, month: str, area: str | None = None) -> list[Entry]:
    """The log of a month (of one area), oldest first."""
    wanted = select(audit).where(audit.c.month == month).order_by(audit.c.seq)
    rows = await tx.rows(wanted if area is None else wanted.where(audit.c.area == area))
    return [Entry(row.at, row.who, row.role, row.what, row.object, row.area, row.reason) for row in rows]
