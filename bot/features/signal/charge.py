"""Who is in charge of a signal, who may have read it, and the way to its sender, which goes when it is closed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select

from bot.features.signal.tables import reply_handle, signal
from bot.features.staff import records as people
from bot.features.staff.records import READERS, Person
from bot.store import journal
from bot.store.tx import Tx


async def list_keepers(tx: Tx, key: str, roles: Collection[str]) -> list[Person]:
    """Who is in charge of a signal in these roles (coordinator, deputy): by name, else whoever has the role there."""
    row = await tx.one(select(signal).where(signal.c.id == key))
    found = [one for role in sorted(roles) for one in await people_in_charge(tx, row, role)] if row else []
    return list({one.id: one for one in found}.values())


async def people_in_charge(tx: Tx, row: Row[Any], role: str) -> list[Person]:
    named = getattr(row, role)
    return await (people.people_by_id(tx, [named]) if named else people.staff_of_area(tx, row.area, (role,)))


async def list_readers(tx: Tx, key: str) -> list[Person]:
    """Everybody who may have read a signal: those in charge and the person they named; nobody while it is unread."""
    row = await tx.one(select(signal).where(signal.c.id == key, signal.c.read.is_not(None)))
    if row is None:
        return []
    second = await people.people_by_id(tx, [row.second]) if row.second else []
    found = await list_keepers(tx, key, READERS) + second
    return list({one.id: one for one in found}.values())


async def forget_handle(tx: Tx, key: str, now: datetime) -> None:
    """A closed signal knows no way back to its sender."""
    if (await tx.run(delete(reply_handle).where(reply_handle.c.signal == key))).rowcount:
        await journal.note_erasure(tx, "handle", key, "closed", now)
    tx.erased = True
