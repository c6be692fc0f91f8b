"""*Add to my calendar*: a file that is kept current, for whoever asked for one."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, select

from bot.calendars import Entry, add_link, calendar_file
from bot.circles import records
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.outcomes import Answering
from bot.circles.rules import TO_COME, Belonging, MeetingState
from bot.circles.views import calendar as views
from bot.moment import Moment
from bot.outbox.service import to_members
from bot.slack.models import Member


async def send(moment: Moment, member: Member, meeting_id: int) -> Answering:
    """Give somebody in the circle the file of a meeting that is to come; asking again is fine."""
    found = await records.meeting_of(moment, meeting_id)
    if found is None:
        return Answering.NOT_IN_CIRCLE
    circle, meeting = found
    if not await records.is_in(moment, circle, member.id):
        return Answering.NOT_IN_CIRCLE
    if meeting.state is MeetingState.CALLED_OFF:
        return Answering.CALLED_OFF
    if meeting.state not in TO_COME or moment.now >= meeting.starts_at:
        return Answering.BEGUN
    (await records.rsvp_of(moment, meeting, member.id)).has_file = True
    await _attach(moment, circle, meeting, member.id, views.here_it_is(circle.name))
    return Answering.DONE


async def update(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """After a locked meeting was moved or called off: a new file to everyone in the circle who has one."""
    is_off = meeting.state is MeetingState.CALLED_OFF
    comment = views.called_off(circle.name) if is_off else views.moved(circle.name)
    for member in await _who_has_it(moment, meeting):
        await _attach(moment, circle, meeting, member, comment)


def link(circle_name: str, meeting: Meeting) -> str:
    """A link that adds the meeting to Google Calendar; not escaped for Slack, and not kept current."""
    return add_link(_entry(circle_name, meeting))


async def _attach(moment: Moment, circle: Circle, meeting: Meeting, member: str, comment: str) -> None:
    await moment.attach(
        to_members(member),
        records.calendar_letter(meeting, member),
        name="meeting.ics",
        content=calendar_file(_entry(circle.name, meeting), moment.now),
        comment=comment,
    )


def _entry(circle_name: str, meeting: Meeting) -> Entry:
    """The topics stay out of it: calendars are often shared."""
    return Entry(
        uid=f"meeting-{meeting.id}.{meeting.workspace}@klatch",
        title=circle_name,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + timedelta(minutes=meeting.minutes),
        place=meeting.place,
        changes=meeting.moves,
        is_called_off=meeting.state is MeetingState.CALLED_OFF,
    )


async def _who_has_it(moment: Moment, meeting: Meeting) -> Sequence[str]:
    has_place = and_(CircleMember.circle_id == meeting.circle_id, CircleMember.member == Rsvp.member)
    found = await moment.session.scalars(
        select(Rsvp.member)
        .join(CircleMember, has_place)
        .where(Rsvp.meeting_id == meeting.id, Rsvp.has_file, CircleMember.belonging == Belonging.IN)
        .order_by(Rsvp.member)
    )
    return found.all()
