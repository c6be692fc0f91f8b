"""A round of random coffee by rows alone: as many people as one likes, no Slack, and due rows done one by one."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.models import ChannelMember
from bot.clock import MovableClock
from bot.confinement import confine
from bot.database.database import Database
from bot.matching.round_input import Reach
from bot.members.models import Member
from bot.metrics.recording import Metrics
from bot.moment import Moment
from bot.pairings.actions import Later
from bot.pairings.models import Group, Programme, Round, Seat
from bot.pairings.routes import routes
from bot.pairings.rules import PRESENT, JoinMode, ProgrammeKind, RoundState
from bot.recurring.rules import RecurringState
from bot.schedule.models import Due
from bot.schedule.worker import Worker

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
WORKSPACE, CHANNEL, ROUND = "T1", "C1", 1

Groups = dict[int, tuple[str, ...]]
"""Who is in which group, by its id."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """A round that was announced to its people, and whose groups are due."""

    database: Database
    clock: MovableClock
    people: Sequence[str]

    def moment(self, session: AsyncSession) -> Moment:
        confine(session, WORKSPACE)
        return Moment(session, WORKSPACE, self.clock.now(), "seed")

    async def do_next(self, *kinds: Later) -> bool:
        """Do what has been due longest of these kinds, by a worker of its own; False when nothing is due."""
        table = routes(self.database)
        chance = random.Random(1)  # noqa: S311  the same each time
        tasks = {str(kind): task for kind, task in table.tasks.items()}
        worker = Worker(self.database, self.clock, table.handlers(), tasks, chance, Metrics(), lambda: None)
        async with self.database.transaction() as session:
            await session.execute(update(Due).values(is_held=Due.kind.not_in(kinds)))
        return await worker.handle_next(WORKSPACE, 1, worker.run) > 0

    async def do_all(self, *kinds: Later) -> int:
        """Do all of these kinds that is due; return how much that was."""
        done = 0
        while await self.do_next(*kinds):
            done += 1
        return done

    async def groups(self) -> Groups:
        """Return who is in a group still, by the groups in the order in which they were written."""
        found: dict[int, list[str]] = {}
        async with self.database.transaction() as session:
            rows = (
                select(Seat.group_id, Seat.member).where(Seat.answer.in_(PRESENT)).order_by(Seat.group_id, Seat.member)
            )
            for group_id, member in await session.execute(rows):
                found.setdefault(group_id, []).append(member)
        return {group_id: tuple(members) for group_id, members in found.items()}

    async def live_groups(self, state: str) -> list[Group]:
        """Return the groups in a state, in the order in which they were written."""
        async with self.database.transaction() as session:
            return list(await session.scalars(select(Group).where(Group.state == state).order_by(Group.id)))


async def announced(database: Database, count: int, size: int = 2) -> Crowd:
    """So many people in a channel with random coffee, the groups of whose round are due."""
    people = [f"U{number:05}" for number in range(count)]
    async with database.transaction() as session:
        await session.execute(insert(Programme), [_programme(size)])
        await session.execute(insert(Round), [_round()])
        known = {"workspace": WORKSPACE, "time_zone": "America/Toronto", "refreshed_at": NOW}
        await session.execute(insert(Member), [{**known, "id": one, "name": one} for one in people])
        there = {"workspace": WORKSPACE, "channel": CHANNEL, "is_there": True, "reading": 1}
        await session.execute(insert(ChannelMember), [{**there, "member": one} for one in people])
        crowd = Crowd(database, MovableClock(NOW), people)
        await crowd.moment(session).later(Later.ROUND_DECIDES, ROUND, NOW)
    return crowd


def _programme(size: int) -> dict[str, object]:
    return {
        "id": 1,
        "workspace": WORKSPACE,
        "channel": CHANNEL,
        "kind": ProgrammeKind.COFFEE,
        "state": RecurringState.RUNNING,
        "name": "Random coffee",
        "joining": JoinMode.EVERYONE,
        "size": size,
        "reach": Reach.FAR,
        "rounds": 1,
        "made_at": NOW,
    }


def _round() -> dict[str, object]:
    return {
        "id": ROUND,
        "workspace": WORKSPACE,
        "programme_id": 1,
        "occurrence": "2026-11-24",
        "number": 1,
        "state": RoundState.OPEN,
        "meets_at": NOW,
        "ends_at": NOW + timedelta(days=7),
        "opened_at": NOW - timedelta(days=1),
        "decisions": 0,
    }
