"""Read all that the cards of a meeting show."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.circles import queries
from bot.circles.agenda import topics
from bot.circles.meetings import calendar_files
from bot.circles.models import Circle, Meeting
from bot.circles.rules import TOPICS_SHOWN, Coming, MeetingState
from bot.circles.views import meetings as views
from bot.moment import Moment

_MISSED = (
    select(Meeting.starts_at)
    .where(
        Meeting.circle_id == bindparam("circle"),
        Meeting.state == MeetingState.MISSED,
        Meeting.announced_at == bindparam("at"),
    )
    .order_by(Meeting.starts_at)
)


async def details_of(moment: Moment, circle: Circle, meeting: Meeting) -> views.MeetingDetails:
    """Return all that the cards of a meeting show. Its agenda is as it was at the last full five minutes."""
    lines = [_line(one) for one in await topics.published(moment, meeting)]
    answers = await queries.answers_of(moment, meeting)
    return views.MeetingDetails(
        circle=circle,
        meeting=meeting,
        topics=lines[:TOPICS_SHOWN],
        topics_in_all=len(lines),
        prompts=meeting.prompts["texts"],
        coming=[member for member, coming in answers if coming is Coming.IN],
        maybe=sum(coming is Coming.MAYBE for _, coming in answers),
        next_at=circle.next_at,
        missed=await _missed_before(moment, meeting),
        calendar_link=calendar_files.link(circle.name, meeting),
        has_begun=meeting.starts_at <= moment.now,
    )


def _line(one: topics.TopicOnAgenda) -> views.AgendaLine:
    topic = one.topic
    return views.AgendaLine(topic.words, one.votes, topic.suggester if topic.shows_name else None)


async def _missed_before(moment: Moment, meeting: Meeting) -> Sequence[datetime]:
    """Return when the meetings were that turned out to be missed when this one was announced."""
    return await queries.rows(moment, _MISSED, circle=meeting.circle_id, at=meeting.announced_at)
