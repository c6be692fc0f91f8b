"""The tables of pairings."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.columns import Base, Instant
from bot.database.padding import PaddedText, PrivateWords
from bot.matching.round_input import Reach
from bot.pairings.private_answers import KeptAttendance, KeptSeat
from bot.pairings.rules import (
    GROUP_MOVES,
    ROUND_MOVES,
    CheckIn,
    GoingOn,
    GroupOffReason,
    GroupState,
    JoinMode,
    ProgrammeKind,
    RoundState,
)
from bot.recurring.columns import Recurring
from bot.states import check_move

EXTRA = "now "
"""The beginning of the occurrence of a round that an organizer has run at once."""


class Programme(Recurring, Base):
    """Random coffee in a channel, or the Just Lunch of a workspace, which has neither channel nor cadence."""

    __tablename__ = "programmes"
    __table_args__ = (Index("ix_programmes_of_channel", "workspace", "channel", "state"),)

    kind: Mapped[ProgrammeKind]
    joining: Mapped[JoinMode]
    size: Mapped[int]
    reach: Mapped[Reach]
    organizer: Mapped[str | None] = mapped_column(String(32))
    """Who set it up, or looks after it since, and hears how its rounds went."""
    is_adopted: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Who looks after it is not who set it up: what that one was told stays theirs."""
    preview_for: Mapped[str | None] = mapped_column(String(32))
    """The organizer who waits for a preview."""
    rounds: Mapped[int] = mapped_column(default=0)
    """How many rounds have been opened."""
    next_key: Mapped[str | None] = mapped_column("next_occurrence", String(40))
    everyone_since: Mapped[datetime | None] = mapped_column(Instant)
    """Since when its channel's members are in where it was for those who join; nobody is before a notice."""
    announcements: Mapped[int] = mapped_column(default=1, server_default="1")
    """How often the channel was told of it: again, when who is in has changed."""


class Membership(Base):
    """A member's choices for one programme. Those who have chosen nothing have none."""

    __tablename__ = "memberships"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    is_in: Mapped[bool]
    paused_until: Mapped[datetime | None] = mapped_column(Instant)
    """Back by itself at this instant: the start of a day on their own calendar."""
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    """The instant from which they are out again by themselves: this week only."""
    weekdays: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The days that suit them for lunch; Monday is 0."""
    ways: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The ways to meet for lunch that suit them, as `bot.pairings.lunch.meeting_options` writes them."""
    place: Mapped[str] = mapped_column(String(80), default="")
    """The place where they would meet for lunch, in their own words."""
    said_at: Mapped[datetime | None] = mapped_column(Instant)
    """The instant when they were last told, by a card of its own, how they take part in lunch."""


class Round(Base):
    """One occurrence of a programme. There is one of each, whoever opens it."""

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("programme_id", "occurrence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    occurrence: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    """Counts the programme's rounds from 1."""
    state: Mapped[RoundState] = mapped_column(default=RoundState.OPEN)
    meets_at: Mapped[datetime] = mapped_column(Instant)
    """The instant when its groups are introduced; for lunch, noon."""
    ends_at: Mapped[datetime] = mapped_column(Instant)
    """The end: the groups should have met by then."""
    opened_at: Mapped[datetime] = mapped_column(Instant)
    decisions: Mapped[int] = mapped_column(default=0)
    off: Mapped[GroupOffReason | None]
    """The reason for which it was called off."""
    kept_left_out: Mapped[str | None] = mapped_column(PrivateWords)
    """For whom nobody was found for lunch at the last decision, and why, in turns: readable with the key alone."""

    @property
    def left_out(self) -> Mapping[str, str]:
        """Return why nobody was found at the last decision of a lunch, by the members of whom that is so."""
        words = (self.kept_left_out or "").split()
        return dict(zip(words[::2], words[1::2], strict=True))

    @left_out.setter
    def left_out(self, why: Mapping[str, str]) -> None:
        self.kept_left_out = " ".join(word for one in why.items() for word in one)

    @property
    def is_extra(self) -> bool:
        """True when an organizer had it run at once, without a notice before it."""
        return self.occurrence.startswith(EXTRA)

    def move(self, to: RoundState) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        check_move(self.state, to, ROUND_MOVES)
        self.state = to


class Attendance(KeptAttendance, Base):
    """A member in a round: what they were told, and what they said.

    Of lunch, those who are out and those for whom nobody was found are readable with the encryption key alone.
    """

    __tablename__ = "attendances"
    __table_args__ = (Index("ix_attendances_of_member", "workspace", "member"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    is_noticed: Mapped[bool] = mapped_column(default=False)
    """True when a notice was written to them."""
    is_unreached: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Their notice could not be delivered: they are not in, for they could not say no."""
    asked_today: Mapped[bool] = mapped_column(default=False)
    """They asked for lunch today, whatever their usual days."""
    going_on: Mapped[GoingOn | None]
    """Set when they were asked after this round if they would like to go on."""


class Decision(Base):
    """The input that groups were made of: all of it, so that they can be made again. It is let go after a while."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_decided_at", "decided_at"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    gathering: Mapped[str] = mapped_column(PaddedText)
    """The input, as `bot.matching.round_record` writes it."""
    decided_at: Mapped[datetime] = mapped_column(Instant)


class GroupPage(Base):
    """Some groups that are decided and still to be written: a large round is written page by page."""

    __tablename__ = "group_pages"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    decided_at: Mapped[datetime] = mapped_column(Instant)
    groups: Mapped[str] = mapped_column(Text)
    """In JSON, the ``members`` of each group and its ``reasons``, as `Group` has them."""


class Group(Base):
    """People put together in a round."""

    __tablename__ = "pairing_groups"
    __table_args__ = (Index("ix_pairing_groups_of_round", "round_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    decision: Mapped[int]
    """The number of the decision that made it."""
    state: Mapped[GroupState]
    size: Mapped[int]
    """The number of people that it was made of."""
    reasons: Mapped[list[list[str]]] = mapped_column(JSON)
    """The reasons for these people: each one's kind, then its detail."""
    way: Mapped[str] = mapped_column(String(120), default="")
    """The way to meet for lunch."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    answer_by: Mapped[datetime | None] = mapped_column(Instant)
    introduced_at: Mapped[datetime | None] = mapped_column(Instant)
    asks_at: Mapped[datetime | None] = mapped_column(Instant)
    """The instant when they are asked whether they met."""
    address: Mapped[str] = mapped_column(String(200), default="")
    """The address of its conversation, once its people are being introduced."""
    prompts: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Something to begin with, as their introduction says it."""
    shared_from: Mapped[datetime | None] = mapped_column(Instant)
    """The time when all of them are at work next, as their introduction says it."""
    shared_until: Mapped[datetime | None] = mapped_column(Instant)
    check_ins: Mapped[int] = mapped_column(default=0)
    """The number of times that they were asked in their conversation."""
    check_in: Mapped[CheckIn | None]
    """The last question, and what they have said to it."""
    has_met: Mapped[bool] = mapped_column(default=False, server_default=false())
    """They said that they met, whatever came after that."""
    proposals: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often one of them proposed times for a coffee; the last proposal counts."""
    times: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    """The times of that one, in seconds since 1970: what Slack's date picker gives and its date format takes."""
    times_by: Mapped[str | None] = mapped_column(String(32))
    """Who proposed them,"""
    times_at: Mapped[datetime | None] = mapped_column(Instant)
    """and when."""
    agreements: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often they have agreed on a time,"""
    agreed_at: Mapped[datetime | None] = mapped_column(Instant)
    """and on which of the times of the last proposal."""

    def move(self, to: GroupState) -> None:
        """Take a step. Raises ImpossibleMoveError when there is no such step."""
        check_move(self.state, to, GROUP_MOVES)
        self.state = to
        self.has_met = self.has_met or to is GroupState.MET


class Seat(KeptSeat, Base):
    """One member of one group. What they answer to a proposal is readable with the encryption key alone."""

    __tablename__ = "seats"
    __table_args__ = (Index("ix_seats_of_member", "workspace", "member"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("pairing_groups.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(32))


class Acquaintance(Base):
    """Two people whom a programme has introduced, and in which of its rounds the last time. ``one`` sorts first."""

    __tablename__ = "acquaintances"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    one: Mapped[str] = mapped_column(String(32), primary_key=True)
    other: Mapped[str] = mapped_column(String(32), primary_key=True)
    round_number: Mapped[int]
