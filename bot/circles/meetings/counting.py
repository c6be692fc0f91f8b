"""A working day before a meeting: is there a host, do enough come, and who likes to be reminded is."""

from bot.circles import queries
from bot.circles.meetings import deciding, reminding
from bot.circles.members import hosting
from bot.circles.models import Circle, Meeting, Rsvp
from bot.circles.rules import Coming
from bot.members.models import Member
from bot.moment import Moment


async def count(moment: Moment, meeting_id: int) -> None:
    """Have somebody stand in for a host who cannot come, ask where too few come, and remind those who like it now."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None or not found[1].is_to_come(moment.now):
        return
    circle, meeting = found
    if meeting.host is not None and not await _can_host(moment, circle, meeting, meeting.host):
        await hosting.stands_in(moment, circle, meeting)
    await deciding.question(moment, circle, meeting)
    await reminding.remind_those_due(moment, circle, meeting)


async def _can_host(moment: Moment, circle: Circle, meeting: Meeting, host: str) -> bool:
    member = await moment.session.get(Member, (moment.workspace, host), populate_existing=True)
    answer = await moment.session.get(Rsvp, (meeting.id, host), populate_existing=True)
    is_there = member is not None and member.may_take_part and await queries.is_in(moment, circle, host)
    return is_there and (answer is None or answer.coming is not Coming.NOT_THIS_TIME)
