"""A meeting moves, or does not happen: what that changes everywhere it was spoken of."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select, update

from bot.circles import records
from bot.circles.meetings import calendar, planning, showing
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.rules import Coming, MeetingState
from bot.circles.views import changes
from bot.circles.views.meetings import Off
from bot.moment import Moment
from bot.outbox.message import Message
from bot.outbox.service import to_channel, to_members
from bot.slack.models import Member


async def move(moment: Moment, circle: Circle, meeting: Meeting, starts_at: datetime, by: str | None = None) -> None:
    """Have a locked meeting at another instant; who said that they come is told, but for who moved it.

    *Not this time* was about the day that it was on: it does not count any more, and neither do wishes.
    """
    await settle_news(moment, meeting, changes.moved_again(await showing.shown(moment, circle, meeting)))
    planning.move_in_cadence(circle, meeting, starts_at)
    meeting.starts_at, meeting.decides_at, meeting.tables = starts_at, None, []
    meeting.moves += 1
    if meeting.state is MeetingState.IN_QUESTION:
        meeting.move(MeetingState.ANNOUNCED)
    await _forget_answers(moment, meeting)
    await planning.plan_meeting(moment, circle, meeting)
    await planning.plan_announcement(moment, circle, meeting)
    await showing.redraw(moment, circle, meeting)
    await showing.redraw_reminders(moment, circle, meeting)
    card = await showing.shown(moment, circle, meeting)
    for member, coming in await _expecting(moment, circle, meeting, but=by):
        key = records.change_letter(meeting, member.id)
        await moment.tell(to_members(member.id), key, changes.moved(card, member.zone, coming))
    await _say_in_thread(moment, circle, meeting, changes.moved_in_thread(card))
    await calendar.update(moment, circle, meeting)


async def call_off(moment: Moment, circle: Circle, meeting: Meeting, because: Off, by: str | None = None) -> None:
    """Have a locked meeting not happen; who said that they come is told, but for who called it off."""
    meeting.move(MeetingState.CALLED_OFF)
    words = changes.called_off(await showing.shown(moment, circle, meeting), because)
    await settle_news(moment, meeting, words)
    meeting.moves += 1
    await planning.forget_what_comes(moment, meeting)
    await planning.plan_announcement(moment, circle, None)
    await moment.retell(records.announcement_letter(meeting), words)
    for member, _ in await showing.reminded(moment, meeting):
        await moment.retell(records.reminder_letter(meeting, member.id), words)
    for member, _ in await _expecting(moment, circle, meeting, but=by):
        await moment.tell(to_members(member.id), records.change_letter(meeting, member.id), words)
    await calendar.update(moment, circle, meeting)


async def settle_news(moment: Moment, meeting: Meeting, words: Message) -> None:
    """Take the buttons off the latest news that a meeting was moved: there is something newer to say."""
    if not meeting.moves:
        return
    spoken_to = await moment.session.scalars(
        select(Rsvp.member).where(Rsvp.meeting_id == meeting.id).order_by(Rsvp.member)
    )
    for member in spoken_to.all():
        await moment.retell(records.change_letter(meeting, member), words)


async def _forget_answers(moment: Moment, meeting: Meeting) -> None:
    of_this = Rsvp.meeting_id == meeting.id
    await moment.session.execute(update(Rsvp).where(of_this).values(wish=None))
    about_that_day = of_this & (Rsvp.coming == Coming.NOT_THIS_TIME)
    await moment.session.execute(update(Rsvp).where(about_that_day).values(coming=None))
    await moment.session.flush()


async def _expecting(
    moment: Moment, circle: Circle, meeting: Meeting, but: str | None
) -> Sequence[tuple[Member, Coming | None]]:
    """Who is in the circle and said *I'm in* or *Maybe*."""
    found = await moment.session.execute(
        select(Member, Rsvp.coming)
        .join(CircleMember, records.belongs(circle))
        .join(Rsvp, and_(Rsvp.meeting_id == meeting.id, Rsvp.member == Member.id))
        .where(Rsvp.coming.in_((Coming.IN, Coming.MAYBE)), Member.id != (but or ""))
        .order_by(Member.id)
    )
    return [(member, coming) for member, coming in found]


async def _say_in_thread(moment: Moment, circle: Circle, meeting: Meeting, words: Message) -> None:
    await moment.tell(
        to_channel(circle.channel),
        records.thread_letter(meeting, f"change-{meeting.moves}"),
        words,
        in_thread_of=records.announcement_letter(meeting),
    )
