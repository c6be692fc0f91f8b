"""A Slack that counts: each call in the minute before it, each channel's messages a second, and says 429 at once."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from bot.outbox.rate_limits import MINUTE, OPEN_CHANNEL
from tests.outbox.slack_server import Call

A_MINUTE = {"chat.postMessage": 300, OPEN_CHANNEL: 50, "chat.update": 50, "chat.postEphemeral": 100}
A_SECOND = timedelta(seconds=1)
CHANNEL_BURST = 5


class StrictPace:
    """Counts on a clock. ``refused`` has the calls that came too early, by workspace and method."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.refused: Counter[tuple[str, str]] = Counter()
        self._now = now
        self._calls: defaultdict[tuple[str, str], deque[datetime]] = defaultdict(deque)
        self._channel_free_at: dict[tuple[str, str], datetime] = {}

    def __call__(self, workspace: str, call: Call) -> int:
        now, scope = self._now(), (workspace, call.method)
        calls = self._calls[scope]
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        wait = self._channel_wait(workspace, call, now)
        if len(calls) >= A_MINUTE[call.method]:
            wait = max(wait, calls[0] + MINUTE - now)
        if wait > timedelta(0):
            self.refused[scope] += 1
            return ceil(wait.total_seconds())
        calls.append(now)
        if call.method == "chat.postMessage":
            channel = (workspace, call.arguments["channel"])
            self._channel_free_at[channel] = max(now, self._channel_free_at.get(channel, now)) + A_SECOND
        return 0

    def _channel_wait(self, workspace: str, call: Call, now: datetime) -> timedelta:
        if call.method != "chat.postMessage":
            return timedelta(0)
        free_at = self._channel_free_at.get((workspace, call.arguments["channel"]), now)
        return free_at - A_SECOND * (CHANNEL_BURST - 1) - now
