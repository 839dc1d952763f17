"""How often someone may do something: rolling windows under pseudonyms that change every day."""

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select

from bot.store.engine import Tx
from bot.store.tables import limit

WRONG_CODES = ("wrong_code", 5, timedelta(hours=1))
RECEIPT_GUESSES = ("receipt", 5, timedelta(hours=1))
SIGNALS = ("signal", 3, timedelta(hours=24))

Limit = tuple[str, int, timedelta]  # kind, how often, within (at most 24 hours)


async def spent(tx: Tx, rule: Limit, lane: str, now: datetime) -> int:
    """How often this lane did it within the window."""
    kind, _, within = rule
    names = {tx.ring.daily(kind, lane, moment.date()) for moment in (now, now - within)}
    mine = select(func.count()).where(limit.c.kind == kind, limit.c.who.in_(sorted(names)), limit.c.at > now - within)
    return int((await tx.run(mine)).scalar_one())


async def allowed(tx: Tx, rule: Limit, lane: str, now: datetime) -> bool:
    """Whether the lane may do it once more."""
    return await spent(tx, rule, lane, now) < rule[1]


async def note(tx: Tx, rule: Limit, lane: str, now: datetime) -> None:
    """It was done once. The caller holds the lane's lock, so nobody counts at the same time."""
    await tx.run(insert(limit).values(kind=rule[0], who=tx.ring.daily(rule[0], lane, now.date()), at=now))


async def spend(tx: Tx, rule: Limit, lane: str, now: datetime) -> bool:
    """Count once more if that is allowed; False when the limit is reached."""
    if not await allowed(tx, rule, lane, now):
        return False
    await note(tx, rule, lane, now)
    return True


async def everybody(tx: Tx, rule: Limit, now: datetime) -> int:
    """How often all lanes together did it within the window."""
    all_of = select(func.count()).where(limit.c.kind == rule[0], limit.c.at > now - rule[2])
    return int((await tx.run(all_of)).scalar_one())
