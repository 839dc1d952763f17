"""The tables of signals, and beside each what it keeps, for how long and how (`keep_table`)."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from bot.features.signal.deadlines import DEFAULT_RULES
from bot.features.staff.tables import PERSON_TEXT
from bot.store.columns import Moment, key, metadata, seq
from bot.store.retention import (
    AREA_TEXT,
    KEPT_TABLES,
    LANE_TEXT,
    Clocked,
    ColumnContent,
    With,
    in_words,
    keep_table,
    plain_text,
    sealed_text,
)

SIGNAL_TEXT = ColumnContent("random", "id of the signal")

signal = Table(
    "signal",
    metadata,
    seq(),
    key(),
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
keep_table(
    signal,
    Clocked(
        f"idle for {in_words(DEFAULT_RULES.idle)} (an unread one only after its sender was told): asked whether it is "
        f"closed, unanswered for {in_words(DEFAULT_RULES.unanswered)}: closed, "
        f"closed for {in_words(DEFAULT_RULES.kept_closed)}: deleted",
        longest=DEFAULT_RULES.cap,
    ),
    {
        "id": ColumnContent("random", "names the row"),
        "area": AREA_TEXT,
        "content": sealed_text("the answers as sent", "id", monthly=True),
        "month": plain_text("which month's key"),
        "language": plain_text("language code, for texts to the sender"),
        "receipt": ColumnContent("hash", "of the receipt"),
        "state": plain_text("where it stands"),
        "coordinator": PERSON_TEXT,
        "deputy": PERSON_TEXT,
        "second": PERSON_TEXT,
        "outcome": plain_text("from the closed list"),
    },
    acts={"its sender takes it back": "features.signal.records.erase_signals"},
    numbered=True,
    stones=("signal",),
)

contribution = Table(
    "contribution",
    metadata,
    seq(),
    key(),
    Column("signal", Text, ForeignKey("signal.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),  # question | answer | note
    Column("step", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("open", Boolean, nullable=False),  # a question still without its answer, a note the sender has not seen
    Column("at", Moment, nullable=False),
    Index(None, "signal", "seq"),
    sqlite_autoincrement=True,
)
keep_table(
    contribution,
    With(signal),
    {
        "id": ColumnContent("random", "names the row"),
        "signal": SIGNAL_TEXT,
        "kind": plain_text("question, answer or note"),
        "step": plain_text("step id that is asked again"),
        "body": sealed_text("what was asked or answered", "id", monthly=True),
    },
    numbered=True,
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
keep_table(
    reply_handle,
    With(signal),
    {
        "signal": SIGNAL_TEXT,
        "kind": plain_text("chat or phone"),
        "lane": LANE_TEXT,
        "channel": plain_text("name of the channel"),
        "address": sealed_text("chat or work phone", "signal"),
    },
    acts={"the signal is closed": "features.signal.charge.forget_handle"},
    stones=("handle",),
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
keep_table(
    consent,
    With(signal),
    {
        "signal": SIGNAL_TEXT,
        "name": plain_text("name of the consent text"),
        "text_hash": ColumnContent("hash", "of the words agreed to"),
        "language": plain_text("language code"),
    },
)

SIGNAL_TABLES = tuple(KEPT_TABLES[table.name] for table in (signal, contribution, reply_handle, consent))
