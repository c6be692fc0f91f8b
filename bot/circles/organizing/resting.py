"""A circle that does not run: it has ended, or stands still, and what it has announced does not happen."""

from bot.circles import records
from bot.circles.actions import Later
from bot.circles.meetings import deciding
from bot.circles.models import Circle
from bot.circles.rules import CircleState
from bot.circles.views import organizing as views
from bot.circles.views.meetings import Off
from bot.moment import Moment
from bot.outbox.service import to_members
from bot.slack.models import Member


async def end_for_good(moment: Moment, circle: Circle) -> None:
    """End a locked circle, whoever wished it."""
    circle.move(CircleState.ENDED)
    await rest(moment, circle, Off.ENDED)


async def channel_gone(moment: Moment, channel: str) -> None:
    """A channel is archived or deleted, or Klatch was removed from it: its circles stand still."""
    for circle_id in [one.id for one in await records.circles(moment) if one.channel == channel]:
        circle = await records.circle_of(moment, circle_id)
        if circle is not None:
            await stand_still(moment, circle)


async def stand_still(moment: Moment, circle: Circle) -> None:
    """Pause a locked circle whose channel is gone, and tell who started it."""
    if circle.state is not CircleState.RUNNING:
        return
    circle.move(CircleState.PAUSED)
    await rest(moment, circle, Off.CHANNEL_GONE)
    starter = await moment.session.get(Member, (moment.workspace, circle.started_by))
    if starter is not None and starter.may_take_part:
        key = records.gone_letter(circle, moment.now)
        await moment.tell(to_members(starter.id), key, views.channel_gone(circle))


async def rest(moment: Moment, circle: Circle, because: Off) -> None:
    """Have a locked circle that does not run plan nothing, and call off what it has announced."""
    circle.next_key, circle.next_at = None, None
    await moment.never_mind(Later.ANNOUNCES, circle.id)
    await deciding.take_back(moment, circle, because)
