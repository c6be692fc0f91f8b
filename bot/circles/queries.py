"""Finding the rows of circles, locked in one order (circle, then what is in it), and the keys of their letters."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from bot.channels.membership import is_open_to
from bot.circles.models import AgendaTopic, Circle, CircleMember, Meeting, Rsvp
from bot.circles.outcomes import Answering
from bot.circles.rules import TO_COME, Belonging, Coming, MeetingState, TopicState
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import may_organize, takes_part
from bot.recurring.rules import RecurringState


async def circle_of(moment: Moment, circle_id: int) -> Circle | None:
    """A circle of this workspace, locked until the transaction ends: whoever else acts in it waits."""
    return await moment.session.scalar(
        select(Circle)
        .where(Circle.workspace == moment.workspace, Circle.id == circle_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def meeting_of(moment: Moment, meeting_id: int) -> tuple[Circle, Meeting] | None:
    """A meeting of this workspace and its circle, both locked; None when there is none."""
    circle_id = await moment.session.scalar(
        select(Meeting.circle_id).where(Meeting.workspace == moment.workspace, Meeting.id == meeting_id)
    )
    circle = await circle_of(moment, circle_id) if circle_id is not None else None
    if circle is None:
        return None
    return circle, await moment.session.get_one(Meeting, meeting_id, populate_existing=True)


async def coming_meeting(moment: Moment, circle: Circle) -> Meeting | None:
    """The meeting of a locked circle that is announced and not over."""
    return await moment.session.scalar(
        select(Meeting)
        .where(Meeting.circle_id == circle.id, Meeting.state.in_(TO_COME))
        .order_by(Meeting.starts_at)
        .limit(1)
        .execution_options(populate_existing=True)
    )


async def meeting_to_come(moment: Moment, circle: Circle) -> Meeting | None:
    """The meeting of a circle that is announced and has not begun."""
    meeting = await coming_meeting(moment, circle)
    return meeting if meeting is not None and meeting.starts_at > moment.now else None


def refusal_for(meeting: Meeting | None, moment: Moment) -> Answering | None:
    """Why a meeting takes no more answers, nor changes; None when it does."""
    if meeting is not None and meeting.state is MeetingState.CALLED_OFF:
        return Answering.CALLED_OFF
    return None if meeting is not None and meeting.is_to_come(moment.now) else Answering.BEGUN


async def coming_of(moment: Moment, meeting: Meeting, member: str) -> Coming | None:
    """What a member has answered; None for who has not."""
    found = await moment.session.get(Rsvp, (meeting.id, member), populate_existing=True)
    return found.coming if found is not None else None


async def circles(moment: Moment) -> Sequence[Circle]:
    """Every circle of the workspace that has not ended, in the order in which they were started."""
    found = await moment.session.scalars(
        select(Circle)
        .where(Circle.workspace == moment.workspace, Circle.state != RecurringState.ENDED)
        .order_by(Circle.id)
    )
    return found.all()


async def told_for(moment: Moment, circle: Circle, meeting: Meeting | None = None) -> Member | None:
    """Who is told of what goes wrong in a circle: who started it, else who hosts; None where neither is there.

    Its channel has to be open to them.
    """
    for member in (circle.started_by, meeting.hosted_by if meeting is not None else None):
        found = await moment.session.get(Member, (moment.workspace, member or ""), populate_existing=True)
        if found is not None and found.may_take_part and await is_open_to(moment, circle.channel, found.id):
            return found
    return None


async def place_in(moment: Moment, circle: Circle, member: str) -> CircleMember | None:
    """A member's row in a circle, whatever they are in it; None when they never were."""
    return await moment.session.get(CircleMember, (circle.id, member), populate_existing=True)


async def is_in(moment: Moment, circle: Circle, member: str) -> bool:
    """Whether a member is in a circle, and not only waiting for a place."""
    place = await place_in(moment, circle, member)
    return place is not None and place.belonging is Belonging.IN


async def looks_after(moment: Moment, circle: Circle, member: Member) -> bool:
    """Whether a member may change a circle: who started it, organizers, and who invited Klatch to its channel.

    In a private channel only while they are in it.
    """
    is_theirs = circle.started_by == member.id and await is_open_to(moment, circle.channel, member.id)
    return is_theirs or await may_organize(moment, member, circle.channel)


def belongs(circle: Circle) -> ColumnElement[bool]:
    """Joins and filters the directory to those who are in a circle and still take part: for use in a WHERE."""
    return and_(
        CircleMember.circle_id == circle.id,
        CircleMember.belonging == Belonging.IN,
        Member.workspace == CircleMember.workspace,
        Member.id == CircleMember.member,
        takes_part(),
    )


async def rsvp_of(moment: Moment, meeting: Meeting, member: str) -> Rsvp:
    """What a member has said about a meeting of a locked circle; a new row when there was none."""
    found = await moment.session.get(Rsvp, (meeting.id, member), populate_existing=True)
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


async def note_reminder(moment: Moment, meeting: Meeting, answer: Rsvp) -> str:
    """Note that a member is reminded of a meeting of a locked circle; returns the key of the letter by which."""
    answer.is_reminded = True
    await moment.session.flush()
    return reminder_letter(meeting, answer.member, answer.failed)


async def who_comes(moment: Moment, meeting: Meeting) -> Sequence[str]:
    """Who has said that they come and still is in the circle, in the order of their ids."""
    return [member for member, coming in await answers_of(moment, meeting) if coming is Coming.IN]


async def answers_of(moment: Moment, meeting: Meeting) -> Sequence[tuple[str, Coming]]:
    """Who has said *I'm in* or *Maybe* and still is in the circle, in the order of their ids."""
    found = await moment.session.execute(
        select(Rsvp.member, Rsvp.coming)
        .join(CircleMember, and_(CircleMember.circle_id == meeting.circle_id, CircleMember.member == Rsvp.member))
        .join(Member, and_(Member.workspace == Rsvp.workspace, Member.id == Rsvp.member))
        .where(
            Rsvp.meeting_id == meeting.id,
            Rsvp.coming.in_((Coming.IN, Coming.MAYBE)),
            CircleMember.belonging == Belonging.IN,
            takes_part(),
        )
        .order_by(Rsvp.member)
    )
    return [(member, coming) for member, coming in found if coming is not None]


async def waiting_topics(moment: Moment, circle: Circle) -> Sequence[AgendaTopic]:
    """What was suggested for the next meeting, in the order in which it came."""
    found = await moment.session.scalars(
        select(AgendaTopic)
        .where(AgendaTopic.circle_id == circle.id, AgendaTopic.state == TopicState.WAITING)
        .order_by(AgendaTopic.id)
        .execution_options(populate_existing=True)
    )
    return found.all()


def announcement_letter(meeting: Meeting) -> str:
    """The announcement of a meeting in its circle's channel."""
    return f"meeting-{meeting.id}/announcement"


def reminder_letter(meeting: Meeting, member: str, failed: int = 0) -> str:
    """The one reminder of a meeting that a member gets; the host's is the card. After others that ``failed``."""
    whose = meeting.alias_of(member) or member
    return f"meeting-{meeting.id}/reminder-{whose}{f'-{failed}' if failed else ''}"


def change_letter(meeting: Meeting, member: str, number: int) -> str:
    """The news that a meeting was moved or called off, for who had said that they come."""
    return f"meeting-{meeting.id}/change-{number}-{member}"


def change_in_thread_letter(meeting: Meeting, number: int) -> str:
    """The same news in the thread of the announcement."""
    return _thread_letter(meeting, f"change-{number}")


def summary_letter(meeting: Meeting) -> str:
    """What stands in the thread of the announcement once a meeting is over."""
    return _thread_letter(meeting, "summary")


def tables_letter(meeting: Meeting, of: int, number: int) -> str:
    """Who sits with whom: the message of this number, on the date that a meeting had when it had moved so often."""
    return _thread_letter(meeting, f"tables-{of}-{number}")


def _thread_letter(meeting: Meeting, what: str) -> str:
    """What stands in the thread of the announcement: summary, tables, a change."""
    return f"meeting-{meeting.id}/thread-{what}"


def calendar_letter(meeting: Meeting, member: str) -> str:
    """The calendar file, as it is now."""
    return f"meeting-{meeting.id}/calendar-{meeting.moves}-{member}"


def link_letter(meeting: Meeting, member: str) -> str:
    """What takes the place of a calendar file that could not be sent."""
    return f"meeting-{meeting.id}/link-{meeting.moves}-{member}"


def untold_letter(meeting: Meeting, what: str) -> str:
    """The truth for who looks after a circle, where something about a meeting could not be told."""
    return f"meeting-{meeting.id}/untold-{what}"


def missed_letter(circle: Circle, occurrence: str) -> str:
    """The news in the channel that meetings up to this one were not announced, where there is none to announce."""
    return f"circle-{circle.id}/missed-{occurrence}"


def set_up_letter(circle: Circle) -> str:
    """What who started a circle is told."""
    return f"circle-{circle.id}/set-up"


def place_letters(place: CircleMember) -> str:
    """How the keys begin of all such news that somebody has had."""
    return f"circle-{place.circle_id}/place-{place.member}-"


def place_letter(place: CircleMember, number: int) -> str:
    """The news for who waited that there is a place for them, once each time they waited."""
    return f"{place_letters(place)}{number}"


def arrival_letter(circle: Circle) -> str:
    """The one line in its channel that a circle is there now."""
    return f"circle-{circle.id}/arrival"


def gone_letter(circle: Circle, at: datetime) -> str:
    """The news for who started a circle that its channel is gone."""
    return f"circle-{circle.id}/gone-{int(at.timestamp())}"


def no_arrival_letter(circle: Circle) -> str:
    """The truth for who started a circle, where its channel could not be told of it."""
    return f"circle-{circle.id}/no-arrival"
