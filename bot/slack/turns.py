"""One transaction a request, in which everyone whom the request names is known."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from random import Random
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database import Database, lost_a_deadlock
from bot.outbox.writing import wrote_letters
from bot.slack import directory
from bot.slack.models import Member
from bot.slack.turn import Turn
from bot.slack.workspace import Workspace

ResultT = TypeVar("ResultT")
Act = Callable[[AsyncSession, Mapping[str, Member]], Awaitable[ResultT]]
"""What is done in the transaction, given the directory's rows of the people named."""

DEADLOCKS_FORGIVEN = 2
"""PostgreSQL takes a second to see a deadlock, and Slack waits for three: a third would come too late."""


class Turns:
    """``wake`` is called after a transaction that wrote letters; ``chance`` makes the turns' seeds."""

    def __init__(
        self, database: Database, clock: Clock, chance: Random, workspace: Workspace, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._wake = wake
        self._refreshing: dict[str, asyncio.Task[None]] = {}
        self._refreshed: dict[str, datetime] = {}
        self.clock = clock
        self.chance = chance

    def turn(self, session: AsyncSession, member: Member) -> Turn:
        """The turn of a member: now, and with chance of its own."""
        return Turn(session, self.clock.now(), member, f"{self.chance.getrandbits(64):016x}")

    async def take(self, workspace: str, named: Mapping[str, str], act: Act[ResultT]) -> ResultT:
        """Do ``act`` in a transaction and commit it; ``named`` are the people it needs, with names in reserve.

        Whoever is not in the directory yet is looked up in Slack first, between two transactions and in
        neither. A transaction that the database ended in favour of another is begun again.
        """
        for _ in range(DEADLOCKS_FORGIVEN):
            try:
                return await self._take(workspace, named, act)
            except DBAPIError as fault:
                if not lost_a_deadlock(fault):
                    raise
        return await self._take(workspace, named, act)

    async def _take(self, workspace: str, named: Mapping[str, str], act: Act[ResultT]) -> ResultT:
        described: Mapping[str, Mapping[str, Any] | None] = {}
        while True:
            async with self._database.transaction() as session:
                await self._remember(session, workspace, described, named)
                members = await directory.find(session, workspace, named.keys())
                missing = named.keys() - members.keys() - described.keys()
                if not missing:
                    result = await act(session, members)
            if not missing:
                break
            described = await directory.ask_slack(self._workspace.client, missing)
        if wrote_letters(session):
            self._wake()
        self._refresh_stale(workspace, members.values())
        return result

    async def drain(self) -> None:
        """Wait until nobody is being looked up any more."""
        while self._refreshing:
            await asyncio.gather(*self._refreshing.values())

    async def _remember(
        self,
        session: AsyncSession,
        workspace: str,
        described: Mapping[str, Mapping[str, Any] | None],
        named: Mapping[str, str],
    ) -> None:
        for person, user in described.items():
            if user:
                await directory.remember(session, workspace, user, self.clock.now())
            elif user is None or named[person]:
                await directory.note(session, workspace, person, named[person])

    def _refresh_stale(self, workspace: str, members: Iterable[Member]) -> None:
        now = self.clock.now()
        for member in members:
            is_known = now - self._refreshed.get(member.id, directory.NEVER) <= directory.STALE_AFTER
            if directory.is_stale(member, now) and not is_known and member.id not in self._refreshing:
                task = asyncio.create_task(self._refresh(workspace, member.id))
                self._refreshing[member.id] = task

    async def _refresh(self, workspace: str, person: str) -> None:
        try:
            described = await directory.ask_slack(self._workspace.client, [person])
            if user := described[person]:
                async with self._database.transaction() as session:
                    await directory.refresh(session, workspace, user, self.clock.now())
                self._refreshed[person] = self.clock.now()
        finally:
            del self._refreshing[person]
