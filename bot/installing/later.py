"""What the heartbeat does about where Klatch is."""

from collections.abc import Mapping

from bot.agenda.errands import AnyErrand
from bot.agenda.heartbeat import Handler
from bot.installing import beginning, erasing
from bot.installing.doubting import DOUBT, Doubts


def handlers() -> Mapping[str, Handler]:
    """What needs only the database."""
    return {beginning.PURGE: beginning.purge, **erasing.handlers()}


def errands(doubts: Doubts) -> Mapping[str, AnyErrand]:
    """What asks Slack."""
    return {DOUBT: doubts.errand()}
