"""Ask whether a meeting goes ahead or moves, where too few come, and decide it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from bot.circles import queries, rules
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.meetings import rescheduling
from bot.circles.meetings.planning import days_later
from bot.circles.models import Circle, Meeting, Rsvp
from bot.circles.rules import MeetingOffReason, MeetingState, MeetingWish
from bot.moment import Moment
from bot.profiles.working_hours import WORKING_WEEKDAYS


async def ask_if_too_few_come(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Where too few come to a locked meeting, ask whether it goes ahead or moves, if there is time to say so."""
    zone = circle.zone
    if meeting.state is not MeetingState.ANNOUNCED or not rules.may_be_asked(moment.now, meeting.starts_at, zone):
        return
    if await _enough_come(moment, circle, meeting):
        return
    meeting.move(MeetingState.IN_QUESTION)
    meeting.decides_at = rules.decided_at(meeting.starts_at, zone)
    await moment.later(Later.DECIDES, meeting.id, meeting.decides_at)
    await cards.show_to_all(moment, circle, meeting, meeting.host)


async def go_ahead_if_enough_come(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Have a locked meeting not be in question any more, once enough have said that they come."""
    if meeting.state is MeetingState.IN_QUESTION and await _enough_come(moment, circle, meeting):
        await _go_ahead(moment, circle, meeting)


async def decide(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Do with a meeting in question what those who spoke would like; where nobody did, call it off.

    After it has begun people have decided by themselves, and it is taken to have gone ahead.
    """
    if meeting.state is not MeetingState.IN_QUESTION:
        return
    wishes = await _wishes(moment, meeting)
    if moment.now >= meeting.starts_at:
        await _go_ahead(moment, circle, meeting)
    elif wishes[MeetingWish.MOVE] > wishes[MeetingWish.GO_AHEAD]:
        await _move_on(moment, circle, meeting)
    elif wishes[MeetingWish.GO_AHEAD]:
        await _go_ahead(moment, circle, meeting)
    else:
        await rescheduling.call_off(moment, circle, meeting, MeetingOffReason.NOBODY_SPOKE)


async def _go_ahead(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    meeting.move(MeetingState.ANNOUNCED)
    await moment.cancel(Later.DECIDES, meeting.id)
    await cards.show_to_all(moment, circle, meeting, meeting.host)


async def _move_on(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Move a meeting by a week, or a few days, before the next one; where there is no such day, call it off."""
    latest = None if circle.next_at is None else circle.next_at - rules.ROOM_BEFORE_NEXT
    for starts_at in _days_to_move_to(circle, meeting):
        if latest is None or starts_at <= latest:
            await rescheduling.move(moment, circle, meeting, starts_at)
            return
    await rescheduling.call_off(moment, circle, meeting, MeetingOffReason.NO_OTHER_DAY)


def _days_to_move_to(circle: Circle, meeting: Meeting) -> Iterator[datetime]:
    """Yield other days at the same local time; what was on a working day does not land on a weekend."""
    weekday = meeting.starts_at.astimezone(circle.zone).weekday()
    yield days_later(circle, meeting.starts_at, rules.MOVED_BY.days)
    days = rules.MOVED_BY_LESS.days
    while weekday in WORKING_WEEKDAYS and (weekday + days) % 7 not in WORKING_WEEKDAYS:
        days += 1
    yield days_later(circle, meeting.starts_at, days)


async def _enough_come(moment: Moment, circle: Circle, meeting: Meeting) -> bool:
    return len(await queries.who_comes(moment, meeting)) >= circle.quorum


async def _wishes(moment: Moment, meeting: Meeting) -> Counter[MeetingWish]:
    found = await moment.session.scalars(select(Rsvp.wish).where(Rsvp.meeting_id == meeting.id, Rsvp.wish.is_not(None)))
    return Counter(wish for wish in found if wish is not None)
