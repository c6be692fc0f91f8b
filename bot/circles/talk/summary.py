"""After a meeting: one summary in the thread of its announcement, kept current while people add to it."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.circles.models import Circle, Meeting, Takeaway
from bot.circles.rules import TOPICS_SHOWN, TopicState, closes_at
from bot.circles.talk import agenda
from bot.circles.views import after_meeting as views
from bot.moment import Moment
from bot.prompts.library import Section
from bot.prompts.prompts import next_prompts


async def sum_up(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Put away what the announcement listed as talked about. What stood below waits on."""
    talked_about = (await agenda.waiting(moment, circle))[:TOPICS_SHOWN]
    for standing in talked_about:
        standing.topic.move(TopicState.TALKED_ABOUT)
        standing.topic.meeting_id = meeting.id
    meeting.agenda = agenda.as_shown(talked_about)
    (prompt,) = await next_prompts(moment, [f"circle/{circle.id}"], [Section.REFLECTION], 1)
    # One for all, kept with the meeting: what is remembered of a member's prompt would tell when they wrote.
    meeting.prompts = {**meeting.prompts, views.REFLECTION: prompt.text}
    await moment.session.flush()


async def takeaways_of(moment: Moment, meeting: Meeting) -> Sequence[Takeaway]:
    """What people take with them from a meeting, in the order in which they first said so."""
    found = await moment.session.scalars(
        select(Takeaway)
        .where(Takeaway.meeting_id == meeting.id)
        .order_by(Takeaway.id)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def summary_of(moment: Moment, circle: Circle, meeting: Meeting, came: Sequence[str]) -> views.Summary:
    """Return all that the summary of a meeting says, as it is now, to which these members came."""
    talked_about = [
        views.TalkedAbout(
            topic=standing.topic.id,
            words=standing.topic.words,
            is_carried_over=standing.topic.state is not TopicState.TALKED_ABOUT
            or standing.topic.meeting_id != meeting.id,
        )
        for standing in await agenda.published(moment, meeting)
    ]
    takeaways = [
        views.Taken(one.words, one.writer if one.shows_name else None) for one in await takeaways_of(moment, meeting)
    ]
    return views.Summary(
        circle=circle,
        meeting=meeting,
        talked_about=talked_about,
        came=came,
        takeaways=takeaways,
        is_closed=closes_at(meeting.starts_at) <= moment.now,
    )
