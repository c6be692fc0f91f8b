"""Move a meeting or call it off, and change that everywhere it was spoken of."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.circles import letter_keys, queries
from bot.circles.actions import Later
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as cards
from bot.circles.meetings import planning
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.outcomes import AnswerOutcome
from bot.circles.queries import Found
from bot.circles.rules import MOVED_BY_AT_MOST, NOTICE_OF_NEXT, Belonging, Coming, MeetingOffReason, MeetingState
from bot.members.models import Member
from bot.moment import Moment


async def move_by_member(moment: Moment, member: Member, meeting_id: int, starts_at: datetime) -> AnswerOutcome:
    """Move a meeting for its host or who may change the circle; so that the next one can still be announced."""
    found = await meeting_to_change(moment, member, meeting_id)
    if isinstance(found, AnswerOutcome):
        return found
    circle, meeting = found
    if starts_at <= moment.now:
        return AnswerOutcome.IN_THE_PAST
    if starts_at - moment.now > MOVED_BY_AT_MOST:
        return AnswerOutcome.TOO_FAR
    is_over_at = starts_at + timedelta(minutes=meeting.minutes)
    if circle.next_at is not None and is_over_at > circle.next_at - NOTICE_OF_NEXT:
        return AnswerOutcome.TOO_LATE
    if starts_at != meeting.starts_at:
        await move(moment, circle, meeting, starts_at, by=member.id)
    return AnswerOutcome.DONE


async def call_off_by_member(moment: Moment, member: Member, meeting_id: int) -> AnswerOutcome:
    """Call a meeting off for its host or who may change the circle."""
    found = await meeting_to_change(moment, member, meeting_id)
    if isinstance(found, AnswerOutcome):
        return found
    await call_off(moment, *found, MeetingOffReason.CALLED_OFF, by=member.id)
    return AnswerOutcome.DONE


async def call_off_upcoming(moment: Moment, circle: Circle, because: MeetingOffReason) -> None:
    """Call off what a locked circle has announced: it is paused, or has ended."""
    meeting = await queries.upcoming_meeting(moment, circle)
    if meeting is not None:
        await call_off(moment, circle, meeting, because)


async def meeting_to_change(moment: Moment, member: Member, meeting_id: int) -> Found | AnswerOutcome:
    """Return a meeting that is to come, with its circle, for who may move it or call it off; otherwise why not."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None:
        return AnswerOutcome.BEGUN
    circle, meeting = found
    if meeting.hosted_by != member.id and not await queries.may_change(moment, circle, member):
        return AnswerOutcome.NOT_YOURS
    return queries.refusal_for(meeting, moment) or found


async def move(moment: Moment, circle: Circle, meeting: Meeting, starts_at: datetime, by: str | None = None) -> None:
    """Have a locked meeting at another instant; who said that they come is told, but for who moved it.

    *Not this time* was about the day that it was on: it does not count any more, and neither do wishes.
    """
    planning.move_in_cadence(circle, meeting, starts_at)
    meeting.starts_at, meeting.decides_at = starts_at, None
    if meeting.state is MeetingState.IN_QUESTION:
        meeting.move(MeetingState.ANNOUNCED)
    await _note_change(moment, meeting, by)
    await _forget_answers(moment, meeting)
    await planning.plan_meeting(moment, circle, meeting)
    await planning.plan_announcement(moment, circle, meeting)
    new = [letter_keys.change_in_thread(meeting, meeting.moves)]
    await cards.show_to_all(moment, circle, meeting, by, meeting.host, new=new)
    await circle_cards.show(moment, circle)
    await moment.later(Later.SENDS_FILES, meeting.id, moment.now)


async def call_off(
    moment: Moment, circle: Circle, meeting: Meeting, because: MeetingOffReason, by: str | None = None
) -> None:
    """Have a locked meeting not happen; who said that they come is told, but for who called it off."""
    meeting.move(MeetingState.CALLED_OFF)
    meeting.because = because
    await _note_change(moment, meeting, by)
    await planning.forget_what_comes(moment, meeting)
    await planning.plan_announcement(moment, circle, None)
    await cards.show_to_all(moment, circle, meeting, by, meeting.host)
    await circle_cards.show(moment, circle)
    await moment.later(Later.SENDS_FILES, meeting.id, moment.now)


async def _note_change(moment: Moment, meeting: Meeting, by: str | None) -> None:
    """Count the change, and note who is to be told of it: those in the circle who said *I'm in* or *Maybe*."""
    meeting.moves += 1
    meeting.changed_at = moment.now
    inside = select(CircleMember.member).where(
        CircleMember.circle_id == meeting.circle_id, CircleMember.belonging == Belonging.IN
    )
    expects = Rsvp.coming.in_((Coming.IN, Coming.MAYBE)) & (Rsvp.member != (by or "")) & Rsvp.member.in_(inside)
    told = update(Rsvp).where(Rsvp.meeting_id == meeting.id, expects).values(news=meeting.moves)
    await moment.session.execute(told)
    await moment.session.flush()


async def _forget_answers(moment: Moment, meeting: Meeting) -> None:
    of_this = Rsvp.meeting_id == meeting.id
    await moment.session.execute(update(Rsvp).where(of_this).values(wish=None))
    about_that_day = of_this & (Rsvp.coming == Coming.NOT_THIS_TIME)
    await moment.session.execute(update(Rsvp).where(about_that_day).values(coming=None))
    await moment.session.flush()
