"""What an auditor sees: counts and the log of their areas. Never a signal, never who somebody is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from bot.features.staff.records import EVERYWHERE
from bot.features.staff.tables import person, person_area
from bot.keys.vault import month_of
from bot.store import audit, counters
from bot.store.audit import AuditEntry
from bot.store.tx import Tx

AUDITOR = "auditor"
COUNTED_MONTHS = 12


@dataclass(frozen=True)
class Counts:
    """The counts of whole months, from the first to the last: area → what happened → how often."""

    first: str
    last: str
    areas: dict[str, dict[str, int]]


async def read_log(tx: Tx, who: str, now: datetime) -> list[AuditEntry] | None:
    """This month's log of an auditor's areas, oldest first; looking is logged too. None for everybody else.

    What belongs to no area (a desk opened, a wrong code) is for who oversees them all.
    """
    areas = await _areas(tx, who, now)
    if areas is None:
        return None
    await audit.write_audit(tx, "looked", now, who=who, role=AUDITOR)
    return await audit.audit_entries(tx, month_of(now), None if EVERYWHERE in areas else areas)


async def read_counts(tx: Tx, who: str, now: datetime) -> Counts | None:
    """The counts of an auditor's areas over the last twelve whole months. None for everybody else.

    The month that runs is left out: what changes from one look to the next would point at single signals.
    """
    areas = await _areas(tx, who, now)
    if areas is None:
        return None
    first, last = month_of(now, -COUNTED_MONTHS), month_of(now, -1)
    found: dict[str, dict[str, int]] = {}
    for cell, number in (await counters.count_cells(tx, "signal", first, last)).items():
        area, _, what = cell.partition("/")
        if area in areas or EVERYWHERE in areas:
            found.setdefault(area, {})[what] = number
    return Counts(first, last, found)


async def _areas(tx: Tx, who: str, now: datetime) -> set[str] | None:
    """The areas of an auditor who has unlocked; None for everybody else."""
    awake = exists().where(person.c.id == who, person.c.unlocked_until > now)
    mine = (person_area.c.person == who) & (person_area.c.role == AUDITOR)
    return {row.area for row in await tx.rows(select(person_area.c.area).where(mine, awake))} or None
