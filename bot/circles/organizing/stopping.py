"""Stopping a circle: it has ended, or its channel is gone, and what it has announced does not happen."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from bot.circles import letter_keys, queries
from bot.circles.actions import Later
from bot.circles.cards import circles as cards
from bot.circles.meetings import rescheduling
from bot.circles.models import Circle, Meeting
from bot.circles.rules import SUMMARY_CHANGES_FOR, MeetingOffReason, MeetingState
from bot.moment import Moment
from bot.recurring.planning import plan_nothing


async def ended(moment: Moment, circle: Circle, because: MeetingOffReason = MeetingOffReason.ENDED) -> None:
    """Call off what a locked circle has announced, which has ended; summaries take up what was added until now."""
    await stop(moment, circle, because)
    await moment.all_later(Later.UPDATES_SUMMARY, await _lately_over(moment, circle), moment.now)


async def channel_gone(moment: Moment, channel: str) -> None:
    """Have the circles of a channel paused, each by itself: it is archived or deleted, or without Klatch."""
    theirs = [one.id for one in await queries.circles(moment) if one.channel == channel]
    await moment.all_later(Later.CHANNEL_GONE, theirs, moment.now)


async def pause_without_channel(moment: Moment, circle_id: int) -> None:
    """Pause a circle that runs, for its channel is gone, and tell who started it."""
    circle = await queries.circle_of(moment, circle_id)
    if circle is not None and circle.lose_channel(moment.now):
        new = [letter_keys.channel_gone(circle, moment.now)]
        await stop(moment, circle, MeetingOffReason.CHANNEL_GONE, new=new)


async def stop(moment: Moment, circle: Circle, because: MeetingOffReason, new: Collection[str] = ()) -> None:
    """Plan nothing more of a locked circle that does not run, and call off what it has announced."""
    circle.because = because
    await plan_nothing(moment, circle, Later.ANNOUNCES)
    await rescheduling.call_off_upcoming(moment, circle, because)
    await cards.show_to_all(moment, circle, new=new)


async def _lately_over(moment: Moment, circle: Circle) -> Sequence[int]:
    """Return the meetings whose summaries take up things until now."""
    found = await moment.session.scalars(
        select(Meeting.id).where(
            Meeting.circle_id == circle.id,
            Meeting.state == MeetingState.OVER,
            Meeting.starts_at > moment.now - SUMMARY_CHANGES_FOR,
        )
    )
    return found.all()
