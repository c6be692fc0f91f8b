"""The tables of circles."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.circles.rules import (
    MEETING_MOVES,
    TO_COME,
    TOPIC_MOVES,
    Belonging,
    CircleKind,
    Coming,
    MeetingOffReason,
    MeetingState,
    MeetingWish,
    Reminder,
    TopicState,
)
from bot.database.columns import Base, Instant, PrivateJson, PrivateText
from bot.database.padding import PrivateInstant, PrivateWord, PrivateWords
from bot.recurring.columns import Recurring
from bot.states import check_move


class Circle(Recurring, Base):
    """Peers who meet again and again. Nobody owns it: who started it looks after its dates, and no more."""

    __tablename__ = "circles"
    __table_args__ = (Index("ix_circles_of_workspace", "workspace", "state"),)

    kind: Mapped[CircleKind]
    about: Mapped[str] = mapped_column(Text, default="")
    """What it is, in the words of who started it; empty for the words of its kind."""
    channel: Mapped[str] = mapped_column(String(32))
    minutes: Mapped[int]
    """How long a meeting is."""
    parts: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    """Timed parts of a mini-retreat: minutes and words of each; empty for other circles."""
    place: Mapped[str] = mapped_column(String(200), default="")
    """Where it meets, or its call link."""
    seats: Mapped[int | None]
    """How many members it has at most; None for as many as like to."""
    quorum: Mapped[int]
    """Members who have to say that they come, for a meeting to go ahead without a question."""
    table_size: Mapped[int | None]
    """A big meeting is dealt into mixed tables of about this size; None for one table."""
    started_by: Mapped[str] = mapped_column(String(32))
    meetings: Mapped[int] = mapped_column(default=0)
    """How many have been announced."""
    because: Mapped[MeetingOffReason | None]
    """Why it does not run; None while it does, and where nobody wrote it down."""
    is_untold: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its channel could not be told that it is there."""


class CircleMember(Base):
    """One member's place in one circle."""

    __tablename__ = "circle_members"
    __table_args__ = (Index("ix_circle_members_of_member", "workspace", "member"),)

    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    belonging: Mapped[Belonging]
    reminder: Mapped[Reminder]
    since: Mapped[datetime] = mapped_column(Instant)
    """Instant at which they joined, or began to wait for a place: the first to wait is the first to have one."""
    would_host: Mapped[bool] = mapped_column(default=False)
    """They have said that they would like to host the next time."""
    former_turn: Mapped[datetime | None] = mapped_column("last_turn", Instant)
    """The turn as an older version wrote it down."""
    turn: Mapped[datetime | None] = mapped_column(PrivateInstant)
    """Instant of their last turn to host, whether they did or passed: beside the hosts it would tell who passed."""
    places: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of the newest card that says that they are in, or wait."""

    @property
    def last_turn(self) -> datetime | None:
        """Return when it was last their turn to host."""
        return self.turn or self.former_turn

    @last_turn.setter
    def last_turn(self, turn: datetime | None) -> None:
        self.turn, self.former_turn = turn, None


class Meeting(Base):
    """One occurrence of a circle. There is one of each, whoever announces it."""

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("circle_id", "occurrence"),
        Index("ix_meetings_of_circle", "circle_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    occurrence: Mapped[str] = mapped_column(String(10))
    """The date that its cadence gave it; it stays the same when the meeting is moved."""
    number: Mapped[int]
    """Counts the circle's meetings from 1."""
    state: Mapped[MeetingState]
    starts_at: Mapped[datetime] = mapped_column(Instant)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(200))
    named_host: Mapped[str | None] = mapped_column("host", String(32))
    """Who has said that they host it; an older version wrote down here, too, who is asked whether they would."""
    host_agreed: Mapped[bool] = mapped_column(default=False, server_default=true())
    """Whether somebody has said yes: until then nobody else learns who is asked."""
    asked: Mapped[str | None] = mapped_column(PrivateWord, default="")
    """Who is asked whether they would: readable with the encryption key alone."""
    salt: Mapped[str | None] = mapped_column(PrivateWord)
    """With it a member's alias is made, by which their reminder is known; none where an older version announced it."""
    former_passed: Mapped[list[str]] = mapped_column("passed", JSON, default=list)
    """Who passed, as an older version wrote it down."""
    who_passed: Mapped[str | None] = mapped_column(PrivateWords, default="")
    """Who was asked to host this time, and passed or said nothing: readable with the encryption key alone."""
    unreached: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Who was to host this time, and could not be told: they have passed nothing."""
    former_turn_before: Mapped[datetime | None] = mapped_column("turn_before", Instant)
    hosts_turn: Mapped[datetime | None] = mapped_column(PrivateInstant)
    """When it had been the host's turn before this time."""
    prompts: Mapped[Mapping[str, Any]] = mapped_column(PrivateJson)
    """`{"texts": [...]}`: what was offered because the agenda was thin. A prompt may be a member's own."""
    agenda: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    """Topics that its announcement shows, with the votes for each; once it is over, those that were talked about.

    What was suggested since is here from the next full five minutes on: an answer shown at once would otherwise
    bring a topic of the same moment with it, and tell who suggested it.
    """
    tables: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    """Members at each table, where it was seated at tables."""
    moves: Mapped[int] = mapped_column(default=0)
    """Times it was moved or called off: the SEQUENCE of its calendar file (RFC 5545, 3.8.7.4)."""
    changed_at: Mapped[datetime | None] = mapped_column(Instant)
    """Instant of the last of these."""
    because: Mapped[MeetingOffReason | None]
    """Reason why it was called off."""
    tables_of: Mapped[int | None]
    """Its ``moves`` when it was seated at tables; None for tables from before this was kept."""
    announced_at: Mapped[datetime] = mapped_column(Instant)
    decides_at: Mapped[datetime | None] = mapped_column(Instant)
    """Deadline of the decision, where it is or was in question."""

    @property
    def host(self) -> str | None:
        """Return who hosts it, or is asked whether they would."""
        return self.named_host or self.asked or None

    @property
    def hosted_by(self) -> str | None:
        """Return who has said that they host it."""
        return self.named_host if self.host_agreed else None

    def have_host(self, member: str | None, *, agreed: bool) -> None:
        """Set the host, who is named if they have ``agreed``; None for nobody."""
        self.named_host, self.asked = (member, "") if agreed else (None, member or "")
        self.host_agreed = agreed

    def alias_of(self, member: str) -> str:
        """Return what stands for a member where only the key tells that it is theirs; empty without a salt."""
        return sha256(f"{self.salt} {member}".encode()).hexdigest()[:16] if self.salt else ""

    @property
    def passed(self) -> list[str]:
        """Return who was asked to host this time, and passed."""
        return [*self.former_passed, *(self.who_passed or "").split()]

    def note_passed(self, member: str) -> None:
        """Note that a member was asked to host this time, and passes."""
        self.who_passed = " ".join([*self.passed, member])
        self.former_passed = []

    @property
    def turn_before(self) -> datetime | None:
        """Return when it had been the host's turn before this time."""
        return self.hosts_turn or self.former_turn_before

    @turn_before.setter
    def turn_before(self, turn: datetime | None) -> None:
        self.hosts_turn, self.former_turn_before = turn, None

    def is_to_come(self, now: datetime) -> bool:
        """Return whether it is announced and has not begun: people can still answer."""
        return self.state in TO_COME and self.starts_at > now

    def move(self, to: MeetingState) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        check_move(self.state, to, MEETING_MOVES)
        self.state = to


class Rsvp(Base):
    """A member's answer to a meeting. No instants: they could tell who suggested what."""

    __tablename__ = "rsvps"
    __table_args__ = (Index("ix_rsvps_of_member", "workspace", "member"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    coming: Mapped[Coming | None]
    """None for who has said nothing but has a reminder or a calendar file."""
    wish: Mapped[MeetingWish | None]
    """Their wish when too few come."""
    is_reminded: Mapped[bool] = mapped_column(default=False)
    """Whether a reminder was written to them, which then is kept current."""
    has_file: Mapped[bool] = mapped_column(default=False)
    """Whether they asked for the calendar file, which then is kept current."""
    file_of: Mapped[int] = mapped_column(default=0, server_default="0")
    """The meeting's ``moves`` when the newest file was sent to them."""
    news: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of the meeting's change that they are or were told of, the last time; 0 for none."""
    failed: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of reminders of this meeting that could not be delivered to them."""

    @property
    def says_nothing(self) -> bool:
        """Return whether nothing is lost with it."""
        is_silent = self.coming is None and self.wish is None
        return is_silent and not (self.is_reminded or self.has_file or self.news or self.failed)


class AgendaTopic(Base):
    """A topic that somebody would like to talk about.

    Who suggested it and who voted for it is readable with the encryption key alone, and no instant is kept that could
    be laid beside another.
    """

    __tablename__ = "agenda_topics"
    __table_args__ = (Index("ix_agenda_topics_of_circle", "circle_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    state: Mapped[TopicState] = mapped_column(default=TopicState.WAITING)
    words: Mapped[str] = mapped_column(PrivateText)
    suggester: Mapped[str] = mapped_column(PrivateText)
    shows_name: Mapped[bool]
    voters: Mapped[Mapping[str, Any]] = mapped_column(PrivateJson)
    """`{"members": [...]}`."""
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"), index=True)
    """The meeting at which it was talked about, the last time."""
    carried_over: Mapped[int] = mapped_column(default=0)

    def was_discussed_at(self, meeting: Meeting) -> bool:
        """Return whether it was talked about at a meeting, and has not been carried over since."""
        return self.state is TopicState.TALKED_ABOUT and self.meeting_id == meeting.id

    def move(self, to: TopicState) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        check_move(self.state, to, TOPIC_MOVES)
        self.state = to


class Takeaway(Base):
    """A thought that somebody takes with them from a meeting, shared with the circle: group reflection."""

    __tablename__ = "takeaways"

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    words: Mapped[str] = mapped_column(PrivateText)
    writer: Mapped[str] = mapped_column(PrivateText)
    shows_name: Mapped[bool]
