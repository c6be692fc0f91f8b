"""Whatever comes of a press, the card that it was on is drawn anew: of any age, and where it stands."""

from collections.abc import Awaitable, Callable

from bot.circles.cards.pressing import draw_anew
from bot.slack.turn import Press, Reply, Turn
from bot.slack.typed import number_in

Listener = Callable[[Turn, Press], Awaitable[Reply]]


def on_meeting(listener: Listener) -> Listener:
    """Have a press of a button about a meeting draw its card anew."""

    async def pressed(turn: Turn, press: Press) -> Reply:
        reply = await listener(turn, press)
        await draw(turn, press, meeting_id=number_in(press.value))
        return reply

    return pressed


def on_circle(listener: Listener) -> Listener:
    """The same for a button about a circle."""

    async def pressed(turn: Turn, press: Press) -> Reply:
        reply = await listener(turn, press)
        await draw(turn, press, circle_id=number_in(press.value))
        return reply

    return pressed


async def draw(turn: Turn, press: Press, meeting_id: int = 0, circle_id: int = 0) -> None:
    """Draw the card anew that was pressed, if it was one; what a form holds is none."""
    if press.message is not None:
        await draw_anew(turn.moment, turn.member, press.message, meeting_id, circle_id)
