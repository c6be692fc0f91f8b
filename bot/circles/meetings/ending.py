"""A meeting is over: its card says so, and the summary stands in its thread."""

from bot.circles import records
from bot.circles.actions import Later
from bot.circles.meetings import changing, planning, showing
from bot.circles.rules import TO_COME, MeetingState
from bot.circles.talk import summing_up
from bot.circles.views import changes
from bot.moment import Moment


async def end(moment: Moment, meeting_id: int) -> None:
    """Close a meeting, once, however late that is."""
    found = await records.meeting_of(moment, meeting_id)
    if found is None or found[1].state not in TO_COME:
        return
    circle, meeting = found
    if planning.ends_at(meeting) > moment.now:
        await moment.later(Later.ENDS, meeting.id, planning.ends_at(meeting))
        return
    meeting.move(MeetingState.OVER)
    await planning.forget_what_comes(moment, meeting)
    await summing_up.sum_up(moment, circle, meeting)
    await showing.redraw(moment, circle, meeting)
    await showing.redraw_reminders(moment, circle, meeting)
    await changing.settle_news(moment, meeting, changes.reminder_over(await showing.shown(moment, circle, meeting)))
