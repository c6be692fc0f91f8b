"""Who is in a circle: joining, waiting for a place, leaving, and how to be reminded."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from bot.channels.models import ChannelMember, Roll
from bot.circles import records
from bot.circles.meetings import showing
from bot.circles.members import hosting, welcoming
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.outcomes import Joining
from bot.circles.rules import Belonging, CircleState, Reminder
from bot.circles.views import joining as views
from bot.moment import Moment
from bot.organizers.who import takes_part
from bot.outbox.service import to_members
from bot.slack.models import Member


async def visible_circles(moment: Moment, member: Member) -> Sequence[Circle]:
    """The circles that a member may know of, in the order in which they were started.

    Those of public channels, of the channels they are in, and those that they are in or wait for.
    """
    found = await moment.session.scalars(
        select(Circle)
        .where(Circle.workspace == moment.workspace, Circle.state != CircleState.ENDED)
        .where(or_(_is_open_to(member.id), _belongs(member.id)))
        .order_by(Circle.id)
    )
    return found.all()


async def may_see(moment: Moment, member: Member, circle: Circle) -> bool:
    """Whether a member may know of a circle."""
    return await _is_so(moment, circle, or_(_is_open_to(member.id), _belongs(member.id)))


async def circles_of(moment: Moment, member: str) -> Sequence[Circle]:
    """The circles that a member is in."""
    found = await moment.session.scalars(
        select(Circle)
        .join(CircleMember, and_(CircleMember.circle_id == Circle.id, CircleMember.member == member))
        .where(
            Circle.workspace == moment.workspace,
            Circle.state != CircleState.ENDED,
            CircleMember.belonging == Belonging.IN,
        )
        .order_by(Circle.id)
    )
    return found.all()


async def join(moment: Moment, member: Member, circle_id: int, reminder: Reminder) -> Joining:
    """*Join*: in, or on the waiting list of a circle that is full. Who is either stays so."""
    circle = await records.circle_of(moment, circle_id)
    if circle is None or circle.state is CircleState.ENDED or not await may_see(moment, member, circle):
        return Joining.NO_CIRCLE
    place = await records.place_in(moment, circle, member.id)
    if place is not None and place.belonging is not Belonging.OUT:
        return Joining.IN_BEFORE if place.belonging is Belonging.IN else Joining.WAITING_BEFORE
    has_place = await has_free_place(moment, circle)
    await take_in(moment, circle, member.id, reminder, Belonging.IN if has_place else Belonging.WAITING)
    if has_place and place is not None:
        await _renew_reminder(moment, circle, member)
    return Joining.JOINED if has_place else Joining.WAITING


async def leave(moment: Moment, member: Member, circle_id: int) -> Joining:
    """*Leave*: out of the circle or off its waiting list. Nobody is told; the first who waits has the place."""
    circle = await records.circle_of(moment, circle_id)
    if circle is None:
        return Joining.NO_CIRCLE
    place = await records.place_in(moment, circle, member.id)
    if place is None or place.belonging is Belonging.OUT:
        return Joining.NOT_IN
    await _go(moment, circle, place)
    return Joining.LEFT


async def choose_reminder(moment: Moment, member: Member, circle_id: int, reminder: Reminder) -> Joining:
    """How a member hears of the meetings that are not announced to them yet."""
    circle = await records.circle_of(moment, circle_id)
    if circle is None or circle.state is CircleState.ENDED:
        return Joining.NO_CIRCLE
    place = await records.place_in(moment, circle, member.id)
    if place is None or place.belonging is Belonging.OUT:
        return Joining.NOT_IN
    place.reminder = reminder
    return Joining.REMINDER_CHOSEN


async def somebody_left(moment: Moment, member: str) -> None:
    """Somebody has left the workspace, and with it every circle."""
    found = await moment.session.scalars(
        select(CircleMember.circle_id)
        .where(
            CircleMember.workspace == moment.workspace,
            CircleMember.member == member,
            CircleMember.belonging != Belonging.OUT,
        )
        .order_by(CircleMember.circle_id)
    )
    for circle_id in found.all():
        circle = await records.circle_of(moment, circle_id)
        place = await records.place_in(moment, circle, member) if circle is not None else None
        if circle is not None and place is not None:
            await _go(moment, circle, place)


async def take_in(moment: Moment, circle: Circle, member: str, reminder: Reminder, belonging: Belonging) -> None:
    """Write down that somebody is in a locked circle, or waits for a place in it, from now on."""
    place = await records.place_in(moment, circle, member)
    if place is None:
        place = CircleMember(
            circle_id=circle.id, member=member, workspace=moment.workspace, would_host=False, last_turn=None
        )
        moment.session.add(place)
    place.belonging, place.reminder, place.since = belonging, reminder, moment.now
    await moment.session.flush()


async def has_free_place(moment: Moment, circle: Circle) -> bool:
    """Whether there is a place in a circle. Who has left the workspace takes none."""
    if circle.seats is None:
        return True
    taken = await moment.session.scalar(
        select(func.count()).select_from(CircleMember).join(Member, records.belongs(circle))
    )
    return (taken or 0) < circle.seats


async def give_places(moment: Moment, circle: Circle) -> None:
    """Give the free places of a locked circle to those who wait, who came first first; each of them is told."""
    if circle.state is CircleState.ENDED:
        return
    for place in await _waiting(moment, circle):
        if not await has_free_place(moment, circle):
            return
        if not await _is_so(moment, circle, _is_open_to(place.member)):
            continue
        place.belonging, place.since = Belonging.IN, moment.now
        await moment.session.flush()
        member = await moment.session.get_one(Member, (moment.workspace, place.member))
        await _renew_reminder(moment, circle, member)
        words = views.has_place(await welcoming.newcomer_in(moment, circle, member), member.zone)
        await moment.tell(to_members(place.member), records.place_letter(circle, place), words)


async def _go(moment: Moment, circle: Circle, place: CircleMember) -> None:
    was_in = place.belonging is Belonging.IN
    place.belonging, place.would_host = Belonging.OUT, False
    await moment.session.flush()
    if was_in:
        meeting = await records.coming_meeting(moment, circle)
        if meeting is not None:
            await _out_of(moment, circle, meeting, place.member)
        await give_places(moment, circle)


async def _out_of(moment: Moment, circle: Circle, meeting: Meeting, member: str) -> None:
    """Take back what somebody who has left said about the meeting that comes."""
    answer = await moment.session.get(Rsvp, (meeting.id, member), populate_existing=True)
    was_counted = answer is not None and (answer.coming is not None or answer.wish is not None)
    if answer is not None:
        answer.coming, answer.wish, answer.has_file = None, None, False
        await moment.session.flush()
    await moment.retell(records.reminder_letter(meeting, member), views.left(circle))
    if meeting.host == member and meeting.starts_at > moment.now:
        await hosting.stands_in(moment, circle, meeting)
    elif was_counted:
        await showing.redraw(moment, circle, meeting)


async def _renew_reminder(moment: Moment, circle: Circle, member: Member) -> None:
    """Who has left and is back had a reminder that says so: it shows the meeting again."""
    meeting = await records.meeting_to_come(moment, circle)
    answer = await moment.session.get(Rsvp, (meeting.id, member.id)) if meeting is not None else None
    if meeting is not None and answer is not None and answer.is_reminded:
        await showing.redraw_reminder(moment, circle, meeting, member)


async def _waiting(moment: Moment, circle: Circle) -> Sequence[CircleMember]:
    found = await moment.session.scalars(
        select(CircleMember)
        .join(Member, and_(Member.workspace == CircleMember.workspace, Member.id == CircleMember.member))
        .where(
            CircleMember.circle_id == circle.id,
            CircleMember.belonging == Belonging.WAITING,
            takes_part(),
        )
        .order_by(CircleMember.since, CircleMember.member)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def _is_so(moment: Moment, circle: Circle, condition: ColumnElement[bool]) -> bool:
    return await moment.session.scalar(select(Circle.id).where(Circle.id == circle.id, condition)) is not None


def _is_open_to(member: str) -> ColumnElement[bool]:
    """Whether a circle's channel is public, or one that a member is in, as far as Slack has told."""
    is_public = exists().where(Roll.workspace == Circle.workspace, Roll.channel == Circle.channel, ~Roll.is_private)
    is_inside = exists().where(
        ChannelMember.workspace == Circle.workspace,
        ChannelMember.channel == Circle.channel,
        ChannelMember.member == member,
        ChannelMember.is_there,
    )
    return or_(is_public, is_inside)


def _belongs(member: str) -> ColumnElement[bool]:
    """Whether a member is in a circle, or waits for a place in it."""
    return exists().where(
        CircleMember.circle_id == Circle.id,
        CircleMember.member == member,
        CircleMember.belonging != Belonging.OUT,
    )
