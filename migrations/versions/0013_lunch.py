"""Just Lunch: what somebody is told of whom nobody was found, and when they were last told how they take part."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.add_column(sa.Column("truth", sa.String(length=40), nullable=True))
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("UPDATE seats SET answer = 'out' WHERE answer = 'unreached'")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_column("said_at")
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_column("truth")
