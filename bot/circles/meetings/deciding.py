"""Whether a meeting happens, and when: asked where too few come, and said by who may."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.meetings import changing
from bot.circles.meetings.planning import days_later
from bot.circles.models import Circle, Meeting, Rsvp
from bot.circles.outcomes import Answering
from bot.circles.rules import (
    MOVED_BY,
    MOVED_BY_AT_MOST,
    MOVED_BY_LESS,
    NOTICE_OF_NEXT,
    ROOM_BEFORE_NEXT,
    MeetingOffReason,
    MeetingState,
    MeetingWish,
    decided_at,
    may_be_asked,
)
from bot.circles.views.shared import zone_of
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.working_hours import WORKING_WEEKDAYS


async def question(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Where too few come to a locked meeting, ask whether it goes ahead or moves, if there is time to say so."""
    zone = zone_of(circle)
    if meeting.state is not MeetingState.ANNOUNCED or not may_be_asked(moment.now, meeting.starts_at, zone):
        return
    if await _enough_come(moment, circle, meeting):
        return
    meeting.move(MeetingState.IN_QUESTION)
    meeting.decides_at = decided_at(meeting.starts_at, zone)
    await moment.later(Later.DECIDES, meeting.id, meeting.decides_at)
    await cards.show_to_all(moment, circle, meeting, meeting.host)


async def settle_if_enough_come(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """A locked meeting that was in question is not any more, once enough have said that they come."""
    if meeting.state is MeetingState.IN_QUESTION and await _enough_come(moment, circle, meeting):
        await _go_ahead(moment, circle, meeting)


async def decide(moment: Moment, meeting_id: int) -> None:
    """It is time: what those who spoke would like happens. Where nobody did, it does not happen.

    After a long stillness people have decided by themselves, and it is taken to have gone ahead.
    """
    found = await queries.meeting_of(moment, meeting_id)
    if found is None or found[1].state is not MeetingState.IN_QUESTION:
        return
    circle, meeting = found
    wishes = await _wishes(moment, meeting)
    if moment.now >= meeting.starts_at:
        await _go_ahead(moment, circle, meeting)
    elif wishes[MeetingWish.MOVE] > wishes[MeetingWish.GO_AHEAD]:
        await _move_on(moment, circle, meeting)
    elif wishes[MeetingWish.GO_AHEAD]:
        await _go_ahead(moment, circle, meeting)
    else:
        await changing.call_off(moment, circle, meeting, MeetingOffReason.NOBODY_SPOKE)


async def move_to(moment: Moment, member: Member, meeting_id: int, starts_at: datetime) -> Answering:
    """*Another day*: by the host, or who looks after the circle; so that the next meeting can still be announced."""
    found = await found_for(moment, member, meeting_id)
    if isinstance(found, Answering):
        return found
    circle, meeting = found
    if starts_at <= moment.now:
        return Answering.IN_THE_PAST
    if starts_at - moment.now > MOVED_BY_AT_MOST:
        return Answering.TOO_FAR
    is_over_at = starts_at + timedelta(minutes=meeting.minutes)
    if circle.next_at is not None and is_over_at > circle.next_at - NOTICE_OF_NEXT:
        return Answering.TOO_LATE
    if starts_at != meeting.starts_at:
        await changing.move(moment, circle, meeting, starts_at, by=member.id)
    return Answering.DONE


async def call_off(moment: Moment, member: Member, meeting_id: int) -> Answering:
    """*Call it off*: by the host, or who looks after the circle."""
    found = await found_for(moment, member, meeting_id)
    if isinstance(found, Answering):
        return found
    await changing.call_off(moment, *found, MeetingOffReason.CALLED_OFF, by=member.id)
    return Answering.DONE


async def take_back(moment: Moment, circle: Circle, because: MeetingOffReason) -> None:
    """A locked circle is paused, or has ended: what it has announced does not happen."""
    meeting = await queries.meeting_to_come(moment, circle)
    if meeting is not None:
        await changing.call_off(moment, circle, meeting, because)


async def found_for(moment: Moment, member: Member, meeting_id: int) -> tuple[Circle, Meeting] | Answering:
    """A meeting that is to come and its circle, both locked, for who may change it; otherwise why not."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None:
        return Answering.BEGUN
    circle, meeting = found
    if meeting.hosted_by != member.id and not await queries.looks_after(moment, circle, member):
        return Answering.NOT_YOURS
    return queries.refusal_for(meeting, moment) or found


async def _go_ahead(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    meeting.move(MeetingState.ANNOUNCED)
    await moment.cancel(Later.DECIDES, meeting.id)
    await cards.show_to_all(moment, circle, meeting, meeting.host)


async def _move_on(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """A week later, or a few days, before the next meeting; where there is no such day, it does not happen."""
    latest = None if circle.next_at is None else circle.next_at - ROOM_BEFORE_NEXT
    for starts_at in _days_to_move_to(circle, meeting):
        if latest is None or starts_at <= latest:
            await changing.move(moment, circle, meeting, starts_at)
            return
    await changing.call_off(moment, circle, meeting, MeetingOffReason.NO_OTHER_DAY)


def _days_to_move_to(circle: Circle, meeting: Meeting) -> Iterator[datetime]:
    """At the same local time; what was on a working day does not land on a weekend."""
    weekday = meeting.starts_at.astimezone(zone_of(circle)).weekday()
    yield days_later(circle, meeting.starts_at, MOVED_BY.days)
    days = MOVED_BY_LESS.days
    while weekday in WORKING_WEEKDAYS and (weekday + days) % 7 not in WORKING_WEEKDAYS:
        days += 1
    yield days_later(circle, meeting.starts_at, days)


async def _enough_come(moment: Moment, circle: Circle, meeting: Meeting) -> bool:
    return len(await queries.who_comes(moment, meeting)) >= circle.quorum


async def _wishes(moment: Moment, meeting: Meeting) -> Counter[MeetingWish]:
    found = await moment.session.scalars(select(Rsvp.wish).where(Rsvp.meeting_id == meeting.id, Rsvp.wish.is_not(None)))
    return Counter(wish for wish in found if wish is not None)
