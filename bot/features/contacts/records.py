"""A town's own contact points: they take the place of rows in the files by id."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from bot.directory.contact import Contact
from bot.features.contacts.tables import contact
from bot.store.tx import Tx


async def put_contacts(tx: Tx, row: Contact, now: datetime) -> None:
    """Keep a contact, in place of the one with the same id."""
    body = row.model_dump_json(exclude_defaults=True)
    insert = tx.upsert(contact).values(id=row.id, country=row.country, body=body, changed=now)
    fresh = {"country": row.country, "body": body, "changed": now}
    await tx.run(insert.on_conflict_do_update(index_elements=["id"], set_=fresh))


async def own_contacts(tx: Tx) -> list[Contact]:
    """All contacts that towns added or changed."""
    rows = await tx.rows(select(contact).order_by(contact.c.id))
    return [Contact.model_validate_json(row.body) for row in rows]


async def remove_contact(tx: Tx, id: str) -> bool:
    """Forget a town's own row: the one in the files counts again. Whether there was one."""
    return bool((await tx.run(delete(contact).where(contact.c.id == id))).rowcount)
