"""Audit chains, and no audit row changed or deleted one by one; urgent replies stand apart in their index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHANGED = "an audit row is never changed"
DELETED = "an audit row goes only with its whole month"
HELD = "EXISTS (SELECT 1 FROM audit_chain WHERE first > 0 AND OLD.seq BETWEEN first AND last)"


def upgrade() -> None:
    """The table first: the triggers read it."""
    op.create_table(
        "audit_chain",
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("begins", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("first"),
    )
    op.drop_index("ix_outbox_channel_state_seq", "outbox")
    op.create_index("ix_outbox_channel_state_urgent_seq", "outbox", ["channel", "state", "urgent", "seq"])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    op.execute(
        f"CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END"
    )
    op.execute(
        f"CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit WHEN {HELD} "
        f"BEGIN SELECT RAISE(ABORT, '{DELETED}'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION '{CHANGED}'; END IF; "
        f"IF {HELD} THEN RAISE EXCEPTION '{DELETED}'; END IF; "
        "RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_stands BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stands()"
    )
    op.execute(
        "CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{DELETED}'; END $$"
    )
    op.execute("CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_stays()")
