"""Every table there is: those of the store, and those that features bring."""

from bot.features.contacts.tables import contact
from bot.features.signal.tables import consent, contribution, reply_handle, signal
from bot.features.staff.tables import invite, person, person_area
from bot.store.tables import (
    audit,
    audit_chain,
    clock,
    counter,
    effect,
    ended,
    limit,
    message_number,
    metadata,
    outbox,
    seen,
    talk,
    tombstone,
)

__all__ = [
    "audit",
    "audit_chain",
    "clock",
    "consent",
    "contact",
    "contribution",
    "counter",
    "effect",
    "ended",
    "invite",
    "limit",
    "message_number",
    "metadata",
    "outbox",
    "person",
    "person_area",
    "reply_handle",
    "seen",
    "signal",
    "talk",
    "tombstone",
]
