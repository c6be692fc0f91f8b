"""Saying what an outcome deserves."""

from collections.abc import Mapping

from bot.flash import views
from bot.flash.outcomes import OutcomeT
from bot.slack.turn import Nothing, Reply, Say


def say_outcome(outcome: OutcomeT, words: Mapping[OutcomeT, str]) -> Reply:
    """The words for an outcome, or silence where the message that changed says enough."""
    message = views.answer(outcome, words)
    return Nothing() if message is None else Say(message)
