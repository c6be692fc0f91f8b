"""The due rows of circles: that a meeting is announced, and all that follows from one that is."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.cadence import Occurrence, from_rule, instant_of, occurrences, to_rule
from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.meetings import tables
from bot.circles.meetings.history import History, MeetingInBrief, history_of
from bot.circles.models import Circle, Meeting
from bot.circles.rules import HOUR_BEFORE, READ_BEFORE, READ_EVERY, announced_at, reminded_at
from bot.moment import Moment

_OF_A_MEETING = (
    Later.PUBLISHES_AGENDA,
    Later.REMINDS_ANNOUNCED,
    Later.REMINDS_DAY,
    Later.REMINDS_HOUR,
    Later.DECIDES,
    Later.TABLES,
    Later.BEGINS,
    Later.ENDS,
    Later.HOST_LAPSES,
)


async def plan(moment: Moment, circle: Circle) -> None:
    """Plan the announcement of a locked, running circle's next meeting; none when its dates are used up.

    It is the first that is still to begin and was not announced yet; where its announcement is overdue, that is
    made at once. What lies before it is not told to be missed: ``lifecycle.announce`` does that.
    """
    history = await history_of(moment, circle)
    circle.come_next(next(unannounced(moment, circle, history), None))
    await plan_announcement(moment, circle, history.current)


async def plan_announcement(moment: Moment, circle: Circle, coming: Meeting | MeetingInBrief | None) -> None:
    """Plan the announcement of the occurrence that is next already; a meeting that is announced ends first.

    Whether or not there is one to announce, the channel is read anew in time.
    """
    reread_at = moment.now + READ_EVERY
    if circle.next_at is None:
        await moment.later(Later.ANNOUNCES, circle.id, reread_at)
        return
    not_before = moment.now if coming is None else max(ends_at(coming), moment.now + timedelta(minutes=1))
    due_at = max(announced_at(circle.next_at, from_rule(circle.cadence)), not_before)
    read_before = due_at - READ_BEFORE
    await moment.later(Later.ANNOUNCES, circle.id, min(read_before if read_before > moment.now else due_at, reread_at))


async def plan_meeting(moment: Moment, circle: Circle, meeting: Meeting, *, is_new: bool = False) -> None:
    """Plan all that happens to a meeting, at the instants that its beginning gives.

    Where it is too late for the count of a working day before, there is none: the meeting goes ahead, and who
    likes to be reminded by then is reminded at once. Of a meeting that ``is_new`` there is nothing to cancel.
    """
    counted_at, hour_before = reminded_at(meeting.starts_at, circle.zone), meeting.starts_at - HOUR_BEFORE
    due: dict[str, datetime | None] = {
        Later.REMINDS_ANNOUNCED: moment.now,
        Later.REMINDS_DAY: counted_at if counted_at > moment.now else None,
        Later.REMINDS_HOUR: hour_before if hour_before > moment.now else None,
        Later.DECIDES: None,
        Later.TABLES: tables.seated_at(circle, meeting),
        Later.BEGINS: meeting.starts_at,
        Later.ENDS: ends_at(meeting),
    }
    await moment.plan(meeting.id, {kind: at for kind, at in due.items() if at is not None or not is_new})


async def forget_what_comes(moment: Moment, meeting: Meeting) -> None:
    """Plan nothing more of a meeting."""
    await moment.plan(meeting.id, dict.fromkeys(_OF_A_MEETING))


def unannounced(moment: Moment, circle: Circle, history: History) -> Iterator[Occurrence]:
    """Yield the occurrences of a locked circle to come that have no meeting yet, in order of time."""
    announced = history.occurrences
    return (one for one in occurrences(from_rule(circle.cadence), moment.now) if one.key not in announced)


async def coming_at(moment: Moment, circle: Circle) -> datetime | None:
    """Return when the meeting of a locked circle begins that is announced and not over; None when there is none."""
    meeting = await queries.current_meeting(moment, circle)
    return meeting.starts_at if meeting is not None else None


def ends_at(meeting: Meeting | MeetingInBrief) -> datetime:
    """Return when a meeting is over."""
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


def days_later(circle: Circle, instant: datetime, days: int) -> datetime:
    """Return the same local time so many days on; a time that the clocks leave out is moved to the next."""
    local = instant.astimezone(circle.zone)
    return instant_of(local.date() + timedelta(days=days), local.time(), circle.zone)


def move_in_cadence(circle: Circle, meeting: Meeting, starts_at: datetime) -> None:
    """Write into a locked circle's cadence that one of its dates happens at another instant, in whole minutes.

    The rhythm may have been changed since: then there is no such date any more, and nothing to write.
    """
    cadence, planned = from_rule(circle.cadence), date.fromisoformat(meeting.occurrence)
    if cadence.falls_on(planned):
        local = starts_at.astimezone(circle.zone).replace(second=0, microsecond=0)
        circle.cadence = to_rule(cadence.moving(planned, local.date(), local.time()))
