"""What somebody who joins a circle is told: enough to come for the first time."""

from bot.circles import records
from bot.circles.models import Circle
from bot.circles.rules import Reminder
from bot.circles.views.joining import Newcomer
from bot.moment import Moment
from bot.slack.models import Member


async def newcomer_in(moment: Moment, circle: Circle, member: Member) -> Newcomer:
    """A member who is in a circle now, and the meeting that is next for them."""
    meeting = await records.meeting_to_come(moment, circle)
    place = await records.place_in(moment, circle, member.id)
    return Newcomer(
        circle=circle,
        meeting=meeting,
        next_at=meeting.starts_at if meeting is not None else circle.next_at,
        reminder=place.reminder if place is not None else Reminder.DAY_BEFORE,
        is_host=meeting is not None and meeting.host == member.id,
    )
