"""Doing things while Slack waits, and giving them up before Slack does."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

SLACK_WAITS_SECONDS = 3.0
"""Whatever is acknowledged later, Slack has told the member that it failed."""

ResultT = TypeVar("ResultT")
Keep = Callable[[], None]
"""Says that from here on nothing can be given up any more: it is being committed."""


class TooBusyError(Exception):
    """It would have come too late, and was given up: nothing was changed."""


class InTime:
    """Work that somebody waits for. What was given up comes to its end by itself, and nobody waits for that."""

    def __init__(self) -> None:
        self._given_up: set[asyncio.Task[Any]] = set()

    async def within(self, seconds: float, work: Callable[[Keep], Coroutine[Any, Any, ResultT]]) -> ResultT:
        """Do the work; what has not said by then that it is kept is cancelled.

        Nor is it waited for until it is undone: the database may not even answer. Raises TooBusyError.
        """
        kept = asyncio.Event()
        doing = asyncio.create_task(work(kept.set))
        try:
            await asyncio.wait([doing], timeout=seconds)
        except asyncio.CancelledError:
            doing.cancel()
            raise
        if doing.done() or kept.is_set():
            return await doing
        doing.cancel()
        self._given_up.add(doing)
        doing.add_done_callback(self._undone)
        raise TooBusyError

    async def drain(self) -> None:
        """Wait until everything that was given up is undone."""
        if self._given_up:
            await asyncio.wait(self._given_up)

    def _undone(self, doing: asyncio.Task[Any]) -> None:
        self._given_up.discard(doing)
        if not doing.cancelled():
            doing.exception()  # why it failed does not matter any more
