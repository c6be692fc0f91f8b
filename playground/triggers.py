"""Trigger ids: an interaction's permission to open one modal, for three seconds, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from playground.call_records import SlackError
from playground.clock import Clock
from playground.identifiers import Identifiers

LIFETIME = timedelta(seconds=3)
"""How long a trigger lives after the interaction (Slack, "Modals")."""


@dataclass
class _Trigger:
    user: str
    given_at: datetime
    used: bool = False


class Triggers:
    """The triggers that have been handed to the bot."""

    def __init__(self, clock: Clock, identifiers: Identifiers) -> None:
        self._clock = clock
        self._identifiers = identifiers
        self._triggers: dict[str, _Trigger] = {}

    def give(self, user: str) -> str:
        """A fresh trigger for something this person just did."""
        trigger_id = f"{self._identifiers.new('')}.{user}"
        self._triggers[trigger_id] = _Trigger(user, self._clock.now())
        return trigger_id

    def redeem(self, trigger_id: str) -> str:
        """Use a trigger up and say whose it is.

        Raises SlackError ``invalid_trigger_id``, ``exchanged_trigger_id`` or ``expired_trigger_id``.
        """
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.given_at > LIFETIME:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user
