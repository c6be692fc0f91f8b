"""Writers of letters of every kind, through the outbox's own service, who try again until they are acknowledged."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from bot.database.database import Database
from bot.outbox import letters as outbox
from bot.outbox.message import Message
from bot.outbox.models import WhenUnknown
from bot.outbox.writing import prioritize
from tests.chaos.ledger import Promise

MEMBERS, CHANNELS = 5, 4
"""Of each workspace, to whom these letters go."""

GONE = {"CGONE": "is_archived", "CLEFT": "not_in_channel"}
"""Channels that take no message, and Slack's code for why."""

LETTERS_AT_ONCE = 6
"""At most, in one transaction."""

AMENDED, ANSWERS, WHISPERS, FILES, TO_GONE, IN_THREADS = 0.15, 0.3, 0.08, 0.04, 0.01, 0.1
"""The parts of all letters that are amended later, answer somebody, and so on."""

RETRY_SECONDS = 0.5

Act = Callable[[AsyncSession], Awaitable[None]]


@dataclass
class Writer:
    """Writes for one workspace, one transaction after another, so that the order of its letters is known."""

    database: Database
    workspace: str
    numbers: Sequence[int]
    chance: Random
    promises: list[Promise] = field(default_factory=list)
    retried: int = 0

    async def write(self, seconds: float) -> None:
        """Write all of them, over so many seconds."""
        batches = list(self._batches())
        for batch in batches:
            await asyncio.sleep(seconds / len(batches) * 2 * self.chance.random())
            await self._write(batch, is_answer=self.chance.random() < ANSWERS)
            await self._amend([promise for promise in self.promises[-20:] if self.chance.random() < AMENDED])

    def _batches(self) -> list[list[Promise]]:
        batches: list[list[Promise]] = []
        left = [self._new(number) for number in self.numbers]
        while left:
            size = self.chance.randint(1, LETTERS_AT_ONCE)
            batches.append(left[:size])
            left = left[size:]
        return batches

    def _new(self, number: int) -> Promise:
        channels = [f"#C{channel}" for channel in range(CHANNELS)]
        address = self.chance.choice([*(f"@U{member}" for member in range(MEMBERS)), "@U0+U1", *channels])
        promise = Promise(number, self.workspace, address, self.chance.choice(list(WhenUnknown)[:2]))
        if address in channels and self.chance.random() < WHISPERS:
            promise.reader, promise.when_unknown = f"U{self.chance.randrange(MEMBERS)}", WhenUnknown.LET_GO
        elif self.chance.random() < FILES:
            promise.is_file, promise.when_unknown = True, WhenUnknown.REPEAT
        elif self.chance.random() < TO_GONE:
            channel = self.chance.choice(list(GONE))
            promise.address, promise.doom = f"#{channel}", GONE[channel]
        return promise

    async def _write(self, batch: Sequence[Promise], *, is_answer: bool) -> None:
        async def write_all(session: AsyncSession) -> None:
            if is_answer:
                prioritize(session)
            for promise in batch:
                await self._write_one(session, promise)

        await self._until_acknowledged(write_all)
        self.promises += batch

    async def _write_one(self, session: AsyncSession, promise: Promise) -> None:
        if promise.reader:
            await self._whisper(session, promise, promise.reader)
            return
        if promise.is_file:
            await self._attach(session, promise)
            return
        same = [each for each in self.promises if each.address == promise.address and each.is_message]
        thread = self.chance.choice(same).key if same and self.chance.random() < IN_THREADS else None
        await outbox.post(
            session,
            workspace=self.workspace,
            key=promise.key,
            to=promise.address,
            message=Message(promise.text),
            now=SystemClock().now(),
            when_unknown=promise.when_unknown,
            in_thread_of=thread,
        )

    async def _whisper(self, session: AsyncSession, promise: Promise, reader: str) -> None:
        await outbox.whisper(
            session,
            workspace=self.workspace,
            key=promise.key,
            channel=promise.address.removeprefix("#"),
            reader=reader,
            message=Message(promise.text),
            now=SystemClock().now(),
        )

    async def _attach(self, session: AsyncSession, promise: Promise) -> None:
        await outbox.attach(
            session,
            workspace=self.workspace,
            key=promise.key,
            to=promise.address,
            name=f"{promise.key}.ics",
            content="BEGIN:VCALENDAR",
            comment=promise.text,
            now=SystemClock().now(),
        )

    async def _amend(self, promises: Sequence[Promise]) -> None:
        promises = [promise for promise in promises if promise.is_message]

        async def amend_all(session: AsyncSession) -> None:
            for promise in promises:
                message = Message(promise.words(promise.editions + 1))
                card = outbox.Card(key=promise.key, to=promise.address, message=message)
                await outbox.show(session, workspace=self.workspace, cards=[card], now=SystemClock().now())

        await self._until_acknowledged(amend_all)
        for promise in promises:
            promise.editions += 1

    async def _until_acknowledged(self, act: Act) -> None:
        """Again where the database was away or chose another: the same keys make the same letters."""
        while True:
            try:
                async with self.database.transaction() as session:
                    await act(session)
            except (DBAPIError, OperationalError, NoConnectionError, OSError):
                self.retried += 1
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return
