"""The tables of flash mentoring."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, Instant, PrivateText
from bot.flash.rules import (
    ASK_MOVES,
    CONVERSATION_MOVES,
    INVITATION_MOVES,
    AskState,
    ConversationState,
    ImpossibleMoveError,
    InvitationState,
)
from bot.matching.asks.mentors import MeetingFormat, Preference


class Mentor(Base):
    """A member who has volunteered."""

    __tablename__ = "mentors"
    __table_args__ = (
        UniqueConstraint("workspace", "member"),
        Index("ix_mentors_serving", "workspace", "is_volunteering", "last_invited_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    member: Mapped[str] = mapped_column(String(32))
    is_volunteering: Mapped[bool] = mapped_column(default=True)
    paused_until: Mapped[datetime | None] = mapped_column(Instant)
    """Back at this instant: the start of a day on their own calendar."""
    capacity: Mapped[int]
    """Conversations a calendar month."""
    minutes: Mapped[int]
    """The longest conversation they offer."""
    formats: Mapped[list[str]] = mapped_column(JSON)
    own_words: Mapped[str] = mapped_column(String(600), default="")
    """How I show up: what askers read when this mentor offers."""
    joined_at: Mapped[datetime] = mapped_column(Instant)
    last_invited_at: Mapped[datetime] = mapped_column(Instant)
    """The oldest are served first; before the first invitation it is when they joined, long ago."""


class MentorTopic(Base):
    """A topic that a mentor volunteers for, in the order in which mentors are served."""

    __tablename__ = "mentor_topics"
    __table_args__ = (Index("ix_mentor_topics_serving", "topic_id", "last_invited_at", "mentor_id"),)

    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentors.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    last_invited_at: Mapped[datetime] = mapped_column(Instant)


class MentorWord(Base):
    """A stem of a mentor's own words and title, by which a question without a topic finds them."""

    __tablename__ = "mentor_words"
    __table_args__ = (Index("ix_mentor_words_found", "workspace", "word", "mentor_id"),)

    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentors.id"), primary_key=True)
    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))


class Ask(Base):
    """A mentee's question."""

    __tablename__ = "asks"
    __table_args__ = (
        Index("ix_asks_by_asker", "workspace", "asker", "state"),
        Index("ix_asks_wait", "workspace", "posted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    asker: Mapped[str] = mapped_column(String(32))
    question: Mapped[str] = mapped_column(PrivateText)
    tried: Mapped[str] = mapped_column(PrivateText, default="")
    in_return: Mapped[str] = mapped_column(PrivateText, default="")
    preference: Mapped[Preference]
    minutes: Mapped[int]
    meeting_format: Mapped[MeetingFormat]
    shows_name: Mapped[bool]
    """Whether mentors see who asks before they are chosen."""
    channel: Mapped[str | None] = mapped_column(String(32))
    """The ask channel, if the question stands there too."""
    topic_ids: Mapped[list[int]] = mapped_column(JSON)
    state: Mapped[AskState] = mapped_column(default=AskState.LOOKING)
    waves: Mapped[int] = mapped_column(default=0)
    posted_at: Mapped[datetime] = mapped_column(Instant)
    first_offer_at: Mapped[datetime | None] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    def move(self, to: AskState, now: datetime) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        if to not in ASK_MOVES[self.state]:
            raise ImpossibleMoveError(f"an ask that is {self.state} cannot become {to}")
        self.state, self.ended_at = to, now


class Invitation(Base):
    """One ask and one mentor: shown to them privately, or taken up by them in the ask channel."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("ask_id", "mentor"),
        Index("ix_invitations_load", "workspace", "mentor", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    ask_id: Mapped[int] = mapped_column(ForeignKey("asks.id"))
    mentor: Mapped[str] = mapped_column(String(32))
    """The member. Not everyone who is invited has volunteered: someone may have been named by another."""
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.INVITED)
    is_private: Mapped[bool] = mapped_column(default=True)
    """False for an offer from the ask channel: there is no private card of it."""
    suggested_by: Mapped[str | None] = mapped_column(String(32))
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Why this mentor: the kinds of reasons that matching found."""
    shared_topics: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The topics of the ask that the mentor volunteers for."""
    clarification: Mapped[str] = mapped_column(PrivateText, default="")
    """What the mentor asked first, the last time."""
    clarifications: Mapped[int] = mapped_column(default=0)
    """How often they have asked something first."""
    answers: Mapped[int] = mapped_column(default=0)
    """How many of those were answered; each answer brings the mentor a new card."""
    invited_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    def move(self, to: InvitationState, now: datetime) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        if to not in INVITATION_MOVES[self.state]:
            raise ImpossibleMoveError(f"an invitation that is {self.state} cannot become {to}")
        self.state, self.settled_at = to, now


class Conversation(Base):
    """A mentor and a mentee, introduced to each other, until it is closed."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("ask_id"),
        Index("ix_conversations_of_mentor", "workspace", "mentor", "opened_at"),
        Index("ix_conversations_of_asker", "workspace", "asker", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    ask_id: Mapped[int] = mapped_column(ForeignKey("asks.id"))
    asker: Mapped[str] = mapped_column(String(32))
    mentor: Mapped[str] = mapped_column(String(32))
    state: Mapped[ConversationState] = mapped_column(default=ConversationState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    check_ins: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    def move(self, to: ConversationState, now: datetime) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        if to not in CONVERSATION_MOVES[self.state]:
            raise ImpossibleMoveError(f"a conversation that is {self.state} cannot become {to}")
        self.state, self.closed_at = to, now

    def other(self, member: str) -> str:
        """The one of the two who is not ``member``."""
        return self.mentor if member == self.asker else self.asker


class TimeProposal(Base):
    """Up to three times that one of the two proposed; the latest proposal counts."""

    __tablename__ = "time_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    proposer: Mapped[str] = mapped_column(String(32))
    choices: Mapped[list[int]] = mapped_column(JSON)
    """Seconds since 1970, in UTC: what Slack's date picker gives and its date format takes."""
    agreed: Mapped[int | None]
    """The choice that was taken."""
    is_current: Mapped[bool] = mapped_column(default=True)
