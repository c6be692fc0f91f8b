"""Who hosts a meeting: by turns, with a pass that nobody else hears of."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.circles import records
from bot.circles.cards import meetings as cards
from bot.circles.members.rotation import Candidate, next_in_turn
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.outcomes import Hosting
from bot.circles.rules import Coming, MeetingState
from bot.moment import Moment
from bot.slack.models import Member


async def next_host(moment: Moment, circle: Circle, meeting: Meeting) -> Sequence[str]:
    """Have somebody host a meeting of a locked circle, whose turn it then has been; nobody when nobody is left.

    Returns the key of the letter that asks them, where they have no reminder that now does.
    """
    places = await _who_can(moment, circle, meeting)
    candidates = [Candidate(one.member, one.since, one.last_turn, one.would_host) for one in places]
    chosen = next_in_turn(candidates, await _previous_at(moment, circle, meeting))
    return await _have_host(moment, meeting, next((one for one in places if one.member == chosen), None))


async def pass_on(moment: Moment, member: Member, meeting_id: int) -> Hosting:
    """*Pass*: the next in line is asked, and the card in the channel just shows them."""
    found = await records.meeting_of(moment, meeting_id)
    if found is None or not found[1].is_to_come(moment.now):
        return Hosting.OVER
    circle, meeting = found
    if meeting.host != member.id:
        return Hosting.NOT_HOST
    await stands_in(moment, circle, meeting)
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
        asked = await _have_host(moment, meeting, place)
        await cards.show_to_all(moment, circle, meeting, member.id, new=asked)
        return Hosting.HOSTS
    if place is not None:
        place.would_host = True
    return Hosting.NEXT_TIME


async def stands_in(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """The host of a meeting cannot, whyever: the next in line gets the card, and everybody sees who it is.

    An old name on a card would tell who passed.
    """
    before = meeting.host
    if before is not None:
        meeting.note_passed(before)
        await records.forget_reminder(moment, meeting, before)
    asked = await next_host(moment, circle, meeting)
    await cards.show_to_all(moment, circle, meeting, before, meeting.host, new=asked)


async def cannot_be_reached(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """The host of a meeting could not be told: somebody else is asked, and it was not their turn."""
    place = await records.place_in(moment, circle, meeting.host) if meeting.host is not None else None
    if place is None:
        return
    place.last_turn = meeting.turn_before
    meeting.unreached = [*meeting.unreached, place.member]
    await moment.session.flush()
    asked = await next_host(moment, circle, meeting)
    await cards.show_to_all(moment, circle, meeting, meeting.host, new=asked)


async def _have_host(moment: Moment, meeting: Meeting, place: CircleMember | None) -> Sequence[str]:
    if place is None:
        meeting.host = None
        await moment.session.flush()
        return []
    meeting.host, meeting.turn_before = place.member, place.last_turn
    place.last_turn, place.would_host = moment.now, False
    await moment.session.flush()
    answer = await records.rsvp_of(moment, meeting, place.member)
    return [] if answer.is_reminded else [await records.note_reminder(moment, meeting, answer)]


async def _who_can(moment: Moment, circle: Circle, meeting: Meeting) -> Sequence[CircleMember]:
    """Who is in the circle, has not passed this time and has not said that they cannot come."""
    cannot = select(Rsvp.member).where(Rsvp.meeting_id == meeting.id, Rsvp.coming == Coming.NOT_THIS_TIME)
    found = await moment.session.scalars(
        select(CircleMember)
        .join(Member, records.belongs(circle))
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
