"""A press draws the card anew that it was on: however old that is, and whatever came of the press."""

from bot.circles import queries
from bot.circles.cards import circles, meetings
from bot.circles.rules import MeetingState
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.slack.user_input import row_id


async def draw_anew(moment: Moment, member: Member, pressed: Pressed, meeting_id: int = 0, circle_id: int = 0) -> None:
    """Show the card again on which a member pressed; the two numbers are what the button said it is about."""
    about, _, number = pressed.card.partition("/")[0].partition("-")
    if about == "meeting" or (not pressed.card and meeting_id):
        await _of_meeting(moment, member, pressed, row_id(number) or meeting_id)
    elif about == "circle" or (not pressed.card and circle_id):
        await _of_circle(moment, member, pressed, row_id(number) or circle_id)


async def _of_meeting(moment: Moment, member: Member, pressed: Pressed, meeting_id: int) -> None:
    found = await queries.meeting_of(moment, meeting_id)
    if found is not None and found[1].state is not MeetingState.MISSED:
        await meetings.show(moment, *found, member.id, pressed=pressed)


async def _of_circle(moment: Moment, member: Member, pressed: Pressed, circle_id: int) -> None:
    circle = await queries.circle_of(moment, circle_id)
    if circle is not None:
        await circles.show(moment, circle, member.id, pressed=pressed)
