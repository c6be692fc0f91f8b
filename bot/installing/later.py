"""What the heartbeat does about where Klatch is."""

from collections.abc import Mapping

from bot.installing import erasing, oauth_state
from bot.installing.token_check import DOUBT, TokenCheck
from bot.schedule.heartbeat import Handler
from bot.schedule.tasks import AnyTask


def handlers() -> Mapping[str, Handler]:
    """What needs only the database."""
    return {oauth_state.PURGE: oauth_state.purge, **erasing.handlers()}


def errands(doubts: TokenCheck) -> Mapping[str, AnyTask]:
    """What asks Slack."""
    return {DOUBT: doubts.errand()}
