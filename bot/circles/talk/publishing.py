"""What the channel sees of an agenda: it changes at full five minutes, all together."""

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.models import Circle, Meeting
from bot.circles.rules import TO_COME, redrawn_at
from bot.circles.talk import agenda
from bot.moment import Moment


async def renew(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Have a locked meeting show the agenda as it is now."""
    meeting.agenda = agenda.as_shown(await agenda.waiting(moment, circle))
    await moment.session.flush()


async def publish_soon(moment: Moment, circle: Circle) -> None:
    """Have the cards of a locked circle's coming meeting show its agenda anew at the next full five minutes."""
    meeting = await queries.coming_meeting(moment, circle)
    if meeting is not None:
        await moment.later(Later.REDRAWS, meeting.id, redrawn_at(moment.now))


async def publish(moment: Moment, meeting_id: int) -> None:
    """It is a full five minutes: new topics and votes appear, all together."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is not None and found[1].state in TO_COME:
        await renew(moment, *found)
        await cards.show_to_all(moment, *found, found[1].host)
