"""Doing things while Slack waits, and giving them up before Slack does."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

SLACK_WAITS_SECONDS = 3.0
"""Whatever is acknowledged later, Slack has told the member that it failed."""

HURRY_SECONDS = 2.4
"""Up to the commit. What comes too late has to be said before Slack gives up."""

ResultT = TypeVar("ResultT")


class TooBusyError(Exception):
    """It would have come too late, and was given up: nothing was changed."""


class Deadline:
    """Whether something may go on. It is asked while nothing is committed yet, and for the last time just before."""

    def __init__(self) -> None:
        self.is_over = False
        self.is_kept = False

    def check(self) -> None:
        """Raises TooBusyError once it was given up."""
        if self.is_over:
            raise TooBusyError

    def keep(self) -> None:
        """The same; from here on it is committed, and not given up any more."""
        self.check()
        self.is_kept = True


class InTime:
    """Work that somebody waits for, and that ends by itself once it was given up.

    It is not cancelled: that would cost its connection, and to make another takes longer than most requests do, just
    when there is no time.
    """

    def __init__(self) -> None:
        self._given_up: set[asyncio.Task[Any]] = set()

    async def do(self, work: Callable[[Deadline], Coroutine[Any, Any, ResultT]], *, hurries: bool = True) -> ResultT:
        """Do the work. Raises TooBusyError when it hurries, and has not come in time to where it keeps what it did."""
        deadline = Deadline()
        doing = asyncio.create_task(work(deadline))
        try:
            await asyncio.wait([doing], timeout=HURRY_SECONDS if hurries else None)
        except asyncio.CancelledError:
            doing.cancel()
            raise
        if doing.done() or deadline.is_kept:
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
