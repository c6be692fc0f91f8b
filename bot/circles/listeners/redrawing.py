"""Handlers of buttons on cards: whatever comes of a press, its card is drawn anew, however old it is."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from bot.circles import queries
from bot.circles.cards import circles, meetings
from bot.circles.rules import MeetingState
from bot.languages.reader import Reader
from bot.members.models import Member
from bot.moment import Moment
from bot.slack.handlers import say
from bot.slack.request import Press, Reply, Request
from bot.slack.routes import Listener
from bot.slack.user_input import row_id

OutcomeT = TypeVar("OutcomeT")


def saying(
    use_case: Callable[[Moment, Member, int], Awaitable[OutcomeT]], words: Callable[[Reader], Mapping[OutcomeT, str]]
) -> Listener[Press]:
    """Return a handler that does what a button says to the row that it carries, and says what the outcome deserves."""

    async def handle(request: Request, press: Press) -> Reply:
        return say(await use_case(request, request.member, row_id(press.value)), words(request.reader))

    return handle


def on_meeting(listener: Listener[Press]) -> Listener[Press]:
    """Return a handler of a button about a meeting that draws its card anew after the listener."""

    async def handle(request: Request, press: Press) -> Reply:
        reply = await listener(request, press)
        await redraw(request, press, meeting_id=row_id(press.value))
        return reply

    return handle


def on_circle(listener: Listener[Press]) -> Listener[Press]:
    """Return a handler of a button about a circle that draws its card anew after the listener."""

    async def handle(request: Request, press: Press) -> Reply:
        reply = await listener(request, press)
        await redraw(request, press, circle_id=row_id(press.value))
        return reply

    return handle


async def redraw(request: Request, press: Press, meeting_id: int = 0, circle_id: int = 0) -> None:
    """Draw the card anew that was pressed, if it was one; the two ids are what the button said it is about."""
    pressed = press.message
    if pressed is None:
        return
    about, _, number = pressed.card.partition("/")[0].partition("-")
    if about == "meeting" or (not pressed.card and meeting_id):
        found = await queries.meeting_of(request, row_id(number) or meeting_id)
        if found is not None and found[1].state is not MeetingState.MISSED:
            await meetings.show(request, *found, request.member.id, pressed=pressed)
    elif about == "circle" or (not pressed.card and circle_id):
        circle = await queries.circle_of(request, row_id(number) or circle_id)
        if circle is not None:
            await circles.show(request, circle, request.member.id, pressed=pressed)
