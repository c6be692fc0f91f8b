"""The agenda: rows that are held while Klatch is away, references, and workspaces that take turns."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dues", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_held", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("reference", sa.String(length=32), nullable=True))
        batch_op.drop_index("ix_dues_due_at")
        batch_op.create_index("ix_dues_whose_turn", ["is_held", "due_at", "workspace", "kind"], unique=False)
        batch_op.create_index("ix_dues_next", ["workspace", "is_held", "due_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("dues", schema=None) as batch_op:
        batch_op.drop_index("ix_dues_next")
        batch_op.drop_index("ix_dues_whose_turn")
        batch_op.create_index("ix_dues_due_at", ["due_at", "id"], unique=False)
        batch_op.drop_column("reference")
        batch_op.drop_column("is_held")
