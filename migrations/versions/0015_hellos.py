"""Channels that are archived: what Klatch did there, until they are archived no more."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_COLUMNS = ("is_archived", "had_questions")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("hellos", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("hellos", name)
