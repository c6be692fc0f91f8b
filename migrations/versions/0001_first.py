"""Every table of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("asker", sa.String(length=32), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("in_return", sa.Text(), nullable=False),
        sa.Column("preference", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("meeting_format", sa.String(length=40), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("topic_ids", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("waves", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_offer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
    )
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.create_index("ix_asks_by_asker", ["workspace", "asker", "state"], unique=False)
        batch_op.create_index("ix_asks_wait", ["workspace", "posted_at"], unique=False)

    op.create_table(
        "direct_channels",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "address", name=op.f("pk_direct_channels")),
    )
    op.create_table(
        "dues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues")),
        sa.UniqueConstraint("workspace", "kind", "subject", name=op.f("uq_dues_workspace_kind_subject")),
    )
    with op.batch_alter_table("dues", schema=None) as batch_op:
        batch_op.create_index("ix_dues_due_at", ["due_at", "id"], unique=False)

    op.create_table(
        "heard_events",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_heard_events")),
    )
    with op.batch_alter_table("heard_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_heard_events_heard_at"), ["heard_at"], unique=False)

    op.create_table(
        "hellos",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("invited_by", sa.String(length=32), nullable=True),
        sa.Column("letter", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name=op.f("pk_hellos")),
    )
    op.create_table(
        "installations",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bot_user", sa.String(length=32), nullable=False),
        sa.Column("ask_channel", sa.String(length=32), nullable=True),
        sa.Column("topics_edition", sa.String(length=80), nullable=True),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_installations")),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("reader", sa.String(length=32), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("when_unknown", sa.String(length=40), nullable=False),
        sa.Column("amends_id", sa.Integer(), nullable=True),
        sa.Column("copy_of_id", sa.Integer(), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("timestamp", sa.String(length=32), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["amends_id"], ["letters.id"], name=op.f("fk_letters_amends_id")),
        sa.ForeignKeyConstraint(["copy_of_id"], ["letters.id"], name=op.f("fk_letters_copy_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_letters_workspace_key")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_amends_id"), ["amends_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letters_copy_of_id"), ["copy_of_id"], unique=False)
        batch_op.create_index("ix_letters_leased", ["state", "leased_until"], unique=False)
        batch_op.create_index("ix_letters_line", ["workspace", "address", "state", "id"], unique=False)
        batch_op.create_index("ix_letters_ready", ["state", "try_at", "id"], unique=False)

    op.create_table(
        "members",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=20), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_stranger", sa.Boolean(), nullable=False),
        sa.Column("is_deactivated", sa.Boolean(), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_members")),
    )
    op.create_table(
        "mentors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("is_volunteering", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("formats", sa.JSON(), nullable=False),
        sa.Column("own_words", sa.String(length=600), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentors")),
        sa.UniqueConstraint("workspace", "member", name=op.f("uq_mentors_workspace_member")),
    )
    with op.batch_alter_table("mentors", schema=None) as batch_op:
        batch_op.create_index("ix_mentors_serving", ["workspace", "is_volunteering", "last_invited_at"], unique=False)

    op.create_table(
        "never_pairs",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", "other", name=op.f("pk_never_pairs")),
    )
    with op.batch_alter_table("never_pairs", schema=None) as batch_op:
        batch_op.create_index("ix_never_pairs_other", ["workspace", "other"], unique=False)

    op.create_table(
        "paces",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("open_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "scope", name=op.f("pk_paces")),
    )
    with op.batch_alter_table("paces", schema=None) as batch_op:
        batch_op.create_index("ix_paces_held", ["workspace", "open_at"], unique=False)

    op.create_table(
        "profiles",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "member", name=op.f("pk_profiles")),
    )
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=75), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_topics_workspace_key")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("asker", sa.String(length=32), nullable=False),
        sa.Column("mentor", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_ins", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ask_id"], ["asks.id"], name=op.f("fk_conversations_ask_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("ask_id", name=op.f("uq_conversations_ask_id")),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index("ix_conversations_of_asker", ["workspace", "asker", "state"], unique=False)
        batch_op.create_index("ix_conversations_of_mentor", ["workspace", "mentor", "opened_at"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("mentor", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("suggested_by", sa.String(length=32), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("shared_topics", sa.JSON(), nullable=False),
        sa.Column("clarification", sa.Text(), nullable=False),
        sa.Column("clarifications", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ask_id"], ["asks.id"], name=op.f("fk_invitations_ask_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("ask_id", "mentor", name=op.f("uq_invitations_ask_id_mentor")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index("ix_invitations_load", ["workspace", "mentor", "state"], unique=False)

    op.create_table(
        "mentor_topics",
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("last_invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentors.id"], name=op.f("fk_mentor_topics_mentor_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_mentor_topics_topic_id")),
        sa.PrimaryKeyConstraint("mentor_id", "topic_id", name=op.f("pk_mentor_topics")),
    )
    with op.batch_alter_table("mentor_topics", schema=None) as batch_op:
        batch_op.create_index("ix_mentor_topics_serving", ["topic_id", "last_invited_at", "mentor_id"], unique=False)

    op.create_table(
        "mentor_words",
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentors.id"], name=op.f("fk_mentor_words_mentor_id")),
        sa.PrimaryKeyConstraint("mentor_id", "word", name=op.f("pk_mentor_words")),
    )
    with op.batch_alter_table("mentor_words", schema=None) as batch_op:
        batch_op.create_index("ix_mentor_words_found", ["workspace", "word", "mentor_id"], unique=False)

    op.create_table(
        "time_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("proposer", sa.String(length=32), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_time_proposals_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_proposals")),
    )
    with op.batch_alter_table("time_proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_time_proposals_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("time_proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_time_proposals_conversation_id"))

    op.drop_table("time_proposals")
    with op.batch_alter_table("mentor_words", schema=None) as batch_op:
        batch_op.drop_index("ix_mentor_words_found")

    op.drop_table("mentor_words")
    with op.batch_alter_table("mentor_topics", schema=None) as batch_op:
        batch_op.drop_index("ix_mentor_topics_serving")

    op.drop_table("mentor_topics")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index("ix_invitations_load")

    op.drop_table("invitations")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index("ix_conversations_of_mentor")
        batch_op.drop_index("ix_conversations_of_asker")

    op.drop_table("conversations")
    op.drop_table("topics")
    op.drop_table("profiles")
    with op.batch_alter_table("paces", schema=None) as batch_op:
        batch_op.drop_index("ix_paces_held")

    op.drop_table("paces")
    with op.batch_alter_table("never_pairs", schema=None) as batch_op:
        batch_op.drop_index("ix_never_pairs_other")

    op.drop_table("never_pairs")
    with op.batch_alter_table("mentors", schema=None) as batch_op:
        batch_op.drop_index("ix_mentors_serving")

    op.drop_table("mentors")
    op.drop_table("members")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index("ix_letters_ready")
        batch_op.drop_index("ix_letters_line")
        batch_op.drop_index("ix_letters_leased")
        batch_op.drop_index(batch_op.f("ix_letters_copy_of_id"))
        batch_op.drop_index(batch_op.f("ix_letters_amends_id"))

    op.drop_table("letters")
    op.drop_table("installations")
    op.drop_table("hellos")
    with op.batch_alter_table("heard_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_heard_events_heard_at"))

    op.drop_table("heard_events")
    with op.batch_alter_table("dues", schema=None) as batch_op:
        batch_op.drop_index("ix_dues_due_at")

    op.drop_table("dues")
    op.drop_table("direct_channels")
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.drop_index("ix_asks_wait")
        batch_op.drop_index("ix_asks_by_asker")

    op.drop_table("asks")
