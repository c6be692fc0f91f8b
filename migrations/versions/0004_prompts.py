"""Which prompts people have had."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prompt_uses",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=200), nullable=False),
        sa.Column("prompt", sa.String(length=16), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "audience", "prompt", name=op.f("pk_prompt_uses")),
    )
    with op.batch_alter_table("prompt_uses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prompt_uses_used_at"), ["used_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("prompt_uses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prompt_uses_used_at"))
    op.drop_table("prompt_uses")
