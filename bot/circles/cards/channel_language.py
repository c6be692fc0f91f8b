"""Circles in a channel whose language has become known, or is another now."""

from bot.circles import queries
from bot.circles.cards import circles, meetings
from bot.moment import Moment


async def show_again(moment: Moment, channel: str) -> None:
    """Show what stands in a channel of its circles, and of their meetings that are to come."""
    for circle_id in [circle.id for circle in await queries.circles(moment) if circle.channel == channel]:
        circle = await queries.active_circle(moment, circle_id)
        if circle is not None:
            await circles.show(moment, circle)
            meeting = await queries.current_meeting(moment, circle)
            if meeting is not None:
                await meetings.show(moment, circle, meeting)
