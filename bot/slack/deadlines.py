"""Beginning things while Slack waits, or giving them up before Slack does."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

SLACK_WAITS_SECONDS = 3.0
"""Whatever is acknowledged later, Slack has told the member that it failed."""

HURRY_SECONDS = 2.4
"""For getting hold of the database. What cannot be begun has to be said before Slack gives up."""

ResultT = TypeVar("ResultT")


class TooBusyError(Exception):
    """It could not be begun in time, and was given up: nothing was changed."""


class Deadline:
    """Whether something may still begin."""

    def __init__(self) -> None:
        self.is_over = False
        self.has_begun = False

    def begin(self) -> None:
        """From here on it goes on to its end, however late. Raises TooBusyError once it was given up."""
        if self.is_over:
            raise TooBusyError
        self.has_begun = True


class Deadlines:
    """Work that somebody waits for, and that is given up if it cannot be begun in time.

    What has begun is never given up: where everything is slow, nothing would come to its end any more. Nor is what was
    given up cancelled, which would cost its connection: it ends by itself, where it would have begun.
    """

    def __init__(self) -> None:
        self._given_up: set[asyncio.Task[Any]] = set()

    async def do(self, work: Callable[[Deadline], Coroutine[Any, Any, ResultT]], *, hurries: bool = True) -> ResultT:
        """Do the work. Raises TooBusyError when it hurries and has not begun in time."""
        deadline = Deadline()
        doing = asyncio.create_task(work(deadline))
        try:
            await asyncio.wait([doing], timeout=HURRY_SECONDS if hurries else None)
        except asyncio.CancelledError:
            doing.cancel()
            raise
        if doing.done() or deadline.has_begun:
            return await doing
        deadline.is_over = True
        self._given_up.add(doing)
        doing.add_done_callback(self._ended)
        raise TooBusyError

    async def drain(self) -> None:
        """Wait until everything that was given up has ended."""
        if self._given_up:
            await asyncio.wait(self._given_up)

    def _ended(self, doing: asyncio.Task[Any]) -> None:
        self._given_up.discard(doing)
        if not doing.cancelled():
            doing.exception()  # why it failed does not matter any more
