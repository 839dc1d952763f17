"""Every table of the store, and beside each what it keeps, for how long and how (`keep_table`).

Row ids are random (needed before the insert); ``seq`` is the order of arrival and never reused.
"""

from datetime import timedelta

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from bot.store.columns import EPOCH, MICROSECOND, Moment, key, metadata, seq
from bot.store.retention import (
    AREA_TEXT,
    LANE_TEXT,
    After,
    ColumnContent,
    ForGood,
    Months,
    Until,
    keep_table,
    plain_text,
    sealed_text,
)

__all__ = [
    "EPOCH",
    "MICROSECOND",
    "Moment",
    "metadata",
]

seen = Table(
    "seen",
    metadata,
    Column("channel", Text, nullable=False),
    Column("update_id", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("error", Text),  # class of the error for which it was set aside, never content
    PrimaryKeyConstraint("channel", "update_id"),
)
keep_table(
    seen,
    After(seen.c.at, timedelta(hours=48)),
    {
        "channel": plain_text("name of the channel"),
        "update_id": ColumnContent("number", "given by the channel, without a lane"),
        "error": plain_text("class of the error for which an update was set aside"),
    },
    left_out="two days",
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
keep_table(
    talk,
    # What the flow files say (`expires`), held against them by a test.
    Until(talk.c.until, {"idle advice": timedelta(minutes=60), "idle signal": timedelta(hours=24)}),
    {
        "lane": LANE_TEXT,
        "talk": ColumnContent("random", "stands in buttons"),
        "kind": plain_text("advice, signal or desk"),
        "payload": sealed_text("the answers", "lane"),
    },
    acts={
        "it ends": "store.talks.end_talks",
        "its person erases it": "features.own_data.records.forget_lane",
        "whose desk it is at is removed": "store.talks.end_kind",
    },
    left_out="advice leaves nothing, and a signal not yet sent is nobody's",
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
keep_table(
    ended,
    Until(ended.c.until, {"": timedelta(minutes=60)}),
    {"lane": LANE_TEXT, "talk": ColumnContent("random", "stands in old buttons"), "how": plain_text("ended or sent")},
    acts={"its person erases it": "features.own_data.records.forget_lane"},
    left_out="an hour",
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
keep_table(
    effect,
    After(effect.c.at, timedelta(minutes=60), beside=talk.c.lane),
    {
        "lane": LANE_TEXT,
        "talk": ColumnContent("random", "id of the talk"),
        "step": plain_text("so that nothing is done twice"),
    },
    acts={"its talk ends": "store.talks.end_talks", "its person erases it": "features.own_data.records.forget_lane"},
    left_out="an hour",
)

outbox = Table(
    "outbox",
    metadata,
    seq(),
    key(),
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
keep_table(
    outbox,
    Until(outbox.c.until, {"dead letter": timedelta(hours=24), "never fetched": timedelta(minutes=60)}),
    {
        "id": ColumnContent("random", "names the row"),
        "lane": LANE_TEXT,
        "channel": plain_text("name of the channel"),
        "payload": sealed_text("the message and where it goes", "id"),
        "state": plain_text("waiting or dead"),
        "replaces": plain_text("a key of the program"),
        "about": ColumnContent("pseudonym", "of a signal, so that erasing it reaches the reply"),
    },
    acts={
        "delivered": "store.outbox.forget_sent",
        "shown by the page": "store.outbox.drop_fetched",
        "replaced by a newer one": "store.outbox._replace",
        "the desk it was for is locked": "store.outbox.unshow",
        "its signal is erased": "features.signal.records.erase_signals",
        "its person erases it": "features.own_data.records.forget_lane",
    },
    left_out="replies of that moment; a case shows its state without them",
    numbered=True,
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
keep_table(
    message_number,
    After(message_number.c.at, timedelta(hours=48)),
    {"lane": LANE_TEXT, "number": ColumnContent("number", "given by the channel, whatever its form")},
    acts={"cleared": "store.outbox.forget_numbers", "its person erases it": "features.own_data.records.forget_lane"},
    left_out="two days",
)

limit = Table(
    "limit",
    metadata,
    seq(),
    Column("kind", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index(None, "kind", "who"),
    sqlite_autoincrement=True,
)
keep_table(
    limit,
    After(limit.c.at, timedelta(hours=24)),
    {"kind": plain_text("what is limited"), "who": ColumnContent("pseudonym", "that changes every day")},
    left_out="a day",
)

audit = Table(
    "audit",
    metadata,
    seq(),
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
keep_table(
    audit,
    Months(audit.c.month, 24),
    {
        "month": plain_text("of which chain"),
        "who": ColumnContent("pseudonym", "of a person"),
        "role": plain_text("in which role"),
        "what": plain_text("the act"),
        "object": ColumnContent("pseudonym", "of a signal"),
        "area": AREA_TEXT,
        "reason": plain_text("outcome, step id or cause, from closed lists"),
        "mac": ColumnContent("hash", "that chains the month"),
    },
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
keep_table(
    audit_chain,
    Months(audit_chain.c.month, 24),  # with its rows
    {
        "month": plain_text("which month's chain"),
        "after": plain_text("the month before it"),
        "begins": ColumnContent("hash", "head of the chain before it"),
        "mac": ColumnContent("hash", "head of this chain"),
        "seal": ColumnContent("hash", "over this row"),
    },
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("journalled", Boolean, nullable=False, index=True),
)
keep_table(
    tombstone,
    After(tombstone.c.at, timedelta(days=396)),
    {
        "name": ColumnContent("pseudonym", "of what was erased: a signal, a way to a sender, a person"),
        "why": plain_text("from a closed list"),
    },
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
keep_table(
    counter,
    ForGood("numbers only, a cell under 5 is never shown"),
    {"month": plain_text("month"), "name": plain_text("what is counted"), "cell": plain_text("area and outcome")},
)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", Moment, nullable=False),
    Column("hold_until", Moment),
)
keep_table(clock, ForGood("one row, replaced every minute"), left_out="the clock of the machine that restores counts")
