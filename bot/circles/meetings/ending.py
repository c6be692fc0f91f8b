"""A meeting is over: its card says so, and the summary stands in its thread."""

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.meetings import planning
from bot.circles.rules import TO_COME, MeetingState, closes_at
from bot.circles.talk import summary
from bot.moment import Moment


async def end(moment: Moment, meeting_id: int) -> None:
    """Close a meeting, once, however late that is."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None or found[1].state not in TO_COME:
        return
    circle, meeting = found
    if planning.ends_at(meeting) > moment.now:
        await moment.later(Later.ENDS, meeting.id, planning.ends_at(meeting))
        return
    meeting.move(MeetingState.OVER)
    await planning.forget_what_comes(moment, meeting)
    await summary.sum_up(moment, circle, meeting)
    await moment.later(Later.SUMMARY_CLOSES, meeting.id, closes_at(meeting.starts_at))
    await cards.show_to_all(moment, circle, meeting, meeting.host, new=[queries.summary_letter(meeting)])


async def sum_up_anew(moment: Moment, meeting_id: int) -> None:
    """Show a summary with what people take with them; or, after four weeks, that it takes up no more."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is not None and found[1].state is MeetingState.OVER:
        await cards.show(moment, *found)
