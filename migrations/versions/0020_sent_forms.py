"""Forms that were sent off, so that one sent twice counts once; hosts who are asked before they are named."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_forms",
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_sent_forms")),
    )
    op.create_index(op.f("ix_sent_forms_sent_on"), "sent_forms", ["sent_on"])
    # Whom the version before has host is named at once: there, silence is a yes.
    op.add_column("meetings", sa.Column("host_agreed", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    op.drop_column("meetings", "host_agreed")
    op.drop_index(op.f("ix_sent_forms_sent_on"), table_name="sent_forms")
    op.drop_table("sent_forms")
