"""Signals as coordinators meet them. Every query holds in SQL who may read: unlocked now; in charge, deputy or named.

Where the person in charge was removed, whoever has the role for the area stands in. The second person whom those in
charge name reads and prints, and does nothing else. What is closed is read by nobody.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, update

from bot.features.signal import state as cases
from bot.features.signal import steps
from bot.features.signal.charge import people_in_charge
from bot.features.signal.records import Contribution, read_contributions, read_handle, signal_of_row, store_signal
from bot.features.signal.tables import signal
from bot.features.staff import records as people
from bot.features.staff.records import EVERYWHERE, READERS, Person
from bot.features.staff.tables import person, person_area
from bot.store import audit
from bot.store.tx import Tx


@dataclass(frozen=True)
class SignalItem:
    """A line of the list: no content."""

    seq: int
    id: str
    area: str
    state: str
    version: int
    received: datetime


@dataclass(frozen=True)
class HeldSignal:
    """A signal that somebody may read, still without its content.

    ``keeps``: whether they are in charge of it (coordinator or deputy), not only asked to look; ``mine``: whether they
    have taken it themselves; ``second``: who else was asked to look; ``sealed``: the content as it is kept.
    """

    case: cases.Signal
    language: str
    keeps: bool
    mine: bool
    second: str | None
    sealed: str


@dataclass(frozen=True)
class SignalView:
    """A signal, opened for somebody who may read it. ``phone`` where the sender wants to be called."""

    case: cases.Signal
    language: str
    content: str
    words: tuple[Contribution, ...]
    phone: str | None
    keeps: bool
    mine: bool
    second: str | None


async def list_signals(tx: Tx, who: str, now: datetime, limit: int = 50, after: int = 0) -> list[SignalItem]:
    """The open signals this person may read, oldest first, beginning after the number ``after``."""
    wanted = _readable(who, now).where(signal.c.seq > after).order_by(signal.c.seq).limit(limit)
    rows = await tx.rows(wanted)
    return [SignalItem(row.seq, row.id, row.area, row.state, row.version, row.received) for row in rows]


async def count_signals(tx: Tx, who: str, now: datetime) -> int:
    """How many open signals this person may read."""
    all_of = select(func.count()).select_from(_readable(who, now).subquery())
    return int((await tx.run(all_of)).scalar_one())


async def read_signal(tx: Tx, who: str, key: str, now: datetime, what: str = "read") -> SignalView | None:
    """Open a signal with all that belongs to it; logged as in `hold_signal`. None for everybody who may not."""
    held = await hold_signal(tx, who, key, now, what)
    return await view_signal(tx, held) if held else None


async def hold_signal(tx: Tx, who: str, key: str, now: datetime, what: str = "read") -> HeldSignal | None:
    """Whether somebody may read a signal; logged as ``what`` (read, printed; empty: it was logged for this event).

    None for everybody who may not, and when it is closed or gone.
    """
    wanted = _readable(who, now).add_columns(_keeps(who).label("keeps")).where(signal.c.id == key)
    row = await tx.one(wanted.with_for_update(of=signal))
    if row is None:
        return None
    case = signal_of_row(row)
    if steps.changes_anything(case, "read"):
        case = steps.act_by_name(case, "read", now)
        await store_signal(tx, case, now)
    if what:
        await audit.write_audit(tx, what, now, who=who, signal=key, area=row.area)
    mine = case.taken is not None and row.coordinator == who
    return HeldSignal(case, row.language, bool(row.keeps), mine, row.second, row.content)


async def view_signal(tx: Tx, held: HeldSignal) -> SignalView:
    """What is held, with its content, the words since, and the number to call."""
    key = held.case.id
    content = tx.unseal(held.sealed, "signal", "content", key)
    reached = await read_handle(tx, key)
    phone = reached.address if reached and reached.kind == "phone" else None
    said = await read_contributions(tx, key)
    return SignalView(held.case, held.language, content, said, phone, held.keeps, held.mine, held.second)


async def log_refused(tx: Tx, who: str, key: str, now: datetime) -> None:
    """Log that somebody enrolled reached for a signal that is not open to them."""
    await audit.write_audit(tx, "refused", now, who=who, signal=key)


async def lock_mine(tx: Tx, who: str, key: str, version: int, now: datetime) -> Row[Any] | None:
    """The signal, locked, if this person is in charge of it and it is as they saw it."""
    mine = _readable(who, now).where(signal.c.id == key, signal.c.version == version, _keeps(who))
    return await tx.one(mine.with_for_update(of=signal))


async def list_colleagues(tx: Tx, who: str, key: str, now: datetime) -> list[Person]:
    """Who may be named as the second person: coordinators and deputies of whatever area who do not keep it already."""
    row = await tx.one(_readable(who, now).where(signal.c.id == key, _keeps(who)))
    return await colleagues_of(tx, row) if row else []


async def colleagues_of(tx: Tx, row: Row[Any]) -> list[Person]:
    taken = {one.id for role in READERS for one in await people_in_charge(tx, row, role)}
    return [one for one in await people.people_with_role(tx, READERS) if one.id not in taken]


async def hand_signal_over(tx: Tx, row: Row[Any], who: str) -> None:
    """From now on ``who`` is in charge; whoever was, or else the deputy, stays beside them."""
    beside = [named for named in (row.coordinator, row.deputy) if named and named != who]
    if not beside:
        standing_in = [one.id for one in await people_in_charge(tx, row, "coordinator")]
        beside = [] if who in standing_in else standing_in
    deputy = next(iter(beside), None)
    await tx.run(update(signal).where(signal.c.id == row.id).values(coordinator=who, deputy=deputy))


async def set_second(tx: Tx, key: str, second: str | None) -> None:
    """From now on this person may look too, in place of whoever was asked before; None: nobody."""
    await tx.run(update(signal).where(signal.c.id == key).values(second=second))


async def count_charges(tx: Tx) -> dict[str, int]:
    """How many open signals each person has been put in charge of by name, as coordinator or deputy."""
    rows = await tx.rows(select(signal.c.coordinator, signal.c.deputy).where(signal.c.state != cases.CLOSED))
    return Counter(who for row in rows for who in {row.coordinator, row.deputy} if who)


async def list_orphans(tx: Tx) -> dict[str, str]:
    """The open signals, by id with their area, that nobody enrolled could read, unlocked or not."""
    rows = await tx.rows(select(signal.c.id, signal.c.area).where(signal.c.state != cases.CLOSED))
    found = {row.id: row.area for row in rows}
    for one in await people.people_with_role(tx, READERS):
        for row in await tx.rows(select(signal.c.id).where(_may_read(one.id))):
            found.pop(row.id, None)
    return found


def _readable(who: str, now: datetime) -> Select[Any]:
    awake = exists().where(person.c.id == who, person.c.unlocked_until > now)
    return select(signal).where(awake, _may_read(who))


def _may_read(who: str) -> ColumnElement[bool]:
    """Whether a signal is open to this person once their desk is."""
    reader = exists().where(person_area.c.person == who, person_area.c.role.in_(READERS))
    named = (signal.c.second == who) & reader
    return and_(signal.c.state != cases.CLOSED, or_(_keeps(who), named))


def _keeps(who: str) -> ColumnElement[bool]:
    return or_(_has("coordinator", who), _has("deputy", who))


def _has(role: str, who: str) -> ColumnElement[bool]:
    """In charge by name, or, where nobody is named, by role; and still holding a reader's role for the area."""
    named = signal.c[role]
    mine = (person_area.c.person == who) & person_area.c.area.in_([signal.c.area, EVERYWHERE])
    reader = exists().where(mine, person_area.c.role.in_(READERS))
    stands_in = exists().where(mine, person_area.c.role == role)
    return or_(and_(named == who, reader), and_(named.is_(None), stands_in))
