"""Who is asked to host a meeting and has not said yes: only the encryption key tells."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("asked", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("meetings", "asked")
