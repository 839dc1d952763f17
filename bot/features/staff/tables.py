"""The tables of people at work, and beside each what it keeps, for how long and how (`retention.keep`)."""

from datetime import timedelta

from sqlalchemy import BigInteger, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from bot.store.columns import Moment, metadata
from bot.store.retention import AREA, KEPT, LANE, Holds, Until, UntilAct, With, keep, plain, sealed

PERSON = Holds("random", "id of a coordinator or deputy")

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
keep(
    person,
    UntilAct(),
    {
        "id": Holds("random", "names the row"),
        "lane": LANE,
        "channel": plain("name of the channel"),
        "address": sealed("chat or browser", "id"),
        "language": plain("language code"),
        "totp": sealed("the secret of the second factor", "id"),
    },
    acts={"removed": "features.staff.records.remove"},
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
keep(
    person_area,
    With(person),
    {"person": PERSON, "area": AREA, "role": plain("coordinator, deputy, region or auditor")},
)

invite = Table(
    "invite",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("areas", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("until", Moment, nullable=False, index=True),
)
keep(
    invite,
    Until(invite.c.until, {"": timedelta(hours=24)}),
    {"code_hash": Holds("hash", "of the code"), "areas": AREA, "role": plain("as in person_area")},
    acts={"used": "features.staff.records.enrol"},
    left_out="a day; one that was used must not come back",
)

TABLES = tuple(KEPT[table.name] for table in (person, person_area, invite))
