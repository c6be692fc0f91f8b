"""What the cards of a meeting show, as it is now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.circles import queries
from bot.circles.meetings import calendar_files
from bot.circles.models import Circle, Meeting
from bot.circles.rules import TOPICS_SHOWN, Coming, MeetingState
from bot.circles.talk import agenda
from bot.circles.views import meetings as views
from bot.moment import Moment


async def shown_of(moment: Moment, circle: Circle, meeting: Meeting) -> views.MeetingShown:
    """Return all that the cards of a meeting show. Its agenda is as it was at the last full five minutes."""
    topics = [_line(standing) for standing in await agenda.published(moment, meeting)]
    answers = await queries.answers_of(moment, meeting)
    return views.MeetingShown(
        circle=circle,
        meeting=meeting,
        topics=topics[:TOPICS_SHOWN],
        topics_in_all=len(topics),
        prompts=meeting.prompts["texts"],
        coming=[member for member, coming in answers if coming is Coming.IN],
        maybe=sum(coming is Coming.MAYBE for _, coming in answers),
        next_at=circle.next_at,
        missed=await _missed_before(moment, meeting),
        calendar_link=calendar_files.link(circle.name, meeting),
        has_begun=meeting.starts_at <= moment.now,
    )


def _line(standing: agenda.TopicOnAgenda) -> views.AgendaLine:
    topic = standing.topic
    return views.AgendaLine(topic.words, standing.votes, topic.suggester if topic.shows_name else None)


async def _missed_before(moment: Moment, meeting: Meeting) -> Sequence[datetime]:
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
    return found.all()
