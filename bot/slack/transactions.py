"""One transaction a request, in which everyone whom it names is known; it begins in time, or is given up."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from random import Random
from typing import Any, TypeVar

from cachetools import LRUCache, TTLCache
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.confinement import confine
from bot.database.database import Database, lost_a_race
from bot.database.driver import NeedsTransactionError
from bot.languages.reader import ENGLISH, Reader
from bot.members import directory
from bot.members.models import Member
from bot.outbox.writing import prioritize
from bot.slack.request import Request
from bot.workspaces.workspaces import InstalledWorkspace

ResultT = TypeVar("ResultT")
Act = Callable[[AsyncSession, Mapping[str, Member]], Awaitable[ResultT]]
"""The work of the transaction, given the directory's rows of the people named."""

SLACK_WAITS_SECONDS = 3.0
"""Whatever is acknowledged later, Slack has told the member that it failed."""

HURRY_SECONDS = 2.4
"""For getting hold of the database. What cannot be begun has to be said before Slack gives up."""

RACES_FORGIVEN = 2
"""PostgreSQL takes a second to see a deadlock, and Slack waits for three: a third would come too late."""

KEPT_REFRESHED = 10_000
"""Members of whom it is remembered that Slack was asked about them lately; others are asked about once more."""


class TooBusyError(Exception):
    """It could not be begun in time, and was given up: nothing was changed."""


class Deadline:
    """The time by which something has to begin."""

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


async def forgiving_lost_races(act: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """Do ``act``, which is a transaction of its own, again when the database ended it in favour of another."""
    for _ in range(RACES_FORGIVEN):
        try:
            return await act()
        except DBAPIError as fault:
            if not lost_a_race(fault):
                raise
    return await act()


class Transactions:
    """Runs one transaction for each request; ``chance`` makes the seeds of requests."""

    def __init__(self, database: Database, clock: Clock, chance: Random, in_time: Deadlines) -> None:
        self._database = database
        self._refreshing: dict[tuple[str, str], asyncio.Task[None]] = {}
        # Nothing is written where Slack says nothing new: that they were asked about is remembered here.
        self._refreshed: TTLCache[tuple[str, str], None] = TTLCache(
            KEPT_REFRESHED, directory.STALE_AFTER.total_seconds(), timer=clock.elapsed
        )
        self._readers: LRUCache[tuple[str, str], Reader] = LRUCache(KEPT_REFRESHED)
        self._in_time = in_time
        self.clock = clock
        self.chance = chance

    def request(self, session: AsyncSession, member: Member) -> Request:
        """Return the context of a member's request: now, and with chance of its own."""
        return Request(session, member.workspace, self.clock.now(), f"{self.chance.getrandbits(64):016x}", member)

    def reader_of(self, workspace: str, person: str) -> Reader:
        """Return how somebody reads who has been here lately; of others, for English."""
        return self._readers.get((workspace, person), ENGLISH)

    async def run(
        self, installed: InstalledWorkspace, named: Mapping[str, str], act: Act[ResultT], *, hurries: bool = True
    ) -> ResultT:
        """Do ``act`` in a transaction and commit it; ``named`` are the people it needs, with names in reserve.

        Of whom the directory does not know who they are, Slack is asked first, between two transactions and in
        neither; it may not answer in time. A transaction that the database ended in favour of another is begun again.
        Raises TooBusyError when it ``hurries`` and cannot begin in time; then nothing was changed.
        """

        async def run(deadline: Deadline) -> ResultT:
            return await forgiving_lost_races(lambda: self._run(installed, named, act, deadline))

        return await self._in_time.do(run, hurries=hurries)

    async def _run(
        self, installed: InstalledWorkspace, named: Mapping[str, str], act: Act[ResultT], deadline: Deadline
    ) -> ResultT:
        described: Mapping[str, Mapping[str, Any] | None] = {}
        while True:
            async with self._database.transaction() as session:
                confine(session, installed.workspace)
                prioritize(session)
                await self._remember(session, installed, described, named)
                members = await directory.find(session, installed.workspace, named.keys())
                known = {person for person, member in members.items() if member.is_described}
                missing = named.keys() - known - described.keys()
                if not missing:
                    deadline.begin()
                    result = await act(session, members)
            if not missing:
                break
            described = await directory.ask_slack(installed.client, missing)
        self._refresh_stale(installed, members.values())
        return result

    async def read(self, installed: InstalledWorkspace, person: str, act: Act[ResultT]) -> ResultT:
        """Do ``act`` by statements that only read, outside of any transaction; ``person`` is whom it needs.

        Raises NeedsTransactionError where it turns out to need more, and where Slack has to be asked who they are;
        TooBusyError when the database does not answer in time.
        """

        async def read(_deadline: Deadline) -> ResultT:
            try:
                return await self._read(installed, person, act)
            except DBAPIError as fault:  # a transaction finds out what it is
                raise NeedsTransactionError from fault

        # Not cancelled either: psycopg would first wait ten seconds for a server that does not answer.
        return await self._in_time.do(read)

    async def _read(self, installed: InstalledWorkspace, person: str, act: Act[ResultT]) -> ResultT:
        async with self._database.reading() as session:
            confine(session, installed.workspace)
            members = await directory.find(session, installed.workspace, [person])
            if person not in members or not members[person].is_described:
                raise NeedsTransactionError
            result = await act(session, members)
        self._refresh_stale(installed, members.values())
        return result

    async def drain(self) -> None:
        """Wait until nobody is being looked up any more."""
        while self._refreshing:
            await asyncio.gather(*self._refreshing.values())

    async def _remember(
        self,
        session: AsyncSession,
        installed: InstalledWorkspace,
        described: Mapping[str, Mapping[str, Any] | None],
        named: Mapping[str, str],
    ) -> None:
        for person, user in described.items():
            if user:
                await directory.remember(session, installed.workspace, user, self.clock.now(), installed.organization)
            elif user is None or named[person]:
                await directory.note(session, installed.workspace, person, named[person])

    def _refresh_stale(self, installed: InstalledWorkspace, members: Iterable[Member]) -> None:
        now = self.clock.now()
        for member in members:
            who = (member.workspace, member.id)
            self._readers[who] = member.reader
            if directory.is_stale(member, now) and who not in self._refreshed and who not in self._refreshing:
                self._refreshing[who] = asyncio.create_task(self._refresh(installed, who))

    async def _refresh(self, installed: InstalledWorkspace, who: tuple[str, str]) -> None:
        workspace, person = who
        try:
            described = await directory.ask_slack(installed.client, [person])
            if user := described[person]:
                async with self._database.transaction() as session:
                    confine(session, workspace)
                    await directory.refresh(session, workspace, user, self.clock.now(), installed.organization)
                self._refreshed[who] = None
        finally:
            del self._refreshing[who]
