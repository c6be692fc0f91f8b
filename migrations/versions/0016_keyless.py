"""Who asks without a name, says no, passes or keeps whom away: only the encryption key tells."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COLUMNS = {
    "asks": (
        sa.Column("hidden_asker", sa.Text(), nullable=True),
        sa.Column("alias", sa.Text(), nullable=True),
        sa.Column("mark", sa.String(length=32), nullable=True),
    ),
    "invitations": (
        sa.Column("kept_state", sa.Text(), nullable=True),
        sa.Column("kept_named_by", sa.Text(), nullable=True),
        sa.Column("alias", sa.Text(), nullable=True),
    ),
    "letters": (sa.Column("hidden", sa.Text(), nullable=True),),
    "circle_members": (sa.Column("turn", sa.Text(), nullable=True),),
    "meetings": (
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("who_passed", sa.Text(), nullable=True),
        sa.Column("hosts_turn", sa.Text(), nullable=True),
    ),
}


def upgrade() -> None:
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.add_column(table, column)
    op.create_index("ix_asks_by_mark", "asks", ["workspace", "mark"])
    op.create_table(
        "kept_apart",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("whom", sa.String(length=32), nullable=False),
        sa.Column("pair", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "by", "whom", name=op.f("pk_kept_apart")),
        sqlite_with_rowid=False,  # or the order of its rows would be that in which they were written
    )
    op.create_index("ix_kept_apart_whom", "kept_apart", ["whom"])


def downgrade() -> None:
    op.drop_table("kept_apart")
    op.drop_index("ix_asks_by_mark", table_name="asks")
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.drop_column(table, column.name)
