"""Find the rows of circles, locked in one order: the circle, then what is in it."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, and_, bindparam, select

from bot.channels.membership import is_open_to
from bot.circles.models import AgendaTopic, Circle, CircleMember, Meeting, Rsvp
from bot.circles.outcomes import AnswerOutcome
from bot.circles.rules import TO_COME, Belonging, Coming, MeetingState, TopicState
from bot.database.entities import Entities
from bot.database.prepared import Prepared
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers import permissions
from bot.organizers.permissions import takes_part
from bot.recurring.rules import RecurringState

RowT = TypeVar("RowT")

Found = tuple[Circle, Meeting]
"""A meeting and its circle, both locked."""

BELONGS = and_(
    CircleMember.circle_id == bindparam("circle"),
    CircleMember.belonging == Belonging.IN,
    Member.workspace == CircleMember.workspace,
    Member.id == CircleMember.member,
    takes_part(),
)
"""The condition that joins the directory to those who are in the statement's ``circle`` and still take part."""

_CIRCLE = Entities(
    select(Circle).where(Circle.workspace == bindparam("workspace"), Circle.id == bindparam("circle")).with_for_update()
)
_CIRCLE_OF_MEETING = Prepared(
    select(Meeting.circle_id).where(Meeting.workspace == bindparam("workspace"), Meeting.id == bindparam("meeting"))
)
_CURRENT_MEETING = Entities(
    select(Meeting)
    .where(Meeting.circle_id == bindparam("circle"), Meeting.state.in_(TO_COME))
    .order_by(Meeting.starts_at)
    .limit(1)
)
_ANSWERS = Prepared(
    select(Rsvp.member, Rsvp.coming)
    .join(CircleMember, CircleMember.member == Rsvp.member)
    .join(Member, BELONGS)
    .where(Rsvp.meeting_id == bindparam("meeting"), Rsvp.coming.in_((Coming.IN, Coming.MAYBE)))
    .order_by(Rsvp.member)
)
_WAITING_TOPICS = Entities(
    select(AgendaTopic)
    .where(AgendaTopic.circle_id == bindparam("circle"), AgendaTopic.state == TopicState.WAITING)
    .order_by(AgendaTopic.id)
)


async def rows(moment: Moment, query: Select[RowT], **values: Any) -> Sequence[RowT]:
    """Return what a query finds as it is now, whatever was read of it before; ``values`` are its parameters."""
    return (await moment.session.scalars(query, values, execution_options={"populate_existing": True})).all()


async def circle_of(moment: Moment, circle_id: int) -> Circle | None:
    """Return a circle of this workspace, locked until the transaction ends: whoever else acts in it waits."""
    return await _CIRCLE.first(moment.session, workspace=moment.workspace, circle=circle_id)


async def active_circle(moment: Moment, circle_id: int) -> Circle | None:
    """Return a locked circle of this workspace that has not ended."""
    circle = await circle_of(moment, circle_id)
    return circle if circle is not None and circle.state is not RecurringState.ENDED else None


async def circles(moment: Moment) -> Sequence[Circle]:
    """Return the circles of the workspace that have not ended, in the order in which they were started."""
    return await rows(
        moment,
        select(Circle)
        .where(Circle.workspace == moment.workspace, Circle.state != RecurringState.ENDED)
        .order_by(Circle.id),
    )


async def meeting_of(moment: Moment, meeting_id: int) -> Found | None:
    """Return a meeting of this workspace with its circle."""
    found = await _CIRCLE_OF_MEETING.first(moment.session, workspace=moment.workspace, meeting=meeting_id)
    circle = await circle_of(moment, *found) if found else None
    if circle is None:
        return None
    return circle, await moment.session.get_one(Meeting, meeting_id, populate_existing=True)


async def upcoming_meeting_of(moment: Moment, meeting_id: int) -> Found | None:
    """Return a meeting that has not begun, with its circle."""
    found = await meeting_of(moment, meeting_id)
    return found if found is not None and found[1].is_to_come(moment.now) else None


async def open_meeting(moment: Moment, meeting_id: int) -> Found | AnswerOutcome:
    """Return a meeting that takes answers with its circle; otherwise the reason why it takes none."""
    found = await meeting_of(moment, meeting_id)
    return AnswerOutcome.BEGUN if found is None else refusal_for(found[1], moment) or found


def refusal_for(meeting: Meeting, moment: Moment) -> AnswerOutcome | None:
    """Return the reason why a meeting takes no answers or changes any more; None while it does."""
    if meeting.state is MeetingState.CALLED_OFF:
        return AnswerOutcome.CALLED_OFF
    return None if meeting.is_to_come(moment.now) else AnswerOutcome.BEGUN


async def current_meeting(moment: Moment, circle: Circle) -> Meeting | None:
    """Return the meeting of a locked circle that is announced and not over."""
    return await _CURRENT_MEETING.first(moment.session, circle=circle.id)


async def upcoming_meeting(moment: Moment, circle: Circle) -> Meeting | None:
    """Return the meeting of a circle that is announced and has not begun."""
    meeting = await current_meeting(moment, circle)
    return meeting if meeting is not None and meeting.starts_at > moment.now else None


async def problem_contact(moment: Moment, circle: Circle, meeting: Meeting | None = None) -> Member | None:
    """Return the member who is told of a circle's problems: who started it, else the host; None if both are gone.

    Its channel has to be open to them.
    """
    for member in (circle.started_by, meeting.hosted_by if meeting is not None else None):
        found = await moment.session.get(Member, (moment.workspace, member or ""), populate_existing=True)
        if found is not None and found.may_take_part and await is_open_to(moment, circle.channel, found.id):
            return found
    return None


async def place_in(moment: Moment, circle: Circle, member: str) -> CircleMember | None:
    """Return a member's row in a circle, also after they have left; None when they never were in it."""
    return await moment.session.get(CircleMember, (circle.id, member), populate_existing=True)


async def active_place(moment: Moment, circle: Circle, member: str) -> CircleMember | None:
    """Return the row of a member who is in a circle or waits for a place in it."""
    place = await place_in(moment, circle, member)
    return place if place is not None and place.belonging is not Belonging.OUT else None


async def is_in(moment: Moment, circle: Circle, member: str) -> bool:
    """Return whether a member is in a circle, and not only waiting for a place."""
    place = await place_in(moment, circle, member)
    return place is not None and place.belonging is Belonging.IN


async def may_change(moment: Moment, circle: Circle, member: Member) -> bool:
    """Return whether a member may change a circle: who started it, organizers, and who invited Klatch to its channel.

    In a private channel only while they are in it.
    """
    is_theirs = circle.started_by == member.id and await is_open_to(moment, circle.channel, member.id)
    return is_theirs or await permissions.may_organize(moment, member, circle.channel)


async def find_rsvp(moment: Moment, meeting: Meeting, member: str) -> Rsvp | None:
    """Return a member's row about a meeting."""
    return await moment.session.get(Rsvp, (meeting.id, member), populate_existing=True)


async def rsvp_of(moment: Moment, meeting: Meeting, member: str) -> Rsvp:
    """Return a member's row about a meeting of a locked circle; a new one when there was none."""
    found = await find_rsvp(moment, meeting, member)
    if found is None:
        found = Rsvp(
            meeting_id=meeting.id,
            member=member,
            workspace=moment.workspace,
            coming=None,
            wish=None,
            is_reminded=False,
            has_file=False,
        )
        moment.session.add(found)
        await moment.session.flush()
    return found


async def coming_of(moment: Moment, meeting: Meeting | None, member: str) -> Coming | None:
    """Return a member's answer to a meeting, if there is one."""
    found = await find_rsvp(moment, meeting, member) if meeting is not None else None
    return found.coming if found is not None else None


async def who_comes(moment: Moment, meeting: Meeting) -> Sequence[str]:
    """Return the members of the circle who have said *I'm in*, in the order of their ids."""
    return [member for member, coming in await answers_of(moment, meeting) if coming is Coming.IN]


async def answers_of(moment: Moment, meeting: Meeting) -> Sequence[tuple[str, Coming]]:
    """Return the members of the circle who have said *I'm in* or *Maybe*, in the order of their ids."""
    found = await _ANSWERS.rows(moment.session, meeting=meeting.id, circle=meeting.circle_id)
    return [(member, coming) for member, coming in found if coming is not None]


async def waiting_topics(moment: Moment, circle: Circle) -> Sequence[AgendaTopic]:
    """Return the topics that wait for a circle's next meeting, the oldest first."""
    return await _WAITING_TOPICS.all(moment.session, circle=circle.id)
