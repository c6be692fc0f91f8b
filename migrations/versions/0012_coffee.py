"""Introductions that open and what they say, notices that were not delivered, a coffee that became everybody's."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("everyone_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("announcements", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("off", sa.String(length=40), nullable=True))
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_unreached", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("going_on", sa.String(length=40), nullable=True))
    with op.batch_alter_table("pairing_groups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("prompts", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("shared_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("shared_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("check_in", sa.String(length=40), nullable=True))
    # Whoever was asked before, was asked; a word midway differs from the question in nothing that can be pressed.
    op.execute("UPDATE pairing_groups SET check_in = 'asked' WHERE check_ins > 0")


def downgrade() -> None:
    op.execute("UPDATE pairing_groups SET state = 'introduced' WHERE state = 'opening'")
    op.execute("UPDATE pairing_groups SET state = 'dissolved' WHERE state = 'unopened'")
    with op.batch_alter_table("pairing_groups", schema=None) as batch_op:
        batch_op.drop_column("check_in")
        batch_op.drop_column("shared_until")
        batch_op.drop_column("shared_from")
        batch_op.drop_column("prompts")
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_column("going_on")
        batch_op.drop_column("is_unreached")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_column("off")
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.drop_column("gone_at")
        batch_op.drop_column("announcements")
        batch_op.drop_column("everyone_since")
