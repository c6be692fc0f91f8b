"""Who hosts a meeting: by turns; each is asked alone, and named when they have said yes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.members.rotation import HostCandidate, next_in_turn
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.outcomes import Hosting
from bot.circles.rules import HOST_ASKED_FOR, Coming, MeetingState
from bot.database.marks import new_alias
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.working_hours import working_days_later


async def next_host(moment: Moment, circle: Circle, meeting: Meeting) -> Sequence[str]:
    """Have the next in line be asked to host a meeting of a locked circle; nobody when nobody is left.

    Who has said that they would like to need not be asked. Returns the key of the letter that asks them: where they
    have their reminder, that now does.
    """
    places = await _who_can(moment, circle, meeting)
    candidates = [
        HostCandidate(
            one.member, one.since, one.last_turn, one.would_host, lot_of(moment.session, meeting.id, one.member)
        )
        for one in places
    ]
    chosen = next_in_turn(candidates, await _previous_at(moment, circle, meeting))
    place = next((one for one in places if one.member == chosen), None)
    return await _have_host(moment, meeting, place, agreed=place is not None and place.would_host)


async def agree(moment: Moment, member: Member, meeting_id: int) -> Hosting:
    """*I'll host*: from now on everybody reads who hosts."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None or not found[1].is_to_come(moment.now):
        return Hosting.OVER
    circle, meeting = found
    if meeting.host != member.id:
        return Hosting.NOT_ASKED
    meeting.have_host(member.id, agreed=True)
    await moment.cancel(Later.HOST_LAPSES, meeting.id)
    await moment.session.flush()
    await cards.show_to_all(moment, circle, meeting, member.id)
    return Hosting.AGREED


async def pass_on(moment: Moment, member: Member, meeting_id: int) -> Hosting:
    """*Pass*: the next in line is asked. Nobody reads who was asked before."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None or not found[1].is_to_come(moment.now):
        return Hosting.OVER
    circle, meeting = found
    if meeting.host != member.id:
        return Hosting.NOT_HOST
    had_agreed = meeting.host_agreed
    await stands_in(moment, circle, meeting)
    return Hosting.PASSED_AFTER_YES if had_agreed else Hosting.PASSED


async def lapse(moment: Moment, meeting_id: int) -> None:
    """Who was asked to host has said nothing for a working day: that is a no, and somebody else is asked."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None or not found[1].is_to_come(moment.now):
        return
    if found[1].host is not None and not found[1].host_agreed:
        await stands_in(moment, *found)


async def would_host(moment: Moment, member: Member, circle_id: int) -> Hosting:
    """*I would like to host*: the meeting that is announced if nobody has said yes, otherwise the one after it."""
    circle = await queries.circle_of(moment, circle_id)
    if circle is None or not await queries.is_in(moment, circle, member.id):
        return Hosting.NOT_IN_CIRCLE
    meeting = await queries.meeting_to_come(moment, circle)
    if meeting is not None and meeting.hosted_by == member.id:
        return Hosting.HOSTS
    if meeting is not None and meeting.host == member.id:
        return await agree(moment, member, meeting.id)
    place = await queries.place_in(moment, circle, member.id)
    if meeting is not None and meeting.hosted_by is None:
        before = meeting.host
        await _give_turn_back(moment, circle, meeting)
        asked = await _have_host(moment, meeting, place, agreed=True)
        await cards.show_to_all(moment, circle, meeting, before, member.id, new=asked)
        return Hosting.HOSTS
    if place is not None:
        place.would_host = True
    return Hosting.NEXT_TIME


def lot_of(session: AsyncSession, meeting_id: int, member: str) -> str:
    """What a member drew for a meeting: in an order that others know, who hosts would tell who passed before."""
    return new_alias(session, f"lot {meeting_id} {member}")


async def stands_in(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Who hosts a meeting or is asked to cannot, whyever: the next in line is asked.

    An old name on a card would tell who passed.
    """
    before = meeting.host
    if before is not None:
        meeting.note_passed(before)
    asked = await next_host(moment, circle, meeting)
    await cards.show_to_all(moment, circle, meeting, before, meeting.host, new=asked)


async def cannot_be_reached(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Who hosts a meeting or is asked to could not be told: somebody else is asked, and it was not their turn."""
    place = await _give_turn_back(moment, circle, meeting)
    if place is None:
        return
    meeting.unreached = [*meeting.unreached, place.member]
    await moment.session.flush()
    asked = await next_host(moment, circle, meeting)
    await cards.show_to_all(moment, circle, meeting, meeting.host, new=asked)


async def _give_turn_back(moment: Moment, circle: Circle, meeting: Meeting) -> CircleMember | None:
    """Have it not been the turn of whoever hosts a meeting or is asked to; their place."""
    place = await queries.place_in(moment, circle, meeting.host) if meeting.host is not None else None
    if place is not None:
        await _note_turn(moment, place, meeting.turn_before)
    return place


async def _note_turn(moment: Moment, place: CircleMember, turn: datetime | None) -> None:
    """Note when it was last somebody's turn, and write all places of their circle anew.

    PostgreSQL lays down last what was written last: one row alone would tell, in any dump, who was asked.
    """
    all_of_them = select(CircleMember).where(CircleMember.circle_id == place.circle_id).order_by(CircleMember.member)
    places = await moment.session.scalars(all_of_them.with_for_update().execution_options(populate_existing=True))
    place.last_turn = turn
    for one in places.all():
        flag_modified(one, "turn")
    await moment.session.flush()


async def _have_host(moment: Moment, meeting: Meeting, place: CircleMember | None, *, agreed: bool) -> Sequence[str]:
    if place is None:
        meeting.have_host(None, agreed=False)
        await moment.cancel(Later.HOST_LAPSES, meeting.id)
        await moment.session.flush()
        return []
    meeting.have_host(place.member, agreed=agreed)
    meeting.turn_before = place.last_turn
    await _note_turn(moment, place, moment.now)
    place.would_host = False
    await moment.session.flush()
    member = await moment.session.get_one(Member, (moment.workspace, place.member))
    lapses_at = None if agreed else working_days_later(member.zone, moment.now, HOST_ASKED_FOR)
    await moment.plan(meeting.id, {Later.HOST_LAPSES: lapses_at})
    return [await _asking_letter(moment, meeting, place.member)]


async def _asking_letter(moment: Moment, meeting: Meeting, member: str) -> str:
    """The key of their reminder, if they have it yet or not. That they have it before all others is not noted.

    Beside who hosts in the end it would tell that they passed.
    """
    answer = await moment.session.get(Rsvp, (meeting.id, member), populate_existing=True)
    return queries.reminder_letter(meeting, member, answer.failed if answer is not None else 0)


async def _who_can(moment: Moment, circle: Circle, meeting: Meeting) -> Sequence[CircleMember]:
    """Who is in the circle, has not passed this time and has not said that they cannot come."""
    cannot = select(Rsvp.member).where(Rsvp.meeting_id == meeting.id, Rsvp.coming == Coming.NOT_THIS_TIME)
    found = await moment.session.scalars(
        select(CircleMember)
        .join(Member, queries.belongs(circle))
        .where(CircleMember.member.not_in([*meeting.passed, *meeting.unreached]), CircleMember.member.not_in(cannot))
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
