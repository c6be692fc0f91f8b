"""What the card of a meeting shows, and drawing it again when that has changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select

from bot.circles import records
from bot.circles.actions import Later
from bot.circles.meetings import calendar
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.rules import TO_COME, TOPICS_SHOWN, Belonging, Coming, MeetingState, redrawn_at
from bot.circles.talk import agenda
from bot.circles.views import changes
from bot.circles.views import hosting as hosting_views
from bot.circles.views import meetings as views
from bot.moment import Moment
from bot.outbox.message import Message
from bot.outbox.service import Pressed
from bot.slack.models import Member


async def shown(moment: Moment, circle: Circle, meeting: Meeting) -> views.Shown:
    """All that the card of a meeting shows. Its agenda is as it was at the last full five minutes."""
    topics = [_line(standing) for standing in await agenda.published(moment, meeting)]
    answers = await records.answers_of(moment, meeting)
    return views.Shown(
        circle=circle,
        meeting=meeting,
        topics=topics[:TOPICS_SHOWN],
        topics_in_all=len(topics),
        prompts=meeting.prompts["texts"],
        coming=[member for member, coming in answers if coming is Coming.IN],
        maybe=sum(coming is Coming.MAYBE for _, coming in answers),
        next_at=circle.next_at,
        missed=await _missed_before(moment, meeting),
        calendar_link=calendar.link(circle.name, meeting),
    )


async def renew_agenda(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Have a locked meeting show the agenda as it is now."""
    meeting.agenda = agenda.as_shown(await agenda.waiting(moment, circle))
    await moment.session.flush()


async def redraw(moment: Moment, circle: Circle, meeting: Meeting, pressed: Pressed | None = None) -> None:
    """Draw the announcement again, with who comes and who hosts now; ``pressed`` when that is where it was said."""
    card = await shown(moment, circle, meeting)
    if meeting.state in TO_COME:
        await moment.retell(records.announcement_letter(meeting), views.announcement(card), pressed)
    elif meeting.state is MeetingState.OVER:
        await moment.retell(records.announcement_letter(meeting), changes.over(card), pressed)


async def redraw_soon(moment: Moment, circle: Circle) -> None:
    """Have the announcement of a locked circle's coming meeting show its agenda anew at the next full five minutes."""
    meeting = await records.coming_meeting(moment, circle)
    if meeting is not None:
        await moment.later(Later.REDRAWS, meeting.id, redrawn_at(moment.now))


async def redraw_when_due(moment: Moment, meeting_id: int) -> None:
    """It is a full five minutes: new topics and votes appear, all together."""
    found = await records.meeting_of(moment, meeting_id)
    if found is None or found[1].state not in TO_COME:
        return
    await renew_agenda(moment, *found)
    await redraw(moment, *found)


async def redraw_reminder(
    moment: Moment, circle: Circle, meeting: Meeting, member: Member, pressed: Pressed | None = None
) -> None:
    """Draw the reminder of one member again, if they have one."""
    card = await shown(moment, circle, meeting)
    answer = await moment.session.get(Rsvp, (meeting.id, member.id), populate_existing=True)
    words = reminder_for(card, member, answer.coming if answer else None)
    await moment.retell(records.reminder_letter(meeting, member.id), words, pressed)


async def redraw_reminders(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Draw everybody's reminder again: the meeting is in question, or not any more, or moved, or over."""
    card = await shown(moment, circle, meeting)
    for member, coming in await reminded(moment, meeting):
        await moment.retell(records.reminder_letter(meeting, member.id), reminder_for(card, member, coming))


async def reminded(moment: Moment, meeting: Meeting) -> Sequence[tuple[Member, Coming | None]]:
    """Who has a reminder of a meeting and is in the circle still, and what they have answered."""
    has_place = and_(CircleMember.circle_id == meeting.circle_id, CircleMember.member == Rsvp.member)
    found = await moment.session.execute(
        select(Member, Rsvp.coming)
        .join(Rsvp, and_(Rsvp.workspace == Member.workspace, Rsvp.member == Member.id))
        .join(CircleMember, has_place)
        .where(Rsvp.meeting_id == meeting.id, Rsvp.is_reminded, CircleMember.belonging == Belonging.IN)
        .order_by(Member.id)
    )
    return [(member, coming) for member, coming in found]


def reminder_for(card: views.Shown, member: Member, coming: Coming | None) -> Message:
    """The words of a member's reminder as things stand: the host's is the host's card."""
    if card.meeting.state is MeetingState.OVER:
        return changes.reminder_over(card)
    if card.meeting.host == member.id:
        return hosting_views.host_card(card, member.zone)
    return views.reminder(card, member.zone, coming)


def _line(standing: agenda.Standing) -> views.Line:
    topic = standing.topic
    return views.Line(topic.words, standing.votes, topic.suggester if topic.shows_name else None)


async def _missed_before(moment: Moment, meeting: Meeting) -> list[datetime]:
    """The meetings that turned out to be missed when this one was announced."""
    found = await moment.session.scalars(
        select(Meeting.starts_at)
        .where(
            Meeting.circle_id == meeting.circle_id,
            Meeting.state == MeetingState.MISSED,
            Meeting.announced_at == meeting.announced_at,
        )
        .order_by(Meeting.starts_at)
    )
    return list(found)
