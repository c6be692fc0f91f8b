"""Response URLs: five answers within thirty minutes to one interaction."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from playground.call_records import SlackError
from playground.clock import Clock
from playground.identifiers import Identifiers

LIFETIME = timedelta(minutes=30)
MOST_USES = 5
"""Both by Slack, "Handling user interaction: message responses"."""


@dataclass(frozen=True)
class ResponseURL:
    """Where the answer of one interaction goes: the person, the conversation, the message pressed on.

    ``message_ts`` is None for a command; it then follows the answer that was last given.
    """

    path: str
    user: str
    channel: str
    given_at: datetime
    message_ts: str | None = None
    uses: int = 0


class ResponseURLs:
    """The response URLs that have been handed to the bot."""

    def __init__(self, clock: Clock, identifiers: Identifiers) -> None:
        self._clock = clock
        self._identifiers = identifiers
        self._urls: dict[str, ResponseURL] = {}

    def give(self, user: str, channel: str, message_ts: str | None = None) -> ResponseURL:
        """A fresh URL for something this person just did in this conversation."""
        path = self._identifiers.new("R")
        self._urls[path] = ResponseURL(path, user, channel, self._clock.now(), message_ts)
        return self._urls[path]

    def at(self, address: str) -> ResponseURL:
        """The one behind an address that was given out, without counting a use."""
        return self._urls[address.rpartition("/")[2]]

    def use(self, path: str) -> ResponseURL:
        """Count one use; raises SlackError ``invalid_url``, ``expired_url`` or ``used_url``."""
        url = self._urls.get(path)
        if url is None:
            raise SlackError("invalid_url")
        if self._clock.now() - url.given_at > LIFETIME:
            raise SlackError("expired_url")
        if url.uses >= MOST_USES:
            raise SlackError("used_url")
        self._urls[path] = replace(url, uses=url.uses + 1)
        return self._urls[path]

    def point_at(self, path: str, message_ts: str | None) -> None:
        """Make ``replace_original`` and ``delete_original`` of this URL mean another message."""
        self._urls[path] = replace(self._urls[path], message_ts=message_ts)
