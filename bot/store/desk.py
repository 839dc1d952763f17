"""Signals as coordinators meet them. Every query holds in SQL who may read: unlocked now; in charge, deputy or named.

Where the person in charge was removed, whoever has the role for the area stands in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, or_, select

from bot.cases import signal as cases
from bot.cases import steps
from bot.store import audit, counters, journal
from bot.store.engine import Tx
from bot.store.people import EVERYWHERE
from bot.store.signals import Word, add_word, as_case, handle, store_case, words
from bot.store.tables import person, person_area, reply_handle, signal


@dataclass(frozen=True)
class Item:
    """A line of the list: no content."""

    seq: int
    id: str
    area: str
    state: str
    version: int
    received: datetime


@dataclass(frozen=True)
class View:
    """A signal, opened for somebody who may read it. ``reach`` is chat, phone or code; ``phone`` only for phone."""

    case: cases.Signal
    language: str
    content: str
    words: tuple[Word, ...]
    reach: str
    phone: str | None


async def listed(tx: Tx, who: str, now: datetime, limit: int = 50, after: int = 0) -> list[Item]:
    """The open signals this person may read, oldest first, beginning after the number ``after``."""
    still = (signal.c.state != cases.CLOSED) & (signal.c.seq > after)
    wanted = _readable(who, now).where(still).order_by(signal.c.seq).limit(limit)
    rows = await tx.rows(wanted)
    return [Item(row.seq, row.id, row.area, row.state, row.version, row.received) for row in rows]


async def read(tx: Tx, who: str, key: str, now: datetime, what: str = "read") -> View | None:
    """Open a signal (``what``: read or printed) and log it; None for everybody who may not, or when it is gone."""
    row = await tx.one(_readable(who, now).where(signal.c.id == key).with_for_update(of=signal))
    if row is None:
        return None
    case = as_case(row)
    if steps.changes(case, "read") and case.state != cases.CLOSED:
        case = steps.act(case, "read", now)
        await store_case(tx, case, now)
    await audit.write(tx, what, now, who=who, signal=key, area=row.area)
    content = tx.unseal(row.content, "signal", "content", key)
    reached = await handle(tx, key)
    phone = reached.address if reached and reached.kind == "phone" else None
    return View(case, row.language, content, await words(tx, key), reached.kind if reached else "code", phone)


async def act(
    tx: Tx,
    who: str,
    key: str,
    version: int,
    what: str,
    now: datetime,
    *,
    step: str = "",
    body: str = "",
    outcome: str | None = None,
) -> cases.Signal | None:
    """Take, ask (a ``step`` again, with words in ``body``), answer (``body``) or close (``outcome``).

    The signal afterwards, or None when nothing happened: the person may not, the view they pressed on is of another
    version, or the act is not possible in this state.
    """
    mine = _readable(who, now).where(signal.c.id == key, signal.c.version == version)
    row = await tx.one(mine.with_for_update(of=signal))
    after = None if row is None else _after(row, what, now, outcome)
    if row is None or after is None or not await store_case(tx, after, now, before=version):
        return None
    await _belongings(tx, row, what, now, step, body)
    if outcome is not None:
        await counters.add(tx, "signal", f"{row.area}/{outcome}", now)
    await audit.write(tx, what, now, who=who, signal=key, area=row.area, reason=outcome or step)
    return after


def _after(row: Row[Any], what: str, now: datetime, outcome: str | None) -> cases.Signal | None:
    try:
        return steps.act(as_case(row), what, now, outcome=outcome)
    except steps.Illegal:
        return None


async def _belongings(tx: Tx, row: Row[Any], what: str, now: datetime, step: str, body: str) -> None:
    if what == "ask":
        await add_word(tx, row, "question", step, body, now)
    elif what == "answer":
        await add_word(tx, row, "note", step, body, now)
    elif what == "close":
        await forget_handle(tx, row.id, now)


async def forget_handle(tx: Tx, key: str, now: datetime) -> None:
    """A closed signal knows no way back to its sender."""
    if (await tx.run(delete(reply_handle).where(reply_handle.c.signal == key))).rowcount:
        await journal.note(tx, "handle", key, "closed", now)
    tx.erased = True


def _readable(who: str, now: datetime) -> Select[Any]:
    awake = exists().where(person.c.id == who, person.c.unlocked_until > now)
    return select(signal).where(awake, or_(_has("coordinator", who), _has("deputy", who), signal.c.second == who))


def _has(role: str, who: str) -> ColumnElement[bool]:
    """In charge by name, or, where nobody is named, by role; and still holding a reader's role for the area."""
    named = signal.c[role]
    mine = (person_area.c.person == who) & person_area.c.area.in_([signal.c.area, EVERYWHERE])
    reader = exists().where(mine, person_area.c.role.in_(("coordinator", "deputy")))
    stands_in = exists().where(mine, person_area.c.role == role)
    return or_(and_(named == who, reader), and_(named.is_(None), stands_in))
