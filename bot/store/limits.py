"""How often someone may do something: rolling windows under pseudonyms that change every day."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, insert, select

from bot.store.tables import limit
from bot.store.tx import Tx

WRONG_CODES = ("wrong_code", 5, timedelta(hours=1))
RECEIPT_GUESSES = ("receipt", 5, timedelta(hours=1))
GUESSES_OF_ALL = ("receipt", 50, timedelta(hours=1))
WAITING_LANES = ("receipt_wait", 1, timedelta(hours=1))
WAIT_BETWEEN_CODES = timedelta(minutes=2)
SIGNALS_A_DAY = ("signal", 3, timedelta(hours=24))

Query = Select[int]
Limit = tuple[str, int, timedelta]  # kind, how often, within (at most 24 hours)


class MustWait(Exception):
    """Not now: in two minutes, as all lanes together guess too much."""


async def times_spent(tx: Tx, rule: Limit, lane: str, now: datetime) -> int:
    """How often this lane did it within the window."""
    return int((await tx.run(spent_query(tx, rule, lane, now))).scalar_one())


def spent_query(tx: Tx, rule: Limit, lane: str, now: datetime) -> Query:
    """The number that `spent` gives, to be asked together with something else."""
    kind, _, within = rule
    names = _names(tx, rule, lane, now)
    return select(func.count()).where(limit.c.kind == kind, limit.c.who.in_(names), limit.c.at > now - within)


def _names(tx: Tx, rule: Limit, lane: str, now: datetime) -> list[str]:
    """The daily pseudonyms of a lane within the window."""
    return sorted({tx.ring.daily(rule[0], lane, moment.date()) for moment in (now, now - rule[2])})


async def is_allowed(tx: Tx, rule: Limit, lane: str, now: datetime) -> bool:
    """Whether the lane may do it once more."""
    return await times_spent(tx, rule, lane, now) < rule[1]


async def note_once_more(tx: Tx, rule: Limit, lane: str, now: datetime) -> None:
    """It was done once. The caller holds the lane's lock, so nobody counts at the same time."""
    await tx.run(insert(limit).values(kind=rule[0], who=tx.ring.daily(rule[0], lane, now.date()), at=now))


async def times_by_all(tx: Tx, rule: Limit, now: datetime) -> int:
    """How often all lanes together did it within the window."""
    all_of = select(func.count()).where(limit.c.kind == rule[0], limit.c.at > now - rule[2])
    return int((await tx.run(all_of)).scalar_one())


async def made_to_wait(tx: Tx, lane: str, now: datetime) -> bool:
    """Let this lane wait before it may try a code, as long as all lanes together guess too much; whether it must now.

    Nobody is shut out: who comes back two minutes later is heard, while a guesser waits on every new lane.
    """
    if await times_by_all(tx, GUESSES_OF_ALL, now) < GUESSES_OF_ALL[1]:
        return False
    names = _names(tx, WAITING_LANES, lane, now)
    mine = select(func.min(limit.c.at)).where(limit.c.kind == WAITING_LANES[0], limit.c.who.in_(names))
    since = (await tx.run(mine.where(limit.c.at > now - WAITING_LANES[2]))).scalar_one()
    if since is None:
        await note_once_more(tx, WAITING_LANES, lane, now)
    return since is None or now < since + WAIT_BETWEEN_CODES
