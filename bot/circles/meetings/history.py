"""The meetings of a circle until now: those that were, were missed or called off, and the one that is announced."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.circles.models import Circle, Meeting
from bot.circles.rules import TO_COME, MeetingState
from bot.database.prepared import Prepared
from bot.moment import Moment

_OF_CIRCLE = Prepared(
    select(Meeting.occurrence, Meeting.state, Meeting.starts_at, Meeting.minutes, Meeting.announced_at)
    .where(Meeting.circle_id == bindparam("circle"))
    .order_by(Meeting.starts_at)
)


class MeetingInBrief(NamedTuple):
    """When a meeting is or was, and what became of it."""

    occurrence: str
    state: MeetingState
    starts_at: datetime
    minutes: int
    announced_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """All meetings of a locked circle as they are now, by the instants at which they begin."""

    meetings: Sequence[MeetingInBrief]

    @property
    def occurrences(self) -> Collection[str]:
        """Return the occurrences that were announced, or missed."""
        return {meeting.occurrence for meeting in self.meetings}

    @property
    def called_off(self) -> Collection[str]:
        """Return the occurrences that were called off."""
        return {meeting.occurrence for meeting in self.meetings if meeting.state is MeetingState.CALLED_OFF}

    @property
    def current(self) -> MeetingInBrief | None:
        """Return the meeting that is announced and not over."""
        return next((meeting for meeting in self.meetings if meeting.state in TO_COME), None)

    @property
    def met_last_at(self) -> datetime | None:
        """Return when the circle met last; None before its first meeting."""
        return max((meeting.starts_at for meeting in self.meetings if meeting.state is MeetingState.OVER), default=None)

    @property
    def newest(self) -> Sequence[MeetingInBrief]:
        """Return the meetings that were written down last, together."""
        newest = max((meeting.announced_at for meeting in self.meetings), default=None)
        return [meeting for meeting in self.meetings if meeting.announced_at == newest]

    def missed_with(self, announced_at: datetime) -> Sequence[datetime]:
        """Return when the meetings were that turned out to be missed when another one was announced."""
        return [
            meeting.starts_at
            for meeting in self.meetings
            if meeting.state is MeetingState.MISSED and meeting.announced_at == announced_at
        ]

    def and_new(self, meetings: Iterable[Meeting]) -> "History":
        """Return the history with meetings that have just been written down."""
        new = [MeetingInBrief(*(getattr(meeting, name) for name in MeetingInBrief._fields)) for meeting in meetings]
        return History(sorted([*self.meetings, *new], key=attrgetter("starts_at")))


async def history_of(moment: Moment, circle: Circle) -> History:
    """Read the meetings of a locked circle, all at once."""
    found = await _OF_CIRCLE.rows(moment.session, circle=circle.id)
    return History([MeetingInBrief(*row) for row in found])
