"""Read all that the cards of a meeting show."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.circles import queries
from bot.circles.agenda import topics
from bot.circles.meetings import calendar_files
from bot.circles.models import Circle, Meeting
from bot.circles.rules import TOPICS_SHOWN, Coming, MeetingState
from bot.circles.views import meetings as views
from bot.database.prepared import Prepared
from bot.moment import Moment

_MISSED = Prepared(
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
    answers = await queries.answers_of(moment, meeting)
    return replace(
        details_of_new(
            moment,
            circle,
            meeting,
            await topics.published(moment, meeting),
            [at for (at,) in await _MISSED.rows(moment.session, circle=circle.id, at=meeting.announced_at)],
        ),
        coming=[member for member, coming in answers if coming is Coming.IN],
        maybe=sum(coming is Coming.MAYBE for _, coming in answers),
    )


def details_of_new(
    moment: Moment,
    circle: Circle,
    meeting: Meeting,
    agenda: Sequence[topics.TopicOnAgenda],
    missed: Sequence[datetime],
) -> views.MeetingDetails:
    """Return the same of a meeting that nobody has answered, with its published topics.

    ``missed`` are the meetings that turned out to be missed when it was announced.
    """
    lines = [_line(one) for one in agenda]
    return views.MeetingDetails(
        circle=circle,
        meeting=meeting,
        topics=lines[:TOPICS_SHOWN],
        topics_in_all=len(lines),
        prompts=meeting.prompts["texts"],
        next_at=circle.next_at,
        missed=missed,
        calendar_link=calendar_files.link(circle.name, meeting),
        has_begun=meeting.starts_at <= moment.now,
    )


def _line(one: topics.TopicOnAgenda) -> views.AgendaLine:
    topic = one.topic
    return views.AgendaLine(topic.words, one.votes, topic.suggester if topic.shows_name else None)
