"""Who reads in which language: what a member and a workspace chose, and the locale of a channel."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("language", sa.String(20), nullable=True))
    op.add_column("installations", sa.Column("language", sa.String(20), nullable=True))
    op.create_table(
        "channel_locales",
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name=op.f("pk_channel_locales")),
    )


def downgrade() -> None:
    op.drop_table("channel_locales")
    op.drop_column("installations", "language")
    op.drop_column("members", "language")
