"""Circles: their members, meetings, answers and agenda; members' own prompts; private channels; letters in threads."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "circles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("table_size", sa.Integer(), nullable=True),
        sa.Column("started_by", sa.String(length=32), nullable=False),
        sa.Column("next_key", sa.String(length=10), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("meetings", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circles")),
    )
    with op.batch_alter_table("circles", schema=None) as batch_op:
        batch_op.create_index("ix_circles_of_workspace", ["workspace", "state"], unique=False)

    op.create_table(
        "own_prompts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("prompt", sa.String(length=16), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_prompts")),
        sa.UniqueConstraint("workspace", "prompt", name=op.f("uq_own_prompts_workspace_prompt")),
    )
    op.create_table(
        "circle_members",
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("belonging", sa.String(length=40), nullable=False),
        sa.Column("reminder", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("would_host", sa.Boolean(), nullable=False),
        sa.Column("last_turn", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_circle_members_circle_id")),
        sa.PrimaryKeyConstraint("circle_id", "member", name=op.f("pk_circle_members")),
    )
    with op.batch_alter_table("circle_members", schema=None) as batch_op:
        batch_op.create_index("ix_circle_members_of_member", ["workspace", "member"], unique=False)

    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("host", sa.String(length=32), nullable=True),
        sa.Column("passed", sa.JSON(), nullable=False),
        sa.Column("prompts", sa.Text(), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decides_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_meetings_circle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("circle_id", "occurrence", name=op.f("uq_meetings_circle_id_occurrence")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index("ix_meetings_of_circle", ["circle_id", "state"], unique=False)

    op.create_table(
        "agenda_topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("suggester", sa.Text(), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("voters", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("carried_over", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_agenda_topics_circle_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_topics_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_topics")),
    )
    with op.batch_alter_table("agenda_topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_topics_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index("ix_agenda_topics_of_circle", ["circle_id", "state"], unique=False)

    op.create_table(
        "rsvps",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("coming", sa.String(length=40), nullable=True),
        sa.Column("wish", sa.String(length=40), nullable=True),
        sa.Column("is_reminded", sa.Boolean(), nullable=False),
        sa.Column("has_file", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_rsvps_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "member", name=op.f("pk_rsvps")),
    )
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.create_index("ix_rsvps_of_member", ["workspace", "member"], unique=False)

    op.create_table(
        "takeaways",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("writer", sa.Text(), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_takeaways_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeaways")),
    )
    with op.batch_alter_table("takeaways", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_takeaways_meeting_id"), ["meeting_id"], unique=False)

    with op.batch_alter_table("channel_rolls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_private", sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread_of_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_letters_thread_of_id"), "letters", ["thread_of_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_letters_thread_of_id"), ["thread_of_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_thread_of_id"))
        batch_op.drop_constraint(batch_op.f("fk_letters_thread_of_id"), type_="foreignkey")
        batch_op.drop_column("thread_of_id")

    with op.batch_alter_table("channel_rolls", schema=None) as batch_op:
        batch_op.drop_column("is_private")

    with op.batch_alter_table("takeaways", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_takeaways_meeting_id"))

    op.drop_table("takeaways")
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.drop_index("ix_rsvps_of_member")

    op.drop_table("rsvps")
    with op.batch_alter_table("agenda_topics", schema=None) as batch_op:
        batch_op.drop_index("ix_agenda_topics_of_circle")
        batch_op.drop_index(batch_op.f("ix_agenda_topics_meeting_id"))

    op.drop_table("agenda_topics")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index("ix_meetings_of_circle")

    op.drop_table("meetings")
    with op.batch_alter_table("circle_members", schema=None) as batch_op:
        batch_op.drop_index("ix_circle_members_of_member")

    op.drop_table("circle_members")
    op.drop_table("own_prompts")
    with op.batch_alter_table("circles", schema=None) as batch_op:
        batch_op.drop_index("ix_circles_of_workspace")

    op.drop_table("circles")
