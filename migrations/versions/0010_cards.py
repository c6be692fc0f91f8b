"""Cards: what a letter was last told to say, who hears of its fate, and sweeps over many readers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sweeps",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "kind", "subject", name=op.f("pk_sweeps")),
    )
    # Not in a batch, which would make the whole table of letters anew.
    op.add_column("letters", sa.Column("is_in_doubt", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("letters", sa.Column("shown", sa.Text(), nullable=True))
    op.add_column("letters", sa.Column("heard_as", sa.String(length=60), nullable=True))
    op.add_column("letters", sa.Column("subject", sa.Integer(), nullable=True))
    op.add_column("letters", sa.Column("hears_arrival", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for column in ("hears_arrival", "subject", "heard_as", "shown", "is_in_doubt"):
        op.drop_column("letters", column)
    op.drop_table("sweeps")
