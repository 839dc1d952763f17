"""The table of a town's own contacts, and what it keeps, for how long and how (`retention.keep`)."""

from sqlalchemy import Column, Table, Text

from bot.store.columns import Moment, metadata
from bot.store.retention import KEPT, UntilAct, keep, plain

contact = Table(
    "contact",
    metadata,
    Column("id", Text, primary_key=True),
    Column("country", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("changed", Moment, nullable=False),
)
keep(
    contact,
    UntilAct(),
    {
        "id": plain("id of the contact point"),
        "country": plain("country code"),
        "body": plain("public data of a service"),
    },
    acts={"replaced or removed": "features.contacts.records.remove"},
)

TABLES = tuple(KEPT[table.name] for table in (contact,))
