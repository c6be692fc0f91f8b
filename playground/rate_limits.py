"""How fast Slack lets an app call: a budget a method, and one a channel for messages.

Slack states the tiers ("1+", "20+", "50+", "100+" a minute) and for messages "about one a second a
channel" and "several hundred a minute"; the numbers here are the strict reading of that, so that a bot
which keeps to them keeps to Slack's.
"""

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum
from math import ceil

from playground.clock import Clock

WINDOW = timedelta(minutes=1)
MESSAGES_A_MINUTE = 300
"""chat.postMessage in the whole workspace: "several hundred a minute"."""
CHANNEL_BURST = 5
"""Messages that a channel takes at one moment, after a silence of as many seconds."""
CHANNEL_INTERVAL = timedelta(seconds=1)
"""After a burst, one message a channel in this time."""


class Tier(Enum):
    """Calls a minute of one method in one workspace."""

    T1 = 1
    T2 = 20
    T3 = 50
    T4 = 100
    MESSAGES = MESSAGES_A_MINUTE
    SPECIAL = 600
    """Methods without a published tier: "hundreds a minute"."""


class RateLimits:
    """Counts calls on the clock and says how long the bot has to wait. ``enabled`` switches it off."""

    def __init__(self, clock: Clock, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self._clock = clock
        self._calls: dict[str, deque[datetime]] = {}
        self._free_at: dict[str, datetime] = {}
        self._looked_at = clock.now()

    def wait_for(self, method: str, tier: Tier, channel: str | None = None) -> int:
        """Count a call if there is room for it and return 0; otherwise the seconds of ``Retry-After``.

        ``channel`` is given for chat.postMessage. A call that has to wait is not counted.
        """
        if not self.enabled:
            return 0
        self._begin_anew_if_set_back()
        waits = [self._method_wait(method, tier), *self._channel_wait(channel)]
        longest = max(waits)
        if longest > timedelta(0):
            return max(1, ceil(longest.total_seconds()))
        self._count(method, channel)
        return 0

    def _begin_anew_if_set_back(self) -> None:
        """Slack counts by a clock of its own, which is not set back with the bot's."""
        before, self._looked_at = self._looked_at, self._clock.now()
        if self._looked_at < before:
            self._calls.clear()
            self._free_at.clear()

    def _method_wait(self, method: str, tier: Tier) -> timedelta:
        now = self._clock.now()
        calls = self._calls.setdefault(method, deque())
        while calls and now - calls[0] >= WINDOW:
            calls.popleft()
        return timedelta(0) if len(calls) < tier.value else calls[0] + WINDOW - now

    def _channel_wait(self, channel: str | None) -> Iterator[timedelta]:
        if channel is not None:
            credit = CHANNEL_INTERVAL * (CHANNEL_BURST - 1)
            yield self._channel_free_at(channel) - credit - self._clock.now()

    def _channel_free_at(self, channel: str) -> datetime:
        now = self._clock.now()
        return max(now, self._free_at.get(channel, now))

    def _count(self, method: str, channel: str | None) -> None:
        self._calls[method].append(self._clock.now())
        if channel is not None:
            self._free_at[channel] = self._channel_free_at(channel) + CHANNEL_INTERVAL
