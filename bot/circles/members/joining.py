"""Join a circle, wait for a place, leave, and choose how to be reminded."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from bot.channels import membership as channels
from bot.circles import letter_keys, queries
from bot.circles.actions import Later
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as cards
from bot.circles.members import hosting
from bot.circles.members.visibility import is_open_to, may_see
from bot.circles.models import Circle, CircleMember, Meeting
from bot.circles.outcomes import JoinOutcome
from bot.circles.rules import PLACES_AT_ONCE, Belonging, Reminder
from bot.database.prepared import Prepared
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import takes_part
from bot.recurring.rules import RecurringState

_TAKEN = Prepared(select(func.count()).select_from(CircleMember).join(Member, queries.BELONGS))


async def join(moment: Moment, member: Member, circle_id: int, reminder: Reminder) -> JoinOutcome:
    """Put a member into a circle, or on the waiting list of one that is full. Who is either stays so."""
    circle = await queries.active_circle(moment, circle_id)
    if circle is None or not await may_see(moment, member, circle):
        return JoinOutcome.NO_CIRCLE
    place = await queries.place_in(moment, circle, member.id)
    if place is not None and place.belonging is not Belonging.OUT:
        return JoinOutcome.IN_BEFORE if place.belonging is Belonging.IN else JoinOutcome.WAITING_BEFORE
    has_place = await has_free_place(moment, circle)
    await add_member(moment, circle, member.id, reminder, Belonging.IN if has_place else Belonging.WAITING)
    if place is not None:
        await _show_to(moment, circle, member.id)
    return JoinOutcome.JOINED if has_place else JoinOutcome.WAITING


async def greet(moment: Moment, member: Member, circle_id: int) -> None:
    """Tell a member, in a card of their own, that they are in a circle now, or wait for a place in it."""
    circle = await queries.circle_of(moment, circle_id)
    place = await queries.place_in(moment, circle, member.id) if circle is not None else None
    if circle is None or place is None:
        return
    place.places += 1
    await moment.session.flush()
    await circle_cards.show(moment, circle, member.id, new=[letter_keys.place(circle, member.id, place.places)])


async def leave(moment: Moment, member: Member, circle_id: int) -> JoinOutcome:
    """Take a member out of a circle or off its waiting list. Nobody is told; the first who waits has the place."""
    circle = await queries.circle_of(moment, circle_id)
    if circle is None:
        return JoinOutcome.NO_CIRCLE
    place = await queries.active_place(moment, circle, member.id)
    if place is None:
        return JoinOutcome.NOT_IN
    await _remove(moment, circle, place)
    return JoinOutcome.LEFT


async def choose_reminder(moment: Moment, member: Member, circle_id: int, reminder: Reminder) -> JoinOutcome:
    """Note how a member hears of the meetings that are not announced to them yet."""
    circle = await queries.active_circle(moment, circle_id)
    if circle is None:
        return JoinOutcome.NO_CIRCLE
    place = await queries.active_place(moment, circle, member.id)
    if place is None:
        return JoinOutcome.NOT_IN
    place.reminder = reminder
    await moment.session.flush()
    await circle_cards.show(moment, circle, member.id)
    return JoinOutcome.REMINDER_CHOSEN


async def left_workspace(moment: Moment, member: str) -> None:
    """Have every circle of somebody who has left the workspace remove them, each by itself."""
    found = await moment.session.scalars(
        select(CircleMember.circle_id).where(
            CircleMember.workspace == moment.workspace,
            CircleMember.member == member,
            CircleMember.belonging != Belonging.OUT,
        )
    )
    await moment.all_later(Later.REMOVES_LEAVERS, found.all(), moment.now)


async def left_channel(moment: Moment, channel: str, member: str) -> None:
    """Take somebody who has left a private channel out of its circles: they hear and see no more of them."""
    if await channels.is_open_to(moment, channel, member):
        return
    for found in [one for one in await queries.circles(moment) if one.channel == channel]:
        circle = await queries.circle_of(moment, found.id)
        place = await queries.active_place(moment, found, member)
        if circle is not None and place is not None:
            await _remove(moment, circle, place)
        elif circle is not None and circle.started_by == member:
            await circle_cards.show(moment, circle)


async def remove_leavers(moment: Moment, circle: Circle) -> None:
    """Take those who have left the workspace, or a private channel, out of its locked circle, some at a time."""
    gone = await _leavers(moment, circle)
    for place in gone:
        await _remove(moment, circle, place)
    if len(gone) == PLACES_AT_ONCE:
        await moment.later(Later.REMOVES_LEAVERS, circle.id, moment.now)


async def add_member(moment: Moment, circle: Circle, member: str, reminder: Reminder, belonging: Belonging) -> None:
    """Write down that somebody is in a locked circle, or waits for a place in it, from now on."""
    place = await queries.place_in(moment, circle, member)
    if place is None:
        place = CircleMember(
            circle_id=circle.id, member=member, workspace=moment.workspace, would_host=False, last_turn=None
        )
        moment.session.add(place)
    place.belonging, place.reminder, place.since = belonging, reminder, moment.now
    await moment.session.flush()


async def has_free_place(moment: Moment, circle: Circle) -> bool:
    """Return whether there is a place in a circle. Who has left the workspace takes none."""
    return circle.seats is None or await _taken(moment, circle) < circle.seats


async def give_places(moment: Moment, circle: Circle) -> None:
    """Give free places of a locked circle to those who wait, who came first first, some at once; each is told."""
    if circle.state is RecurringState.ENDED:
        return
    free = PLACES_AT_ONCE if circle.seats is None else min(PLACES_AT_ONCE, circle.seats - await _taken(moment, circle))
    waiting = await _waiting(moment, circle, free) if free > 0 else []
    for place in waiting:
        place.belonging, place.since, place.places = Belonging.IN, moment.now, place.places + 1
        await moment.session.flush()
        await _show_to(moment, circle, place.member, new=[letter_keys.place(circle, place.member, place.places)])
    if len(waiting) == PLACES_AT_ONCE:
        await moment.later(Later.GIVES_PLACES, circle.id, moment.now)


async def _remove(moment: Moment, circle: Circle, place: CircleMember) -> None:
    was_in = place.belonging is Belonging.IN
    place.belonging, place.would_host = Belonging.OUT, False
    await moment.session.flush()
    if was_in:
        meeting = await queries.current_meeting(moment, circle)
        if meeting is not None:
            await _withdraw(moment, circle, meeting, place.member)
        await give_places(moment, circle)
    await _show_to(moment, circle, place.member)


async def _withdraw(moment: Moment, circle: Circle, meeting: Meeting, member: str) -> None:
    """Take back what somebody who has left said about the meeting that comes."""
    rsvp = await queries.find_rsvp(moment, meeting, member)
    if rsvp is not None:
        rsvp.coming, rsvp.wish, rsvp.has_file = None, None, False
        await moment.session.flush()
    if meeting.host == member and meeting.starts_at > moment.now:
        await hosting.replace_host(moment, circle, meeting)


async def _show_to(moment: Moment, circle: Circle, member: str, new: Collection[str] = ()) -> None:
    """Show a member whose place has changed what they have of a circle, and the channel who comes."""
    await circle_cards.show(moment, circle, member, new=new)
    meeting = await queries.current_meeting(moment, circle)
    if meeting is not None:
        await cards.show(moment, circle, meeting, member, meeting.host)


async def _taken(moment: Moment, circle: Circle) -> int:
    ((taken,),) = await _TAKEN.rows(moment.session, circle=circle.id)
    return taken


async def _waiting(moment: Moment, circle: Circle, limit: int) -> Sequence[CircleMember]:
    """Return those who have waited longest, of those to whom the channel is open."""
    is_waiting = CircleMember.belonging == Belonging.WAITING
    waiting = _places(circle).where(is_waiting, takes_part(), is_open_to(CircleMember.member))
    return await queries.rows(moment, waiting.order_by(CircleMember.since, CircleMember.member).limit(limit))


async def _leavers(moment: Moment, circle: Circle) -> Sequence[CircleMember]:
    has_left: ColumnElement[bool] = Member.is_deactivated.is_(True)
    if await channels.is_read(moment, circle.channel):
        has_left = or_(has_left, ~is_open_to(CircleMember.member))
    leavers = _places(circle).where(CircleMember.belonging != Belonging.OUT, has_left)
    return await queries.rows(moment, leavers.order_by(CircleMember.member).limit(PLACES_AT_ONCE))


def _places(circle: Circle) -> Select[CircleMember]:
    return (
        select(CircleMember)
        .join(Member, and_(Member.workspace == CircleMember.workspace, Member.id == CircleMember.member))
        .join(Circle, Circle.id == CircleMember.circle_id)
        .where(CircleMember.circle_id == circle.id)
    )
