"""Coordinators and deputies: invited to areas, enrolled with a chat or browser, unlocked for ten minutes by a code."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select, true, update

from bot.features.staff.tables import invite as invite_table
from bot.features.staff.tables import person, person_area
from bot.keys.vault import new_id, new_receipt, parse_receipt
from bot.store import audit, journal, limits
from bot.store.retention import kept_for
from bot.store.tx import Tx

UNLOCKED_FOR = timedelta(minutes=10)
READY_FOR = timedelta(days=14)
ROLES = ("coordinator", "deputy", "region", "auditor")
READERS = ("coordinator", "deputy")
EVERYWHERE = "*"  # as an area: every place (practice)

UnlockAnswer = Literal["unlocked", "wrong", "used", "too_many", "unknown"]


@dataclass(frozen=True)
class Person:
    """Somebody who is enrolled. ``address`` is where the channel reaches them; roles are pairs (area, role)."""

    id: str
    lane: str
    channel: str
    address: str
    language: str
    roles: frozenset[tuple[str, str]]
    unlocked_until: datetime | None

    def at_desk(self, now: datetime) -> bool:
        """Whether their desk was open when this was read; `unlocked` also keeps it so until the transaction ends."""
        return self.unlocked_until is not None and self.unlocked_until > now


@dataclass(frozen=True)
class Enrolled:
    """A new or known person after an invite; ``secret`` (base32) is shown once and only to a new one."""

    person: Person
    secret: str | None


@dataclass(frozen=True)
class PersonRecord:
    """What an operator may see of somebody enrolled: no name, no address, no secret."""

    id: str
    roles: frozenset[tuple[str, str]]
    channel: str
    language: str
    enrolled: datetime
    last_unlock: datetime | None
    unlocked_until: datetime | None


@dataclass(frozen=True)
class Invitation:
    """An invitation that nobody has used yet; its code is known to nobody but who was given it."""

    areas: tuple[str, ...]
    role: str
    until: datetime


async def make_invitation(tx: Tx, areas: Iterable[str], role: str, now: datetime) -> str:
    """A code, good once within 24 hours, that makes its user ``role`` of these areas. Raises ValueError."""
    places = sorted(set(areas))
    if role not in ROLES or not places or any(" " in place for place in places):
        raise ValueError(f"invite: {role!r} for {places}: name one of {', '.join(ROLES)} and at least one area code")
    code = new_receipt()
    row = {"code_hash": _hash(tx, code), "areas": " ".join(places), "role": role, "until": now + kept_for(invite_table)}
    await tx.run(insert(invite_table).values(row))
    await audit.write_audit(tx, "invited", now, area=" ".join(places), reason=role)
    return code


async def enrol_person(
    tx: Tx, code: str, lane: str, channel: str, address: str, language: str, now: datetime
) -> Enrolled | None:
    """Use an invite from this chat or browser; None when the code is wrong, used, too old, or tried too often.

    Somebody already enrolled here gains the invite's areas and keeps the secret they have.
    """
    if not await limits.is_allowed(tx, limits.WRONG_CODES, lane, now):
        return None
    which = (invite_table.c.code_hash == _hash(tx, parse_receipt(code) or "")) & (invite_table.c.until > now)
    used = await tx.one(delete(invite_table).where(which).returning(invite_table))
    if used is None:
        await limits.note_once_more(tx, limits.WRONG_CODES, lane, now)
        return None
    known = await person_by_lane(tx, lane)
    secret = None if known else pyotp.random_base32()
    key = known.id if known else await _add(tx, str(secret), lane, channel, address, language, now)
    await _give_areas(tx, key, used.areas.split(), used.role)
    await audit.write_audit(tx, "enrolled", now, who=key, role=used.role, area=used.areas)
    (enrolled,) = await people_by_id(tx, [key])
    return Enrolled(enrolled, secret)


async def _add(tx: Tx, secret: str, lane: str, channel: str, address: str, language: str, now: datetime) -> str:
    key = new_id()
    row = {
        "id": key,
        "lane": lane,
        "channel": channel,
        "address": tx.seal(address, "person", "address", key),
        "language": language,
        "totp": tx.seal(secret, "person", "totp", key),
        "enrolled": now,
    }
    await tx.run(insert(person).values(row))
    return key


async def _give_areas(tx: Tx, key: str, areas: Iterable[str], role: str) -> None:
    rows = [{"person": key, "area": area, "role": role} for area in areas]
    await tx.run(tx.upsert(person_area).values(rows).on_conflict_do_nothing())


async def unlock_person(tx: Tx, lane: str, code: str, now: datetime) -> UnlockAnswer:
    """Open the desk for ten minutes with a six-digit code.

    No code works twice, on whatever replica: its time step is taken by compare-and-set. Five wrong codes within an
    hour answer ``too_many``, even to a right one.
    """
    row = await tx.one(select(person).where(person.c.lane == lane))
    if row is None:
        return "unknown"
    if not await limits.is_allowed(tx, limits.WRONG_CODES, lane, now):
        return "too_many"
    step = _matching_step(tx.unseal(row.totp, "person", "totp", row.id), code, now)
    if step is None:
        await limits.note_once_more(tx, limits.WRONG_CODES, lane, now)
        await audit.write_audit(tx, "wrong_code", now, who=row.id)
        return "wrong"
    if not await _take_step(tx, row.id, step, now):
        return "used"
    await audit.write_audit(tx, "unlocked", now, who=row.id)
    return "unlocked"


async def practice_secret(tx: Tx, lane: str) -> str | None:
    """The TOTP secret of a practice desk, whose app the program plays itself; None for all who serve a real area."""
    real = select(person_area.c.person).where(person_area.c.area != EVERYWHERE)
    mine = select(person.c.id, person.c.totp).where(person.c.lane == lane, person.c.id.not_in(real))
    row = await tx.one(mine)
    return None if row is None else tx.unseal(row.totp, "person", "totp", row.id)


async def _take_step(tx: Tx, key: str, step: int, now: datetime) -> bool:
    unused = or_(person.c.last_step.is_(None), person.c.last_step < step)
    values = {"last_step": step, "unlocked_until": now + UNLOCKED_FOR, "last_unlock": now}
    done = await tx.run(update(person).where(person.c.id == key, unused).values(values))
    return bool(done.rowcount)


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step (now, or one beside it) whose code this is; digits of any script, blanks forgiven."""
    digits = "".join(str(int(mark)) for mark in code if mark.isdecimal())
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=1)
    except OTPVerificationError:
        return None


async def lock_person(tx: Tx, lane: str, now: datetime) -> None:
    """Close the desk at once."""
    await _lock(tx, person.c.lane == lane, now)


async def lock_others(tx: Tx, one: Person, now: datetime) -> list[Person]:
    """Close the desks of everybody who shares an area with a coordinator or deputy: a phone was lost. Who they are."""
    areas = {area for area, role in one.roles if role in READERS}
    here = select(person_area.c.person).where(person_area.c.area.in_([*sorted(areas), EVERYWHERE]))
    near = person.c.id != one.id if EVERYWHERE in areas else person.c.id.in_(here) & (person.c.id != one.id)
    return await _lock(tx, near, now) if areas else []


async def lock_all(tx: Tx, now: datetime) -> list[Person]:
    """Close every desk (the operator's command). Who they are."""
    return await _lock(tx, true(), now)


async def _lock(tx: Tx, which: ColumnElement[bool], now: datetime) -> list[Person]:
    closed = update(person).where(which).values(unlocked_until=None).returning(person.c.id)
    keys = [row.id for row in await tx.rows(closed)]
    for key in sorted(keys):
        await audit.write_audit(tx, "locked", now, who=key)
    return await people_by_id(tx, keys) if keys else []


async def relock_people(tx: Tx, now: datetime) -> list[Person]:
    """Those whose ten minutes are over, each once: what their chats show must go now."""
    over = update(person).where(person.c.unlocked_until <= now).values(unlocked_until=None).returning(person.c.id)
    keys = [row.id for row in await tx.rows(over)]
    return await _people(tx, person.c.id.in_(keys)) if keys else []


async def person_by_lane(tx: Tx, lane: str) -> Person | None:
    """Who is enrolled with this chat or browser."""
    found = await _people(tx, person.c.lane == lane)
    return found[0] if found else None


async def unlocked_person(tx: Tx, lane: str, now: datetime) -> Person | None:
    """Who is enrolled here and unlocked now; who closes this desk waits until it is known what it was shown."""
    found = await _people(tx, (person.c.lane == lane) & (person.c.unlocked_until > now), held=True)
    return found[0] if found else None


async def is_unlocked(tx: Tx, lane: str, now: datetime) -> bool:
    """Whether somebody who is enrolled here is unlocked now."""
    return await unlocked_person(tx, lane, now) is not None


async def staff_of_area(tx: Tx, area: str, roles: Collection[str]) -> list[Person]:
    """Everybody who has one of these roles for the area, for notices."""
    here = person_area.c.area.in_([area, EVERYWHERE]) & person_area.c.role.in_(sorted(roles))
    return await _people(tx, person.c.id.in_(select(person_area.c.person).where(here)))


async def people_with_role(tx: Tx, roles: Collection[str]) -> list[Person]:
    """Everybody who has one of these roles for whatever area."""
    having = select(person_area.c.person).where(person_area.c.role.in_(sorted(roles)))
    return await _people(tx, person.c.id.in_(having))


async def people_by_id(tx: Tx, keys: Iterable[str]) -> list[Person]:
    """The people with these ids."""
    return await _people(tx, person.c.id.in_(sorted(set(keys))))


async def person_records(tx: Tx) -> list[PersonRecord]:
    """Everybody enrolled, the first one first."""
    shown = [person.c[name] for name in ("id", "channel", "language", "enrolled", "last_unlock", "unlocked_until")]
    rows = await tx.rows(select(*shown).order_by(person.c.enrolled, person.c.id))
    places: dict[str, set[tuple[str, str]]] = {row.id: set() for row in rows}
    for row in await tx.rows(select(person_area)):
        places[row.person].add((row.area, row.role))
    return [PersonRecord(roles=frozenset(places[row.id]), **row._mapping) for row in rows]


async def open_invitations(tx: Tx, now: datetime) -> list[Invitation]:
    """The invitations that can still be used, the first to end first."""
    open_ = invite_table.c.until > now
    wanted = select(invite_table.c.areas, invite_table.c.role, invite_table.c.until).where(open_)
    rows = await tx.rows(wanted.order_by(invite_table.c.until, invite_table.c.areas, invite_table.c.role))
    return [Invitation(tuple(row.areas.split()), row.role, row.until) for row in rows]


async def ready_stamp(tx: Tx, *also: limits.Query) -> tuple[Any, ...]:
    """What changes with every unlocking and enrolment and with every role given or taken, and so before `ready_areas`.

    Many times cheaper to ask. Only the fourteen days of `READY` pass without a change. ``also``: numbers to be asked in
    the same statement; they come last.
    """
    roles = select(func.count()).select_from(person_area).scalar_subquery()
    unlocked = select(func.max(person.c.last_unlock)).scalar_subquery()
    enrolled = select(func.max(person.c.enrolled)).scalar_subquery()
    return tuple((await tx.run(select(roles, unlocked, enrolled, *(one.scalar_subquery() for one in also)))).one())


async def ready_areas(tx: Tx, now: datetime) -> set[str]:
    """The areas whose coordinator and deputy, two people, have both unlocked within 14 days."""
    fresh = person.c.last_unlock > now - READY_FOR
    joined = select(person_area).join(person, person.c.id == person_area.c.person).where(fresh)
    holders: dict[str, dict[str, set[str]]] = {}
    for row in await tx.rows(joined.where(person_area.c.role.in_(READERS))):
        holders.setdefault(row.area, {}).setdefault(row.role, set()).add(row.person)
    shared = holders.get(EVERYWHERE, {})
    return {area for area, roles in holders.items() if _two_people(roles, shared)}


def _two_people(roles: dict[str, set[str]], shared: dict[str, set[str]]) -> bool:
    first, second = (roles.get(role, set()) | shared.get(role, set()) for role in READERS)
    return bool(first and second) and len(first | second) >= 2


async def remove_person_row(tx: Tx, key: str, now: datetime, role: str = "") -> None:
    """Forget a person; their signals pass to whoever else has the role. ``role``: as what somebody removed them."""
    places = await tx.rows(select(person_area.c.area).where(person_area.c.person == key).distinct())
    await audit.write_audit(tx, "removed", now, who=key, role=role, area=" ".join(sorted(row.area for row in places)))
    await journal.note_erasure(tx, "person", key, "removed", now)
    await tx.run(delete(person).where(person.c.id == key))
    tx.erased = True


async def _people(tx: Tx, which: Any, held: bool = False) -> list[Person]:
    joined = select(person, person_area.c.area, person_area.c.role).outerjoin(
        person_area, person_area.c.person == person.c.id
    )
    wanted = joined.where(which).order_by(person.c.enrolled, person.c.id)
    rows = await tx.rows(wanted.with_for_update(read=True, of=person) if held else wanted)
    places: dict[str, set[tuple[str, str]]] = {row.id: set() for row in rows}
    for row in rows:
        if row.area is not None:
            places[row.id].add((row.area, row.role))
    by_id = {row.id: row for row in rows}
    return [_person(tx, by_id[key], frozenset(found)) for key, found in places.items()]


def _person(tx: Tx, row: Row[Any], roles: frozenset[tuple[str, str]]) -> Person:
    address = tx.unseal(row.address, "person", "address", row.id)
    return Person(row.id, row.lane, row.channel, address, row.language, roles, row.unlocked_until)


def _hash(tx: Tx, code: str) -> str:
    return tx.ring.pseudonym("invite", code)
