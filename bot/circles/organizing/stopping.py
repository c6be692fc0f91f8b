"""A circle that does not run: it has ended, or stands still, and what it has announced does not happen."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import circles as cards
from bot.circles.meetings import deciding
from bot.circles.models import Circle, Meeting
from bot.circles.rules import SUMMARY_CHANGES_FOR, MeetingOffReason, MeetingState
from bot.moment import Moment
from bot.recurring.rules import RecurringState


async def end_for_good(moment: Moment, circle: Circle, because: MeetingOffReason = MeetingOffReason.ENDED) -> None:
    """End a locked circle, whoever wished it."""
    circle.move(RecurringState.ENDED)
    await rest(moment, circle, because)
    await moment.all_later(Later.SUMMARY_REDRAWS, await _lately_over(moment, circle), moment.now)


async def channel_gone(moment: Moment, channel: str) -> None:
    """A channel is archived or deleted, or Klatch was removed from it: its circles stand still, each by itself."""
    theirs = [one.id for one in await queries.circles(moment) if one.channel == channel]
    await moment.all_later(Later.STANDS_STILL, theirs, moment.now)


async def follow(moment: Moment, old: str, new: str) -> None:
    """A channel has another id: its circles go along."""
    its = (Circle.workspace == moment.workspace) & (Circle.channel == old)
    await moment.session.execute(update(Circle).where(its).values(channel=new))


async def stand_still_when_due(moment: Moment, circle_id: int) -> None:
    """The channel of a circle is gone."""
    circle = await queries.circle_of(moment, circle_id)
    if circle is not None:
        await stand_still(moment, circle)


async def stand_still(moment: Moment, circle: Circle) -> None:
    """Pause a locked circle whose channel is gone, and tell who started it."""
    if circle.state is not RecurringState.RUNNING:
        return
    circle.move(RecurringState.PAUSED)
    circle.gone_at = moment.now
    await rest(moment, circle, MeetingOffReason.CHANNEL_GONE, new=[queries.gone_letter(circle, moment.now)])


async def rest(moment: Moment, circle: Circle, because: MeetingOffReason, new: Collection[str] = ()) -> None:
    """Have a locked circle that does not run plan nothing, and call off what it has announced."""
    circle.next_key, circle.next_at, circle.because = None, None, because
    await moment.never_mind(Later.ANNOUNCES, circle.id)
    await deciding.take_back(moment, circle, because)
    await cards.show_to_all(moment, circle, new=new)


async def _lately_over(moment: Moment, circle: Circle) -> Sequence[int]:
    """The meetings whose summaries take up things until now."""
    found = await moment.session.scalars(
        select(Meeting.id).where(
            Meeting.circle_id == circle.id,
            Meeting.state == MeetingState.OVER,
            Meeting.starts_at > moment.now - SUMMARY_CHANGES_FOR,
        )
    )
    return found.all()
