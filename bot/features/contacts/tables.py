"""The table of a town's own contacts, and what it keeps, for how long and how (`keep_table`)."""

from sqlalchemy import Column, Table, Text

from bot.store.columns import Moment, metadata
from bot.store.retention import KEPT_TABLES, UntilAct, keep_table, plain_text

contact = Table(
    "contact",
    metadata,
    Column("id", Text, primary_key=True),
    Column("country", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("changed", Moment, nullable=False),
)
keep_table(
    contact,
    UntilAct(),
    {
        "id": plain_text("id of the contact point"),
        "country": plain_text("country code"),
        "body": plain_text("public data of a service"),
    },
    acts={"replaced or removed": "features.contacts.records.remove_contact"},
)

CONTACT_TABLES = tuple(KEPT_TABLES[table.name] for table in (contact,))
