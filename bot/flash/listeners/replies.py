"""Saying what an outcome deserves."""

from collections.abc import Awaitable, Callable, Mapping

from bot.flash import views
from bot.flash.outcomes import OutcomeT
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.slack.registry import Listener
from bot.slack.request import Nothing, Press, Reply, Request, Say
from bot.slack.user_input import row_id

UseCase = Callable[[Moment, Member, int, Pressed | None], Awaitable[OutcomeT]]
"""What a member does with the row that a button carries, where they press it."""


def on_press(use_case: UseCase[OutcomeT], words: Mapping[OutcomeT, str]) -> Listener[Press]:
    """A listener that does what the button says, and says what the outcome deserves."""

    async def listener(request: Request, press: Press) -> Reply:
        outcome = await use_case(request.moment, request.member, row_id(press.value), press.message)
        return say_outcome(outcome, words)

    return listener


def say_outcome(outcome: OutcomeT, words: Mapping[OutcomeT, str]) -> Reply:
    """The words for an outcome, or silence where the message that changed says enough."""
    message = views.answer(outcome, words)
    return Nothing() if message is None else Say(message)
