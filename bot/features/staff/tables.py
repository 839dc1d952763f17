"""The tables of people at work, and beside each what it keeps, for how long and how (`keep_table`)."""

from datetime import timedelta

from sqlalchemy import BigInteger, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from bot.store.columns import Moment, metadata
from bot.store.retention import (
    AREA_TEXT,
    KEPT_TABLES,
    LANE_TEXT,
    ColumnContent,
    Until,
    UntilAct,
    With,
    keep_table,
    plain_text,
    sealed_text,
)

PERSON_TEXT = ColumnContent("random", "id of a coordinator or deputy")

person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("lane", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("totp", Text, nullable=False),
    Column("last_step", BigInteger),
    Column("unlocked_until", Moment, index=True),
    Column("last_unlock", Moment),
    Column("enrolled", Moment, nullable=False),
)
keep_table(
    person,
    UntilAct(),
    {
        "id": ColumnContent("random", "names the row"),
        "lane": LANE_TEXT,
        "channel": plain_text("name of the channel"),
        "address": sealed_text("chat or browser", "id"),
        "language": plain_text("language code"),
        "totp": sealed_text("the secret of the second factor", "id"),
    },
    acts={"removed": "features.staff.records.remove_person_row"},
    stones=("person",),
)

person_area = Table(
    "person_area",
    metadata,
    Column("person", Text, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("area", Text, nullable=False),
    Column("role", Text, nullable=False),  # coordinator | deputy | region | auditor
    PrimaryKeyConstraint("person", "area", "role"),
    Index(None, "area", "role"),
)
keep_table(
    person_area,
    With(person),
    {"person": PERSON_TEXT, "area": AREA_TEXT, "role": plain_text("coordinator, deputy, region or auditor")},
)

invite = Table(
    "invite",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("areas", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("until", Moment, nullable=False, index=True),
)
keep_table(
    invite,
    Until(invite.c.until, {"": timedelta(hours=24)}),
    {"code_hash": ColumnContent("hash", "of the code"), "areas": AREA_TEXT, "role": plain_text("as in person_area")},
    acts={"used": "features.staff.records.enrol_person"},
    left_out="a day; one that was used must not come back",
)

STAFF_TABLES = tuple(KEPT_TABLES[table.name] for table in (person, person_area, invite))
