"""Circles: why one does not run, what became of its messages, and who was told of which change of a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_COLUMNS = {
    "circles": (
        sa.Column("because", sa.String(length=40), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_untold", sa.Boolean(), server_default=sa.false(), nullable=False),
    ),
    "circle_members": (sa.Column("places", sa.Integer(), server_default="0", nullable=False),),
    "meetings": (
        sa.Column("unreached", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("turn_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("because", sa.String(length=40), nullable=True),
        sa.Column("tables_of", sa.Integer(), nullable=True),
    ),
    "rsvps": (
        sa.Column("file_of", sa.Integer(), server_default="0", nullable=False),
        sa.Column("news", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed", sa.Integer(), server_default="0", nullable=False),
    ),
}


def upgrade() -> None:
    # Not in a batch, which would make each table anew.
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.add_column(table, column)


def downgrade() -> None:
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.drop_column(table, column.name)
