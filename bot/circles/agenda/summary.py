"""Sum up a meeting in the thread of its announcement, with the takeaways that members share, named or not."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.agenda import topics
from bot.circles.models import Circle, Meeting, Takeaway
from bot.circles.outcomes import TopicOutcome
from bot.circles.rules import TOPICS_SHOWN, MeetingState, TopicState, closes_at, published_at
from bot.circles.views import after_meeting as views
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import to_channel
from bot.prompts.library import Section
from bot.prompts.prompts import next_prompts


async def sum_up(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Put the topics that the announcement listed away as talked about. Those below them wait on."""
    talked_about = (await topics.waiting(moment, circle))[:TOPICS_SHOWN]
    for topic, _ in talked_about:
        topic.move(TopicState.TALKED_ABOUT)
        topic.meeting_id = meeting.id
    meeting.agenda = topics.as_published(talked_about)
    audience, channel = f"circle/{circle.id}", to_channel(circle.channel)
    (prompt,) = await next_prompts(moment, [audience], [Section.REFLECTION], 1, to=channel)
    # One for all, kept with the meeting: what is remembered of a member's prompt would tell when they wrote.
    meeting.prompts = {**meeting.prompts, views.REFLECTION: prompt.text}
    await moment.session.flush()


async def summary_of(moment: Moment, circle: Circle, meeting: Meeting, came: Sequence[str]) -> views.Summary:
    """Return all that the summary of a meeting says, as it is now, to which these members came."""
    return views.Summary(
        circle=circle,
        meeting=meeting,
        talked_about=[topic for topic, _ in await topics.published(moment, meeting)],
        came=came,
        takeaways=await _takeaways(moment, meeting),
        is_closed=closes_at(meeting.starts_at) <= moment.now,
    )


async def begin_reflection(
    moment: Moment, member: Member, meeting_id: int
) -> tuple[Circle, Meeting, Takeaway | None] | TopicOutcome:
    """Return a meeting that is over with the member's own takeaway, if any; or why they cannot share one."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None or found[1].state is not MeetingState.OVER:
        return TopicOutcome.NOT_OVER
    circle, meeting = found
    if not await queries.is_in(moment, circle, member.id):
        return TopicOutcome.NOT_IN_CIRCLE
    if closes_at(meeting.starts_at) <= moment.now:
        return TopicOutcome.TOO_LATE
    own = (one for one in await _takeaways(moment, meeting) if one.writer == member.id)
    return circle, meeting, next(own, None)


async def share(moment: Moment, member: Member, meeting_id: int, words: str, *, shows_name: bool) -> TopicOutcome:
    """Put a takeaway into the summary from the next full five minutes on. A member's second replaces their first."""
    found = await begin_reflection(moment, member, meeting_id)
    if isinstance(found, TopicOutcome):
        return found
    _, meeting, own = found
    if own is None:
        own = Takeaway(workspace=moment.workspace, meeting_id=meeting.id, writer=member.id)
        moment.session.add(own)
    own.words, own.shows_name = words, shows_name
    await moment.session.flush()
    await moment.later(Later.UPDATES_SUMMARY, meeting.id, published_at(moment.now))
    return TopicOutcome.DONE


async def _takeaways(moment: Moment, meeting: Meeting) -> Sequence[Takeaway]:
    """Return the takeaways from a meeting, in the order in which they were first shared."""
    return await queries.rows(
        moment,
        select(Takeaway).where(Takeaway.meeting_id == meeting.id).order_by(Takeaway.id),
    )
