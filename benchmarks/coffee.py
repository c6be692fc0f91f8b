"""Deciding a random coffee of ten thousand: the longest transaction, which others wait for, and what is kept of it."""

import gc
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.databases import CIPHER, KINDS, Databases
from benchmarks.filling import fill_people, member_id, put
from benchmarks.report import Result
from benchmarks.slack_stub import WORKSPACE
from bot.channels.models import ChannelMember
from bot.clock import SystemClock
from bot.database.database import Database
from bot.matching.round_input import Reach
from bot.metrics.recording import Metrics
from bot.pairings.actions import Later
from bot.pairings.models import Acquaintance, Attendance, Decision, GroupPage, Programme, Round
from bot.pairings.routes import routes
from bot.pairings.rules import JoinMode, ProgrammeKind, RoundState
from bot.profiles.models import Interest, MemberValue
from bot.profiles.values import Value
from bot.recurring.rules import RecurringState
from bot.schedule.models import Due
from bot.schedule.worker import Worker
from bot.topics.models import Topic

PEOPLE = 10_000
FEW = 100
"""People of a coffee that is decided before, so that every statement has been made once."""
ROUNDS = 26
"""Rounds of pairs before this one."""
MOST_MILLISECONDS = 100.0
MOST_MEGABYTES = 1.5
DECIDING = (Later.ROUND_DECIDES, Later.WRITES_GROUPS)


class TimedDatabase(Database):
    """Notes the processor time of each transaction, and how much of it went into collecting garbage."""

    def __init__(self, url: str) -> None:
        super().__init__(url, CIPHER)
        self.transactions: list[tuple[float, float]] = []
        self._collected, self._began = 0.0, 0.0
        gc.callbacks.append(self._collecting)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """As every transaction, from when it no longer waits in line."""
        async with super().transaction() as session:
            began, collected = time.process_time(), self._collected
            yield session
        self.transactions.append((time.process_time() - began, self._collected - collected))

    async def close(self) -> None:
        """Note nothing more."""
        gc.callbacks.remove(self._collecting)
        await super().close()

    def _collecting(self, phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.process_time()
        else:
            self._collected += time.process_time() - self._began


async def run(databases: Databases, _folder: Path, *, quick: bool) -> list[Result]:
    """On either database."""
    return [await _run(databases, kind, 1_000 if quick else PEOPLE) for kind in KINDS]


async def _run(databases: Databases, kind: str, people: int) -> Result:
    database = TimedDatabase(await databases.new_url(kind))
    try:
        await _fill(database, people)
        await _decide(database, 1)
        gc.collect()
        database.transactions.clear()
        began = time.perf_counter()
        await _decide(database, 2)
        seconds = time.perf_counter() - began
        took = [1_000 * (whole - collecting) for whole, collecting in database.transactions]
        megabytes = await _kept(database)
    finally:
        await database.close()
    figures = {
        "seconds until all groups are written": seconds,
        "transactions": float(len(took)),
        "longest transaction, ms of processor time": max(took),
        "collecting garbage amid one, ms at most": 1_000 * max(collecting for _, collecting in database.transactions),
        "kept of it, MB": megabytes,
    }
    target = f"no transaction over {MOST_MILLISECONDS:.0f} ms, at most {MOST_MEGABYTES} MB kept"
    met = max(took) <= MOST_MILLISECONDS and megabytes <= MOST_MEGABYTES
    return Result(f"Deciding a coffee of {people:,} ({kind})", figures, target, met)


async def _decide(database: TimedDatabase, round_id: int) -> None:
    """Decide a round and write its groups; their introductions are not begun."""
    table, clock = routes(database), SystemClock()
    tasks = {str(kind): task for kind, task in table.tasks.items()}
    worker = Worker(database, clock, table.handlers(), tasks, Random(1), Metrics(), lambda: None)  # noqa: S311
    async with Database.transaction(database) as session:
        due = {"workspace": WORKSPACE, "kind": Later.ROUND_DECIDES, "subject": round_id, "attempts": 0}
        await put(session, Due, [{**due, "due_at": clock.now()}])
    while await _hold_all_else(database):
        await worker.handle_next(WORKSPACE, 1, worker.run)


async def _hold_all_else(database: TimedDatabase) -> bool:
    """Return whether there is more to decide or to write."""
    async with Database.transaction(database) as session:
        await session.execute(update(Due).where(Due.kind.not_in(DECIDING)).values(is_held=True))
        return bool(await session.scalar(select(func.count()).select_from(Due).where(~Due.is_held)))


async def _kept(database: TimedDatabase) -> float:
    length = func.length(Decision.__table__.c.gathering)
    async with Database.transaction(database) as session:
        assert await session.scalar(select(func.count()).select_from(GroupPage)) == 0
        return float(await session.scalar(select(func.max(length))) or 0) / 1e6


async def _fill(database: TimedDatabase, people: int) -> None:
    """Two channels, of a few and of all, with a random coffee each; all have met many of the others."""
    now, chance = datetime.now(UTC), Random(1)  # noqa: S311 (the same each time)
    members = [member_id(number) for number in range(1, people + 1)]
    async with Database.transaction(database) as session:
        await fill_people(session, people, 0, now, chance)
        await _fill_profiles(session, members, chance)
    for number, those in enumerate((members[:FEW], members), start=1):
        async with Database.transaction(database) as session:
            await put(session, Programme, [_programme(number, now)])
            await put(session, Round, [_round(number, now)])
            await put(session, ChannelMember, (_there(number, member) for member in those))
            await put(session, Attendance, (_noticed(number, member) for member in those))
        async with Database.transaction(database) as session:
            await put(session, Acquaintance, _met(number, those, chance))
    async with Database.transaction(database) as session:
        await session.execute(text("ANALYZE"))


async def _fill_profiles(session: AsyncSession, members: list[str], chance: Random) -> None:
    topics, values = list(await session.scalars(select(Topic.id))), list(Value)
    chosen = ((member, topic) for member in members for topic in chance.sample(topics, chance.randint(0, 4)))
    matter = ((member, value) for member in members for value in chance.sample(values, chance.randint(0, 3)))
    await put(session, Interest, ({"workspace": WORKSPACE, "member": one, "topic_id": topic} for one, topic in chosen))
    await put(session, MemberValue, ({"workspace": WORKSPACE, "member": one, "value": value} for one, value in matter))


def _programme(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "workspace": WORKSPACE,
        "channel": f"C{number}",
        "kind": ProgrammeKind.COFFEE,
        "state": RecurringState.RUNNING,
        "name": "Random coffee",
        "joining": JoinMode.EVERYONE,
        "size": 2,
        "reach": Reach.FAR,
        "rounds": ROUNDS + 1,
        "made_at": now,
    }


def _round(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "workspace": WORKSPACE,
        "programme_id": number,
        "occurrence": f"{now:%Y-%m-%d}",
        "number": ROUNDS + 1,
        "state": RoundState.OPEN,
        "meets_at": now,
        "ends_at": now + timedelta(days=7),
        "opened_at": now - timedelta(days=1),
        "decisions": 0,
    }


def _there(number: int, member: str) -> dict[str, Any]:
    return {"workspace": WORKSPACE, "channel": f"C{number}", "member": member, "reading": 1, "is_there": True}


def _noticed(number: int, member: str) -> dict[str, Any]:
    return {"round_id": number, "workspace": WORKSPACE, "member": member, "is_noticed": True}


def _met(number: int, members: list[str], chance: Random) -> Iterator[dict[str, Any]]:
    last: dict[tuple[str, ...], int] = {}
    for round_number in range(1, ROUNDS + 1):
        shuffled = chance.sample(members, len(members))
        last |= {tuple(sorted(two)): round_number for two in zip(shuffled[::2], shuffled[1::2], strict=False)}
    for (one, other), round_number in last.items():
        yield {"programme_id": number, "one": one, "other": other, "round_number": round_number}
