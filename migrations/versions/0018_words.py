"""By what the words of mentors were read; empty is anything before this."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mentors", sa.Column("words_read_by", sa.String(80), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("mentors", "words_read_by")
