"""Ids of messages as text: not every channel counts them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The ids that are kept stay: their digits are their text."""
    if op.get_bind().dialect.name == "sqlite":
        _made_anew()
    else:
        op.execute("ALTER TABLE message_number ALTER COLUMN number TYPE TEXT USING number::text")


def _made_anew() -> None:
    """SQLite changes no column's type."""
    op.drop_index("ix_message_number_at", "message_number")
    op.rename_table("message_number", "message_number_before")
    op.create_table(
        "message_number",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("lane", "number"),
    )
    op.execute(
        "INSERT INTO message_number (lane, number, secret, at) "
        "SELECT lane, CAST(number AS TEXT), secret, at FROM message_number_before"
    )
    op.drop_table("message_number_before")
    op.create_index("ix_message_number_at", "message_number", ["at"])
