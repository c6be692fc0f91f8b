"""Times that one of a group proposes for a coffee, and the one that they agree on."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pairing_groups", sa.Column("proposals", sa.Integer(), server_default="0", nullable=False))
    op.add_column("pairing_groups", sa.Column("times", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("pairing_groups", sa.Column("times_by", sa.String(32), nullable=True))
    op.add_column("pairing_groups", sa.Column("times_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("pairing_groups", sa.Column("agreements", sa.Integer(), server_default="0", nullable=False))
    op.add_column("pairing_groups", sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for column in ("agreed_at", "agreements", "times_at", "times_by", "times", "proposals"):
        op.drop_column("pairing_groups", column)
