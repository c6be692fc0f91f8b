"""Channels of a library, read from Slack by a heartbeat whose clock is moved, and whoever waits for that."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import routes
from bot.channels.membership import ReadingOfChannel, sync_members, sync_of
from bot.channels.models import ChannelMember
from bot.maintenance import routes as maintenance
from bot.members.models import Member
from bot.moment import Moment
from bot.schedule.heartbeat import Heartbeat
from bot.schedule.models import Due
from bot.wiring import Klatch
from playground import Channel, Person
from tests.library import Library

TOLD = "told"


@dataclass
class Channels:
    library: Library
    klatch: Klatch
    told: list[tuple[int, datetime]] = field(default_factory=list)
    """What was waiting for a reading, and when it was told."""

    def __post_init__(self) -> None:
        channels = routes.routes(self.klatch.workspaces.client_for)
        handlers = {**maintenance.ROUTES.handlers(), **channels.handlers(), TOLD: self._be_told}
        chance = random.Random(1)  # noqa: S311  the same chance on each run
        self.heartbeat = Heartbeat(self.klatch.database, self.klatch.clock, handlers, chance, tasks=channels.tasks)

    @property
    def bot(self) -> str:
        return self.library.playground.workspace.app.bot_user_id

    def people(self, count: int) -> list[Person]:
        return [self.library.person(f"Person {number}") for number in range(count)]

    def channel(self, members: Iterable[Person], *, private: bool = False) -> Channel:
        return self.library.playground.add_channel("coffee", members, private=private, with_bot=True)

    async def sync(self, channel: Channel, subject: int = 1) -> None:
        async with self.klatch.database.transaction() as session:
            await sync_members(self._moment(session), channel.id, TOLD, subject)

    async def sync_of(self, channel: Channel) -> ReadingOfChannel:
        async with self.klatch.database.transaction() as session:
            sync = await sync_of(self._moment(session), channel.id)
        assert sync is not None
        return sync

    async def inside(self, channel: Channel) -> list[str]:
        """The ids of everybody in a channel as it is known now, in order."""
        rows = await self.library.rows(ChannelMember)
        return sorted(row.member for row in rows if row.channel == channel.id and row.is_there)

    async def directory(self) -> dict[str, Member]:
        return {member.id: member for member in await self.library.rows(Member)}

    async def go_on(self, **span: float) -> None:
        """Let a span of time pass; an hour, unless it is another."""
        end = self.library.clock.now() + timedelta(**(span or {"hours": 1}))
        await self.heartbeat.beat()
        while (due_at := await self.heartbeat.next_due_at()) is not None and due_at <= end:
            self.library.clock.advance_to(due_at)
            await self.heartbeat.beat()

    def calls(self, method: str) -> int:
        return len(self.library.playground.calls_of(method))

    def _moment(self, session: AsyncSession) -> Moment:
        playground = self.library.playground
        return Moment(session, playground.workspace.team_id, self.library.clock.now(), "test")

    async def _be_told(self, _session: AsyncSession, due: Due, now: datetime) -> None:
        self.told.append((due.subject, now))


def new_channels(library: Library) -> Channels:
    return Channels(library, library.klatch)


def ids(people: Iterable[Person], *others: str) -> list[str]:
    return sorted([*(person.id for person in people), *others])
