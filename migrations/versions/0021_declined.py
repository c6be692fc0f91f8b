"""Who says no to a lunch, and for whom nobody is found: only the encryption key tells."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_COLUMNS = {
    "rounds": ("kept_left_out",),
    "seats": ("kept_answer", "alias"),
    "attendances": ("kept_words", "alias"),
}


def upgrade() -> None:
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.Text(), nullable=True))


def downgrade() -> None:
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.drop_column(table, column)
