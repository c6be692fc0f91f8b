"""The tables of flash mentoring."""

from datetime import datetime

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from bot.database.columns import Base, Instant, PrivateText
from bot.database.marks import Mark
from bot.database.padding import PrivateWord
from bot.flash.rules import (
    ASK_MOVES,
    CONVERSATION_MOVES,
    INVITATION_MOVES,
    UNTOLD,
    AskState,
    ConversationState,
    InvitationState,
    holds_time,
)
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.matching.asks.word_signature import MOST_CHARACTERS
from bot.states import check_move


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
    words_read_by: Mapped[str] = mapped_column(String(MOST_CHARACTERS), default="", server_default="")
    """The stemmer that read the stored words (MentorWord); see bot.flash.search_words."""
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
    """A mentee's question. An asker without a name is readable with the encryption key alone."""

    __tablename__ = "asks"
    __table_args__ = (
        Index("ix_asks_by_asker", "workspace", "asker", "state"),
        Index("ix_asks_by_mark", "workspace", "mark"),
        Index("ix_asks_wait", "workspace", "posted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    named_asker: Mapped[str] = mapped_column("asker", String(32), default="")
    """The asker who asks with their name; else empty."""
    hidden_asker: Mapped[str | None] = mapped_column(PrivateWord)
    """The asker who asks without."""
    alias: Mapped[str | None] = mapped_column(PrivateWord)
    """The name of its letters to its asker; none for those that an older version wrote."""
    mark: Mapped[str | None] = mapped_column(Mark("hidden_asker"))
    """The mark by which the asker's question is found, as long as it is open."""
    question: Mapped[str] = mapped_column(PrivateText)
    tried: Mapped[str] = mapped_column(PrivateText, default="")
    in_return: Mapped[str] = mapped_column(PrivateText, default="")
    preference: Mapped[Preference]
    minutes: Mapped[int]
    meeting_format: Mapped[MeetingFormat]
    shows_name: Mapped[bool]
    """Whether mentors see who asks before they are chosen."""
    channel: Mapped[str | None] = mapped_column(String(32))
    """The ask channel, if it shows the question too."""
    topic_ids: Mapped[list[int]] = mapped_column(JSON)
    state: Mapped[AskState] = mapped_column(default=AskState.LOOKING)
    waves: Mapped[int] = mapped_column(default=0)
    posted_at: Mapped[datetime] = mapped_column(Instant)
    first_offer_at: Mapped[datetime | None] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant)
    """The last time that the asker was reminded of offers."""
    choice_settled_at: Mapped[datetime | None] = mapped_column(Instant)
    """The time when the last of those offers was gone."""
    reopened_at: Mapped[datetime | None] = mapped_column(Instant)
    """The last time that the search was resumed after somebody had been chosen."""
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    invitations: Mapped[list["Invitation"]] = relationship(viewonly=True, lazy="raise")
    """All of them, the oldest first. They are read when the ask is locked: from then on nobody else changes them."""

    @hybrid_property
    def asker(self) -> str:
        """The asker. In a statement it finds only those who ask with their name."""
        return self.hidden_asker or self.named_asker

    @asker.inplace.setter
    def _asked_by(self, member: str) -> None:
        self._keep(member, shows_name=bool(self.shows_name))

    @asker.inplace.expression
    @classmethod
    def _named(cls) -> ColumnElement[str]:
        return cls.named_asker.expression

    @validates("shows_name")
    def _name_shows(self, _column: str, shows_name: bool) -> bool:
        self._keep(self.asker, shows_name=shows_name)
        return shows_name

    def _keep(self, asker: str, *, shows_name: bool) -> None:
        self.named_asker, self.hidden_asker = (asker, None) if shows_name else ("", asker)

    @property
    def offers(self) -> list["Invitation"]:
        """The offers that the asker can choose among, the oldest first."""
        return [one for one in self.invitations if one.state is InvitationState.OFFERED]

    @property
    def is_reminded(self) -> bool:
        """Whether the asker has a reminder before them that is not settled."""
        return self.reminded_at is not None and (
            self.choice_settled_at is None or self.choice_settled_at < self.reminded_at
        )

    def move(self, to: AskState, now: datetime) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        check_move(self.state, to, ASK_MOVES)
        looks_on = to is AskState.LOOKING
        self.state, self.ended_at = to, None if looks_on else now
        self.mark = self.mark if looks_on else None
        self.reopened_at = now if looks_on else self.reopened_at


class Invitation(Base):
    """One ask and one mentor: shown to them privately, or taken up by them in the ask channel.

    That a mentor said no, or named someone else, is readable with the encryption key alone; else they seem silent.
    """

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
    seems: Mapped[InvitationState] = mapped_column("state", default=InvitationState.INVITED)
    """The readable state: that of a mentor who has not answered, for one who said no."""
    kept_state: Mapped[str | None] = mapped_column(PrivateWord, default=InvitationState.INVITED.value)
    """The state; None where an older version wrote it down, and it is the readable one."""
    alias: Mapped[str | None] = mapped_column(PrivateWord)
    """The name of its letters; none for those that an older version wrote."""
    is_private: Mapped[bool] = mapped_column(default=True)
    """False for an offer from the ask channel: there is no private card of it."""
    named_by: Mapped[str | None] = mapped_column("suggested_by", String(32))
    """The mentor who named them, as older versions wrote it down."""
    kept_named_by: Mapped[str | None] = mapped_column(PrivateWord, default="")
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The kinds of reasons for this mentor that matching found."""
    shared_topics: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The topics of the ask that the mentor volunteers for."""
    clarification: Mapped[str] = mapped_column(PrivateText, default="")
    """The last question that the mentor asked first."""
    clarifications: Mapped[int] = mapped_column(default=0)
    """The number of times that they have asked something first."""
    answers: Mapped[int] = mapped_column(default=0)
    """The number of those that were answered; each answer brings the mentor a new card."""
    answer: Mapped[str | None] = mapped_column(PrivateText)
    """The last answer; empty when the question could not be brought to the asker."""
    invited_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    """The time when it came to the readable state."""

    @hybrid_property
    def state(self) -> InvitationState:
        """The state. In a statement it is the readable one."""
        return InvitationState(self.kept_state) if self.kept_state else self.seems

    @state.inplace.setter
    def _is(self, state: InvitationState) -> None:
        self.seems, self.kept_state = state, state.value

    @state.inplace.expression
    @classmethod
    def _seems(cls) -> ColumnElement[InvitationState]:
        return cls.seems.expression

    @property
    def suggested_by(self) -> str | None:
        """The mentor who named this one."""
        return self.kept_named_by or self.named_by

    @suggested_by.setter
    def suggested_by(self, member: str | None) -> None:
        self.kept_named_by = member or ""

    def move(self, to: InvitationState, now: datetime) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        check_move(self.state, to, INVITATION_MOVES)
        if to in UNTOLD:
            self.kept_state = to.value
        else:
            self.state, self.settled_at = to, now

    def seem(self, to: InvitationState, now: datetime) -> None:
        """Move the readable state of an invitation answered with no as that of a silent mentor moves now."""
        if self.state in UNTOLD and holds_time(self.seems):
            self.seems, self.settled_at = to, now


class Conversation(Base):
    """A mentor and a mentee, introduced to each other, until it is closed."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("ask_id", "mentor"),
        Index("ix_conversations_of_mentor", "workspace", "mentor", "opened_at"),
        Index("ix_conversations_of_asker", "workspace", "asker", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    ask_id: Mapped[int] = mapped_column(ForeignKey("asks.id"))
    asker: Mapped[str] = mapped_column(String(32))
    mentor: Mapped[str] = mapped_column(String(32))
    state: Mapped[ConversationState] = mapped_column(default=ConversationState.OPENING)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    """The time when its introduction arrived; until then, when the mentor was chosen."""
    nudged_at: Mapped[datetime | None] = mapped_column(Instant)
    """The time when both were reminded that no time has been proposed."""
    check_ins: Mapped[int] = mapped_column(default=0)
    not_yets: Mapped[int] = mapped_column(default=0, server_default="0")
    """The number of check-ins that need no answer any more: the asker said not yet, or a time was agreed."""
    next_check_in_at: Mapped[datetime | None] = mapped_column(Instant)
    """The time of the next check-in; None where none is planned."""
    thanked_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    def move(self, to: ConversationState, now: datetime) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        check_move(self.state, to, CONVERSATION_MOVES)
        self.state, self.closed_at = to, None if to is ConversationState.OPEN else now

    def other(self, member: str) -> str:
        """Return the one of the two who is not ``member``."""
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
    proposed_at: Mapped[datetime | None] = mapped_column(Instant)
    is_without_file: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the calendar file for the time that was taken could not be brought to the two."""
    is_current: Mapped[bool] = mapped_column(default=True)
