"""Every table of the store. What each keeps, for how long and how, stands in `retention.py`.

Row ids are random (needed before the insert); ``seq`` is the order of arrival and never reused.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept as microseconds since 1970 so that both databases order and compare it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuses naive times: a subtraction from an aware one raises TypeError."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Always UTC."""
        return None if value is None else EPOCH + value * MICROSECOND


names = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"}
metadata = MetaData(naming_convention=names)
Long = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only in INTEGER PRIMARY KEY


def _seq() -> Column[int]:
    return Column("seq", Long, primary_key=True, autoincrement=True)


def _id() -> Column[str]:
    return Column("id", Text, nullable=False, unique=True)


seen = Table(
    "seen",
    metadata,
    Column("channel", Text, nullable=False),
    Column("update_id", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("error", Text),  # class of the error for which it was set aside, never content
    PrimaryKeyConstraint("channel", "update_id"),
)

talk = Table(
    "talk",
    metadata,
    Column("lane", Text, primary_key=True),
    Column("talk", Text, nullable=False),
    Column("kind", Text, nullable=False),  # advice | signal | desk, for the counts of `doctor` and the demo
    Column("payload", Text, nullable=False),
    Column("until", Moment, nullable=False, index=True),
)

ended = Table(
    "ended",
    metadata,
    Column("lane", Text, nullable=False),
    Column("talk", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("until", Moment, nullable=False, index=True),
    PrimaryKeyConstraint("lane", "talk"),
)

effect = Table(
    "effect",
    metadata,
    Column("lane", Text, nullable=False),
    Column("talk", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    PrimaryKeyConstraint("lane", "talk", "step"),
)

outbox = Table(
    "outbox",
    metadata,
    _seq(),
    _id(),
    Column("lane", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting | dead
    Column("urgent", Boolean, nullable=False),
    Column("replaces", Text),  # rows of a lane with the same key: the newest stays
    Column("about", Text),  # pseudonym of the signal it speaks of, so that erasing reaches it
    Column("tries", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("lease", Moment),
    Column("until", Moment, index=True),
    Index(None, "lane", "state", "seq"),
    Index(None, "channel", "state", "urgent", "seq"),
    sqlite_autoincrement=True,
)

message_number = Table(
    "message_number",
    metadata,
    Column("lane", Text, nullable=False),
    Column("number", Text, nullable=False),  # the channel's id of the message, as text
    Column("secret", Boolean, nullable=False),  # shows case content: goes when the coordinator locks
    Column("at", Moment, nullable=False, index=True),
    PrimaryKeyConstraint("lane", "number"),
)

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

person_area = Table(
    "person_area",
    metadata,
    Column("person", Text, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("area", Text, nullable=False),
    Column("role", Text, nullable=False),  # coordinator | deputy | region | auditor
    PrimaryKeyConstraint("person", "area", "role"),
    Index(None, "area", "role"),
)

invite = Table(
    "invite",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("areas", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("until", Moment, nullable=False, index=True),
)

signal = Table(
    "signal",
    metadata,
    _seq(),
    _id(),
    Column("area", Text, nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("month", Text, nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("receipt", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("coordinator", Text, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("deputy", Text, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("second", Text, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("received", Moment, nullable=False),
    Column("active", Moment, nullable=False),  # the last act of the sender or the coordinator; looking is no act
    Column("read", Moment),
    Column("taken", Moment),
    Column("told_deputy", Moment),
    Column("told_region", Moment),
    Column("told_sender", Moment),
    Column("checked", Moment),
    Column("closed", Moment),
    Column("outcome", Text),
    Column("look_at", Moment, nullable=False, index=True),  # nothing can be due before
    sqlite_autoincrement=True,
)

contribution = Table(
    "contribution",
    metadata,
    _seq(),
    _id(),
    Column("signal", Text, ForeignKey("signal.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),  # question | answer | note
    Column("step", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("open", Boolean, nullable=False),  # a question still without its answer, a note the sender has not seen
    Column("at", Moment, nullable=False),
    Index(None, "signal", "seq"),
    sqlite_autoincrement=True,
)

reply_handle = Table(
    "reply_handle",
    metadata,
    Column("signal", Text, ForeignKey("signal.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, nullable=False),  # chat | phone
    Column("lane", Text, index=True),  # of a chat
    Column("channel", Text),
    Column("address", Text, nullable=False),
)

consent = Table(
    "consent",
    metadata,
    Column("signal", Text, ForeignKey("signal.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("given", Moment, nullable=False),
)

limit = Table(
    "limit",
    metadata,
    _seq(),
    Column("kind", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index(None, "kind", "who"),
    sqlite_autoincrement=True,
)

contact = Table(
    "contact",
    metadata,
    Column("id", Text, primary_key=True),
    Column("country", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("changed", Moment, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    _seq(),
    Column("month", Text, nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("mac", Text),  # the chain of its month
    sqlite_autoincrement=True,
)

audit_chain = Table(
    "audit_chain",
    metadata,
    Column("first", BigInteger, primary_key=True, autoincrement=False),  # seq of its first row; 0: the head of all
    Column("month", Text, nullable=False),
    Column("after", Text, nullable=False),  # month of the chain before it
    Column("begins", Text, nullable=False),  # the head of the chain before it
    Column("last", BigInteger, nullable=False),
    Column("mac", Text, nullable=False),  # of its last row
    Column("seal", Text, nullable=False),  # over all of these
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("journalled", Boolean, nullable=False, index=True),
)

counter = Table(
    "counter",
    metadata,
    Column("month", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("month", "name", "cell"),
)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", Moment, nullable=False),
    Column("hold_until", Moment),
)
