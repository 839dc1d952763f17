"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Moment = sa.BigInteger  # microseconds since 1970
Long = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Referenced tables come before those that refer to them."""
    _audit()
    _clock()
    _contact()
    _counter()
    _effect()
    _ended()
    _invite()
    _limit()
    _message_number()
    _outbox()
    _person()
    _seen()
    _talk()
    _tombstone()
    _person_area()
    _signal()
    _consent()
    _contribution()
    _reply_handle()


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", Long, autoincrement=True, nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_month", "audit", ["month"])


def _clock() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", Moment(), nullable=False),
        sa.Column("hold_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", "name", "cell"),
    )


def _effect() -> None:
    op.create_table(
        "effect",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("talk", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("lane", "talk", "step"),
    )
    op.create_index("ix_effect_at", "effect", ["at"])


def _ended() -> None:
    op.create_table(
        "ended",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("talk", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("lane", "talk"),
    )
    op.create_index("ix_ended_until", "ended", ["until"])


def _invite() -> None:
    op.create_table(
        "invite",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash"),
    )
    op.create_index("ix_invite_until", "invite", ["until"])


def _limit() -> None:
    op.create_table(
        "limit",
        sa.Column("seq", Long, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_limit_at", "limit", ["at"])
    op.create_index("ix_limit_kind_who", "limit", ["kind", "who"])


def _message_number() -> None:
    op.create_table(
        "message_number",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("lane", "number"),
    )
    op.create_index("ix_message_number_at", "message_number", ["at"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", Long, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("lease", Moment(), nullable=True),
        sa.Column("until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_channel_state_seq", "outbox", ["channel", "state", "seq"])
    op.create_index("ix_outbox_lane_state_seq", "outbox", ["lane", "state", "seq"])
    op.create_index("ix_outbox_until", "outbox", ["until"])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("totp", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("unlocked_until", Moment(), nullable=True),
        sa.Column("last_unlock", Moment(), nullable=True),
        sa.Column("enrolled", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lane", name=op.f("uq_person_lane")),
    )
    op.create_index("ix_person_unlocked_until", "person", ["unlocked_until"])


def _seen() -> None:
    op.create_table(
        "seen",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("update_id", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "update_id"),
    )
    op.create_index("ix_seen_at", "seen", ["at"])


def _talk() -> None:
    op.create_table(
        "talk",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("talk", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("lane"),
    )
    op.create_index("ix_talk_until", "talk", ["until"])


def _tombstone() -> None:
    op.create_table(
        "tombstone",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("journalled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("ix_tombstone_at", "tombstone", ["at"])
    op.create_index("ix_tombstone_journalled", "tombstone", ["journalled"])


def _person_area() -> None:
    op.create_table(
        "person_area",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "area", "role"),
    )
    op.create_index("ix_person_area_area_role", "person_area", ["area", "role"])


def _signal() -> None:
    op.create_table(
        "signal",
        sa.Column("seq", Long, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("coordinator", sa.Text(), nullable=True),
        sa.Column("deputy", sa.Text(), nullable=True),
        sa.Column("second", sa.Text(), nullable=True),
        sa.Column("received", Moment(), nullable=False),
        sa.Column("active", Moment(), nullable=False),
        sa.Column("read", Moment(), nullable=True),
        sa.Column("taken", Moment(), nullable=True),
        sa.Column("told_deputy", Moment(), nullable=True),
        sa.Column("told_region", Moment(), nullable=True),
        sa.Column("told_sender", Moment(), nullable=True),
        sa.Column("checked", Moment(), nullable=True),
        sa.Column("closed", Moment(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("look_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["coordinator"], ["person.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deputy"], ["person.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["second"], ["person.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id", name=op.f("uq_signal_id")),
        sa.UniqueConstraint("receipt", name=op.f("uq_signal_receipt")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_signal_area", "signal", ["area"])
    op.create_index("ix_signal_coordinator", "signal", ["coordinator"])
    op.create_index("ix_signal_deputy", "signal", ["deputy"])
    op.create_index("ix_signal_look_at", "signal", ["look_at"])
    op.create_index("ix_signal_month", "signal", ["month"])
    op.create_index("ix_signal_second", "signal", ["second"])


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("given", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["signal"], ["signal.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("signal"),
    )


def _contribution() -> None:
    op.create_table(
        "contribution",
        sa.Column("seq", Long, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["signal"], ["signal.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id", name=op.f("uq_contribution_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contribution_signal_seq", "contribution", ["signal", "seq"])


def _reply_handle() -> None:
    op.create_table(
        "reply_handle",
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["signal"], ["signal.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("signal"),
    )
    op.create_index("ix_reply_handle_lane", "reply_handle", ["lane"])
