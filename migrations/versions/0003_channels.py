"""Who is in a channel, and a pace that is counted call by call."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_members",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("is_there", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "member", name=op.f("pk_channel_members")),
    )
    op.create_table(
        "channel_roll_calls",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "kind", "subject", name=op.f("pk_channel_roll_calls")),
    )
    op.create_table(
        "channel_rolls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("cursor", sa.String(length=500), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_rolls")),
        sa.UniqueConstraint("workspace", "channel", name=op.f("uq_channel_rolls_workspace_channel")),
    )
    with op.batch_alter_table("paces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calls", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("spread_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("paces", schema=None) as batch_op:
        batch_op.drop_column("spread_until")
        batch_op.drop_column("calls")
    op.drop_table("channel_rolls")
    op.drop_table("channel_roll_calls")
    op.drop_table("channel_members")
