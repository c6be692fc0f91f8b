"""Asking Slack again that does not let Klatch in just now: in how many seconds, and for how long.

It says of a token that is well that it is not, for a moment, while a workspace is moved to an organization, or while
Slack itself is ill. A process that serves does not end for that.
"""

import asyncio
from collections.abc import Callable

import structlog

from bot.workspaces.identity import CredentialsError, UnreachableError

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
"""Between two times that Slack is asked; each wait is twice the one before."""

LONGEST_ASKED_SECONDS = 600.0
"""The longest wait that Slack may ask for: in a header, which anything on the way may have written."""

UNPROVEN_SECONDS = 3.0
"""A token that was never accepted may be refused so long: it is mistyped, and whoever did it is still looking."""

PROVEN_SECONDS = 3_600.0
"""A token that was accepted before may be refused so long."""

_log = structlog.get_logger(__name__)


class Retrying:
    """Of one token: ``setting`` is where an operator has put it, ``elapsed`` tells the time."""

    def __init__(self, setting: str, elapsed: Callable[[], float]) -> None:
        self._setting = setting
        self._elapsed = elapsed
        self._is_proven = False
        self._said = ""
        self._refused_since: float | None = None
        self._wait = FIRST_WAIT_SECONDS

    def let_in(self) -> None:
        """Slack has accepted it."""
        self._is_proven, self._said, self._refused_since = True, "", None
        self._wait = FIRST_WAIT_SECONDS

    def turned_away(self, error: CredentialsError | UnreachableError) -> float:
        """Return in how many seconds to ask Slack again; a line in the log says why, once for each reason.

        Raises the error when Slack has refused the token for so long that it will stay so.
        """
        if isinstance(error, CredentialsError):
            self._bear(error)
        else:
            self._refused_since = None
        if str(error) != self._said:
            self._said = str(error)
            # What is not of the token is not to be looked for where it stands.
            refused = {"setting": self._setting} if isinstance(error, CredentialsError) else {}
            _log.warning("slack_not_reached", error=str(error), **refused, see=".venv/bin/python app.py doctor")
        wait, self._wait = self._wait, min(2 * self._wait, LONGEST_WAIT_SECONDS)
        return max(wait, min(error.seconds, LONGEST_ASKED_SECONDS))

    def _bear(self, error: CredentialsError) -> None:
        now = self._elapsed()
        if self._refused_since is None:
            self._refused_since = now
        if now - self._refused_since >= (PROVEN_SECONDS if self._is_proven else UNPROVEN_SECONDS):
            raise error


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but no longer than so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
