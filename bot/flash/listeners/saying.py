"""Saying what an outcome deserves."""

from collections.abc import Awaitable, Callable, Mapping

from bot.flash import views
from bot.flash.outcomes import OutcomeT
from bot.moment import Moment
from bot.outbox.service import Pressed
from bot.slack.listeners import Listener
from bot.slack.models import Member
from bot.slack.turn import Nothing, Press, Reply, Say, Turn
from bot.slack.typed import number_in

UseCase = Callable[[Moment, Member, int, Pressed | None], Awaitable[OutcomeT]]
"""What a member does with the row that a button carries, where they press it."""


def on_press(use_case: UseCase[OutcomeT], words: Mapping[OutcomeT, str]) -> Listener[Press]:
    """A listener that does what the button says, and says what the outcome deserves."""

    async def listener(turn: Turn, press: Press) -> Reply:
        outcome = await use_case(turn.moment, turn.member, number_in(press.value), press.message)
        return say_outcome(outcome, words)

    return listener


def say_outcome(outcome: OutcomeT, words: Mapping[OutcomeT, str]) -> Reply:
    """The words for an outcome, or silence where the message that changed says enough."""
    message = views.answer(outcome, words)
    return Nothing() if message is None else Say(message)
