"""Send calendar files of a meeting to whoever asked for one, and keep them current."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import and_, select

from bot.calendar_files import CalendarEntry, add_link, calendar_file
from bot.circles import letter_keys, queries
from bot.circles.actions import Later
from bot.circles.members.visibility import is_visible_to, may_see
from bot.circles.models import Circle, Meeting, Rsvp
from bot.circles.outcomes import AnswerOutcome
from bot.circles.rules import MEMBERS_AT_ONCE, MeetingState
from bot.circles.views import calendar as views
from bot.languages.reader import Reader
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import takes_part
from bot.outbox.letters import OnFate, to_members
from bot.schedule.fates import Fate
from bot.workspaces.scopes import may_send_files


async def send(moment: Moment, member: Member, meeting_id: int) -> AnswerOutcome:
    """Send a member who may know of a circle the file of a meeting that is to come; asking again is fine."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None or not await may_see(moment, member, found[0]):
        return AnswerOutcome.NOT_IN_CIRCLE
    circle, meeting = found
    if refusal := queries.refusal_for(meeting, moment):
        return refusal
    if not await may_send_files(moment.session, moment.workspace):
        await _send_link(moment, circle, meeting, member.id)
        return AnswerOutcome.LINK_COMES
    rsvp = await queries.rsvp_of(moment, meeting, member.id)
    rsvp.has_file, rsvp.file_of = True, meeting.moves
    await _attach(moment, circle, meeting, member.id, views.here_it_is)
    return AnswerOutcome.DONE


async def send_newest(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Send a new file, of a meeting that was moved or called off, to everyone who has one, some dozens at a time.

    Where Klatch may send files no more, they get the link that goes in its place.
    """
    is_off = meeting.state is MeetingState.CALLED_OFF
    comment = views.called_off if is_off else views.moved
    behind, may_send = await _outdated(moment, meeting), await may_send_files(moment.session, moment.workspace)
    for rsvp in behind:
        rsvp.has_file, rsvp.file_of = may_send, meeting.moves
        if may_send:
            await _attach(moment, circle, meeting, rsvp.member, comment)
        else:
            await _send_link(moment, circle, meeting, rsvp.member)
    if len(behind) == MEMBERS_AT_ONCE:
        await moment.later(Later.SENDS_FILES, meeting.id, moment.now)


async def file_failed(moment: Moment, circle: Circle, meeting: Meeting, fate: Fate) -> None:
    """Send a link, which is not kept current, in the place of a file that failed for good."""
    for member in fate.readers:
        rsvp = await queries.rsvp_of(moment, meeting, member)
        if rsvp.has_file and fate.key == letter_keys.calendar_file(meeting, member):
            rsvp.has_file = False
            await _send_link(moment, circle, meeting, member)


def link(circle_name: str, meeting: Meeting) -> str:
    """Return a link that adds the meeting to Google Calendar; not escaped for Slack, and not kept current."""
    return add_link(_entry(circle_name, meeting))


async def _send_link(moment: Moment, circle: Circle, meeting: Meeting, member: str) -> None:
    await moment.tell(
        to_members(member),
        letter_keys.calendar_link(meeting, member),
        lambda reader: views.no_file(reader, circle.name, meeting, link(circle.name, meeting)),
    )


async def _attach(
    moment: Moment, circle: Circle, meeting: Meeting, member: str, comment: Callable[[Reader, str], str]
) -> None:
    await moment.attach(
        to_members(member),
        letter_keys.calendar_file(meeting, member),
        name="meeting.ics",
        content=calendar_file(_entry(circle.name, meeting), moment.now),
        comment=lambda reader: comment(reader, circle.name),
        on_fate=OnFate(Later.FILE_RESULT, meeting.id),
    )


def _entry(circle_name: str, meeting: Meeting) -> CalendarEntry:
    """Return the entry of a meeting, without its topics: calendars are often shared."""
    return CalendarEntry(
        uid=f"meeting-{meeting.id}.{meeting.workspace}@klatch",
        title=circle_name,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + timedelta(minutes=meeting.minutes),
        place=meeting.place,
        changes=meeting.moves,
        is_called_off=meeting.state is MeetingState.CALLED_OFF,
    )


async def _outdated(moment: Moment, meeting: Meeting) -> Sequence[Rsvp]:
    """Return those whose file is not of the newest change, and who still may know of the circle."""
    return await queries.rows(
        moment,
        select(Rsvp)
        .join(Member, and_(Member.workspace == Rsvp.workspace, Member.id == Rsvp.member))
        .join(Circle, Circle.id == meeting.circle_id)
        .where(Rsvp.meeting_id == meeting.id, Rsvp.has_file, Rsvp.file_of < meeting.moves)
        .where(takes_part(), is_visible_to(Rsvp.member))
        .order_by(Rsvp.member)
        .limit(MEMBERS_AT_ONCE),
    )
