"""Letters: how urgent, what they wait for, since when they fail, what led to them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REFERENCES = ("amends_id", "copy_of_id", "thread_of_id")
"""Few letters have one; only those are in its index."""


def upgrade() -> None:
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("urgency", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("waits_for", sa.String(length=80), server_default="", nullable=False))
        batch_op.add_column(sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reference", sa.String(length=32), nullable=True))
        batch_op.drop_index("ix_letters_ready")
        batch_op.drop_index("ix_letters_line")
        queue = ["state", "workspace", "waits_for", "urgency", "try_at", "id"]
        batch_op.create_index("ix_letters_queue", queue, unique=False)
        line = ["workspace", "address", "state", "urgency", "id"]
        batch_op.create_index("ix_letters_line", line, unique=False)
        batch_op.create_index("ix_letters_settled", ["state", "settled_at"], unique=False)
        for column in REFERENCES:
            batch_op.drop_index(f"ix_letters_{column}")
            is_there = sa.text(f"{column} IS NOT NULL")
            batch_op.create_index(
                f"ix_letters_{column}", [column], unique=False, sqlite_where=is_there, postgresql_where=is_there
            )


def downgrade() -> None:
    # A version that knows nothing of holding finds these waiting, and tries them.
    op.execute("UPDATE letters SET state = 'waiting' WHERE state = 'held'")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        for column in REFERENCES:
            batch_op.drop_index(f"ix_letters_{column}")
            batch_op.create_index(f"ix_letters_{column}", [column], unique=False)
        batch_op.drop_index("ix_letters_settled")
        batch_op.drop_index("ix_letters_line")
        batch_op.drop_index("ix_letters_queue")
        batch_op.create_index("ix_letters_line", ["workspace", "address", "state", "id"], unique=False)
        batch_op.create_index("ix_letters_ready", ["state", "try_at", "id"], unique=False)
        batch_op.drop_column("reference")
        batch_op.drop_column("failing_since")
        batch_op.drop_column("waits_for")
        batch_op.drop_column("urgency")
