"""That a group has met, also where somebody steps back after it: a count of those who met tells nothing of that."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pairing_groups", sa.Column("has_met", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("pairing_groups", "has_met")
