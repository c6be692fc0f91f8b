"""Flash mentoring: another conversation after one that could not be opened, and what its cards are drawn from."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("choice_settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer", sa.Text(), nullable=True))
    with op.batch_alter_table("time_proposals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("is_without_file", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("not_yets", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("next_check_in_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint("uq_conversations_ask_id", type_="unique")
        batch_op.create_unique_constraint("uq_conversations_ask_id_mentor", ["ask_id", "mentor"])


def downgrade() -> None:
    # A version that knows nothing of opening has one conversation of an ask at most, and fewer states.
    newest = "SELECT MAX(id) FROM conversations GROUP BY ask_id"
    op.execute(f"DELETE FROM time_proposals WHERE conversation_id NOT IN ({newest})")  # noqa: S608
    op.execute(f"DELETE FROM conversations WHERE id NOT IN ({newest})")  # noqa: S608
    op.execute("UPDATE conversations SET state = 'open' WHERE state = 'opening'")
    op.execute("UPDATE conversations SET state = 'did_not_happen' WHERE state = 'unopened'")
    op.execute("UPDATE invitations SET state = 'released' WHERE state IN ('unheard', 'unopened')")
    op.execute("UPDATE invitations SET state = 'lapsed' WHERE state = 'unreached'")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_constraint("uq_conversations_ask_id_mentor", type_="unique")
        batch_op.create_unique_constraint("uq_conversations_ask_id", ["ask_id"])
        batch_op.drop_column("thanked_at")
        batch_op.drop_column("next_check_in_at")
        batch_op.drop_column("not_yets")
        batch_op.drop_column("nudged_at")
    with op.batch_alter_table("time_proposals", schema=None) as batch_op:
        batch_op.drop_column("is_without_file")
        batch_op.drop_column("proposed_at")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_column("answer")
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.drop_column("reopened_at")
        batch_op.drop_column("choice_settled_at")
