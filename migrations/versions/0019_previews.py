"""That a group has met, also where somebody steps back after it; that a programme is looked after by another.

And who asked the organizers where questions stand.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_COLUMNS = (("pairing_groups", "has_met"), ("programmes", "is_adopted"))


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("hellos", sa.Column("asked", sa.Integer(), server_default="0", nullable=False))
    op.add_column("hellos", sa.Column("asked_by", sa.String(32), nullable=True))


def downgrade() -> None:
    for column in ("asked", "asked_by"):
        op.drop_column("hellos", column)
    for table, column in _COLUMNS:
        op.drop_column(table, column)
