"""Behind the playground's page: the bot, the time there, and one lock around all that moves either."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.outbox.models import Letter, LetterState
from playground.page import BotControl, WaitingWork
from playground.rehearsal.rehearsal import Rehearsal
from playground.story.player import Player, SilentStage

TICK_SECONDS = 1.0
AT_LEAST = timedelta(seconds=1)
MOST_LETTERS = 200
"""WaitingWork letters that are shown; nobody reads more."""
MOST_RECORDS = 500
"""Calls and refusals that are remembered."""


class LiveRehearsal(BotControl):
    """A bot in rehearsal, whose clock goes on by itself, or stands where ``story`` is played.

    ``open_story`` makes the story ready in a workspace of its own, and says where its page is.
    """

    def __init__(
        self,
        here: Rehearsal,
        open_story: Callable[[str], Awaitable[str]] | None = None,
        story: Player | None = None,
    ) -> None:
        self._here = here
        self._open_story = open_story
        self._story = story
        self._moving = asyncio.Lock()
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Let the clock go on, one second a second, and do what falls due, until ``end``."""
        clock = asyncio.get_running_loop().time
        before = clock()
        while not self._ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), TICK_SECONDS)
            before, passed = clock(), clock() - before
            if not self._moving.locked():
                self._here.clock.advance(timedelta(seconds=passed))
                await self.settle()
                self._here.playground.workspace.records.forget_but(MOST_RECORDS)

    def end(self) -> None:
        """Let the clock stand."""
        self._ended.set()

    def stage(self) -> SilentStage:
        """Where a story can be played."""
        return SilentStage(self._here.playground, self._settle_as_told, self._pass_as_told)

    async def settle(self) -> None:
        """Let happen what happens by itself now."""
        async with self._moving:
            await self._settle()

    async def pass_time(self, span: timedelta) -> None:
        """Move the clock; all that falls due on the way happens at its own time."""
        async with self._moving:
            end = self._here.clock.now() + span
            due = await self._settle()
            while due is not None and due <= end:
                # What is due and does not get done must not hold time up.
                self._here.clock.advance_to(max(due, self._here.clock.now() + AT_LEAST))
                due = await self._settle()
            if self._here.clock.now() < end:
                self._here.clock.advance_to(end)
                await self._settle()

    async def next_due(self) -> datetime | None:
        """When the bot will next do something by itself, or be told something again; None when nothing is planned."""
        async with self._moving:
            return await self._settle()

    async def waiting(self) -> Sequence[WaitingWork]:
        """The letters that the bot owes, the oldest first."""
        async with self._here.klatch.database.transaction() as session:
            columns = (Letter.method, Letter.address, Letter.state, Letter.attempts, Letter.failure)
            unsent = (
                select(*columns, Letter.written_at, Letter.try_at)
                .where(Letter.state.in_((LetterState.WAITING, LetterState.LEASED)))
                .order_by(Letter.id)
                .limit(MOST_LETTERS)
            )
            return [
                WaitingWork(method.value, address, _state(state, attempts, failure), written_at, try_at)
                for method, address, state, attempts, failure, written_at, try_at in await session.execute(unsent)
            ]

    @property
    def story(self) -> Player | None:
        """The story that is played here; None where none is."""
        return self._story

    async def open_story(self, home: str) -> str:
        """Make the story ready in a workspace of its own; the address of its page."""
        if self._open_story is None:
            raise LookupError("there is no story to play here")
        return await self._open_story(home)

    async def _settle_as_told(self) -> None:
        async with self._moving:
            await self._here.settle()

    async def _pass_as_told(self, **span: float) -> None:
        async with self._moving:
            await self._here.pass_time(**span)

    async def _settle(self) -> datetime | None:
        playground = self._here.playground
        await playground.retry_events()
        due = await self._here.klatch.settle()
        instants = [instant for instant in (due, playground.events.next_retry_at) if instant is not None]
        return min(instants, default=None)


def _state(state: LetterState, attempts: int, failure: str | None) -> str:
    if state is LetterState.LEASED:
        return "being sent"
    if not attempts:
        return "waiting"
    tries = "once" if attempts == 1 else f"{attempts} times"
    return f"failed {tries} ({failure}), retrying" if failure else f"failed {tries}, retrying"
