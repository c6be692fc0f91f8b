"""Whatever comes of a press, the card that it was on is drawn anew: of any age, and where it stands."""

from collections.abc import Awaitable, Callable

from bot.circles.cards.redrawing import draw_anew
from bot.slack.request import Press, Reply, Request
from bot.slack.user_input import row_id

Listener = Callable[[Request, Press], Awaitable[Reply]]


def on_meeting(listener: Listener) -> Listener:
    """Have a press of a button about a meeting draw its card anew."""

    async def pressed(request: Request, press: Press) -> Reply:
        reply = await listener(request, press)
        await draw(request, press, meeting_id=row_id(press.value))
        return reply

    return pressed


def on_circle(listener: Listener) -> Listener:
    """The same for a button about a circle."""

    async def pressed(request: Request, press: Press) -> Reply:
        reply = await listener(request, press)
        await draw(request, press, circle_id=row_id(press.value))
        return reply

    return pressed


async def draw(request: Request, press: Press, meeting_id: int = 0, circle_id: int = 0) -> None:
    """Draw the card anew that was pressed, if it was one; what a form holds is none."""
    if press.message is not None:
        await draw_anew(request, request.member, press.message, meeting_id, circle_id)
