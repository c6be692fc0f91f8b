"""Publish an agenda in its channel: it changes at full five minutes, all together."""

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.agenda import topics
from bot.circles.cards import meetings as cards
from bot.circles.models import Circle, Meeting
from bot.circles.rules import TO_COME, published_at
from bot.moment import Moment


async def renew(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Write the agenda as it is now into a locked meeting."""
    meeting.agenda = topics.as_published(await topics.waiting(moment, circle))
    await moment.session.flush()


async def publish_soon(moment: Moment, circle: Circle) -> None:
    """Have the agenda of a locked circle's coming meeting published at the next full five minutes."""
    meeting = await queries.current_meeting(moment, circle)
    if meeting is not None:
        await moment.later(Later.PUBLISHES_AGENDA, meeting.id, published_at(moment.now))


async def publish(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Show the new topics and votes of a locked meeting, all together."""
    if meeting.state in TO_COME:
        await renew(moment, circle, meeting)
        await cards.show_to_all(moment, circle, meeting, meeting.host)
