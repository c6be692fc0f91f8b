"""Who hosts a meeting: by turns, with a pass that nobody else hears of."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.circles import records
from bot.circles.meetings import reminding, showing
from bot.circles.members.rotation import Candidate, next_in_turn
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.outcomes import Hosting
from bot.circles.rules import TO_COME, Coming, MeetingState
from bot.moment import Moment
from bot.outbox.service import Pressed
from bot.slack.models import Member


async def next_host(moment: Moment, circle: Circle, meeting: Meeting) -> str | None:
    """Have somebody host a meeting of a locked circle, whose turn it then has been; None when nobody is left."""
    places = await _who_can(moment, circle, meeting)
    candidates = [Candidate(one.member, one.since, one.last_turn, one.would_host) for one in places]
    chosen = next_in_turn(candidates, await _previous_at(moment, circle, meeting))
    await _have_host(moment, meeting, next((one for one in places if one.member == chosen), None))
    return chosen


async def pass_on(moment: Moment, member: Member, meeting_id: int, pressed: Pressed | None = None) -> Hosting:
    """*Pass*: the next in line is asked, and the card in the channel just shows them."""
    found = await records.meeting_of(moment, meeting_id)
    if found is None or not _is_to_come(found[1], moment.now):
        return Hosting.OVER
    circle, meeting = found
    if meeting.host != member.id:
        return Hosting.NOT_HOST
    await stands_in(moment, circle, meeting)
    await showing.redraw_reminder(moment, circle, meeting, member, pressed)
    return Hosting.PASSED


async def would_host(moment: Moment, member: Member, circle_id: int) -> Hosting:
    """*I would like to host*: the meeting that is announced if nobody hosts it, otherwise the one after it."""
    circle = await records.circle_of(moment, circle_id)
    if circle is None or not await records.is_in(moment, circle, member.id):
        return Hosting.NOT_IN_CIRCLE
    meeting = await records.meeting_to_come(moment, circle)
    if meeting is not None and meeting.host == member.id:
        return Hosting.HOSTS
    place = await records.place_in(moment, circle, member.id)
    if meeting is not None and meeting.host is None:
        await _have_host(moment, meeting, place)
        await _tell_everybody(moment, circle, meeting)
        return Hosting.HOSTS
    if place is not None:
        place.would_host = True
    return Hosting.NEXT_TIME


async def stands_in(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """The host of a meeting cannot, whyever: the next in line gets the card, and everybody sees who it is."""
    if meeting.host is not None:
        meeting.passed = [*meeting.passed, meeting.host]
    await next_host(moment, circle, meeting)
    await _tell_everybody(moment, circle, meeting)


def _is_to_come(meeting: Meeting, now: datetime) -> bool:
    return meeting.state in TO_COME and meeting.starts_at > now


async def _have_host(moment: Moment, meeting: Meeting, place: CircleMember | None) -> None:
    meeting.host = place.member if place is not None else None
    if place is not None:
        place.last_turn, place.would_host = moment.now, False
    await moment.session.flush()


async def _tell_everybody(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """The host has the card, and whatever names the host is drawn again: an old name would tell who passed."""
    await showing.redraw(moment, circle, meeting)
    await showing.redraw_reminders(moment, circle, meeting)
    await reminding.tell_host(moment, await showing.shown(moment, circle, meeting))


async def _who_can(moment: Moment, circle: Circle, meeting: Meeting) -> Sequence[CircleMember]:
    """Who is in the circle, has not passed this time and has not said that they cannot come."""
    cannot = select(Rsvp.member).where(Rsvp.meeting_id == meeting.id, Rsvp.coming == Coming.NOT_THIS_TIME)
    found = await moment.session.scalars(
        select(CircleMember)
        .join(Member, records.belongs(circle))
        .where(CircleMember.member.not_in(meeting.passed), CircleMember.member.not_in(cannot))
        .execution_options(populate_existing=True)
    )
    return found.all()


async def _previous_at(moment: Moment, circle: Circle, meeting: Meeting) -> datetime | None:
    """When the circle met last; None before its first meeting."""
    return await moment.session.scalar(
        select(Meeting.starts_at)
        .where(Meeting.circle_id == circle.id, Meeting.id != meeting.id, Meeting.state == MeetingState.OVER)
        .order_by(Meeting.starts_at.desc())
        .limit(1)
    )
