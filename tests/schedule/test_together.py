"""Due rows of a workspace are handled together, and all ends as if each had been handled alone."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from bot.clock import MovableClock
from bot.confinement import confine
from bot.database.database import Database
from bot.database.prepared import Prepared
from bot.metrics.recording import Metrics
from bot.outbox.letters import post
from bot.outbox.message import Message
from bot.schedule.backoff import wait_after
from bot.schedule.heartbeat import TURN_LIMIT
from bot.schedule.models import Due
from bot.schedule.scheduling import cancel, schedule
from bot.schedule.worker import Handler
from bot.slack.models import HeardEvent
from tests.databases import opened
from tests.postgres import Postgres
from tests.schedule.diary import HOUR, START, new_heartbeat, plan

pytestmark = pytest.mark.either_database

SUBJECTS = range(8)


@dataclass(frozen=True, slots=True)
class Deed:
    """What the handler of a row does: a step after another, and whether it fails in the end."""

    steps: Sequence[tuple[str, int]]
    fails: bool


STEPS = st.tuples(st.sampled_from(["write", "move", "cancel", "follow"]), st.sampled_from(SUBJECTS))
DEEDS = st.builds(Deed, st.lists(STEPS, max_size=3), st.booleans())


def handlers_of(deeds: Mapping[int, Deed]) -> Mapping[str, Handler]:
    async def do(session: AsyncSession, due: Due, now: datetime) -> None:
        deed = deeds[due.subject]
        for step, subject in deed.steps:
            await take(session, due.workspace, step, subject, now)
        if deed.fails:
            raise RuntimeError

    async def follow(session: AsyncSession, due: Due, _now: datetime) -> None:
        session.add(HeardEvent(workspace=due.workspace, id=f"after {due.subject}", heard_at=START))

    return {"deed": do, "follow": follow}


async def take(session: AsyncSession, workspace: str, step: str, subject: int, now: datetime) -> None:
    """What is written twice, the database refuses."""
    match step:
        case "write":
            session.add(HeardEvent(workspace=workspace, id=f"{subject}", heard_at=START))
            await session.flush()
        case "move":
            due_at = now + HOUR
            await schedule(session, workspace=workspace, kind="deed", subject=subject, due_at=due_at, now=now)
        case "cancel":
            await cancel(session, workspace=workspace, kind="deed", subjects=[subject])
        case "follow":
            await schedule(session, workspace=workspace, kind="follow", subject=subject, due_at=now, now=now)


async def handle_one_by_one(database: Database, handlers: Mapping[str, Handler]) -> None:
    """The plain way: whichever is oldest, in a transaction of its own."""
    oldest = select(Due).where(Due.due_at <= START).order_by(Due.due_at, Due.id).limit(1)
    while True:
        async with database.transaction() as session:
            due = await session.scalar(oldest)
        if due is None:
            return
        try:
            async with database.transaction() as session:
                confine(session, due.workspace)
                await session.execute(delete(Due).where(Due.id == due.id))
                await handlers[due.kind](session, due, START)
        except Exception:
            attempts = due.attempts + 1
            async with database.transaction() as session:
                later = update(Due).where(Due.id == due.id)
                await session.execute(later.values(due_at=START + wait_after(attempts), attempts=attempts))


async def fill(database: Database, subjects: Sequence[int]) -> None:
    async with database.transaction() as session:
        await session.execute(delete(Due))
        await session.execute(delete(HeardEvent))
    for place, subject in enumerate(subjects):
        for workspace in ("T1", "T2"):
            await plan(database, "deed", subject, START - timedelta(minutes=len(subjects) - place), workspace)


async def end_of(database: Database) -> tuple[Counter[Any], Counter[Any]]:
    """All due rows, and all that was done."""
    row = select(Due.workspace, Due.kind, Due.subject, Due.due_at, Due.attempts)
    async with database.transaction() as session:
        left = Counter(tuple(one) for one in await session.execute(row))
        return left, Counter(tuple(one) for one in await session.execute(select(HeardEvent.workspace, HeardEvent.id)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subjects=st.permutations(SUBJECTS), deeds=st.fixed_dictionaries(dict.fromkeys(SUBJECTS, DEEDS)))
async def test_what_is_handled_together_ends_as_if_each_had_been_handled_alone(
    database: Database, subjects: Sequence[int], deeds: Mapping[int, Deed]
) -> None:
    handlers = handlers_of(deeds)
    await fill(database, subjects)
    await handle_one_by_one(database, handlers)
    alone = await end_of(database)
    await fill(database, subjects)
    heartbeat = new_heartbeat(database, MovableClock(START), handlers)
    while await heartbeat.beat():
        pass

    assert await end_of(database) == alone


class Turns:
    """Which rows were handled in which transaction; each takes ``seconds``."""

    def __init__(self, clock: MovableClock, seconds: float = 0.0) -> None:
        self._clock, self._took = clock, timedelta(seconds=seconds)
        self.sessions: list[AsyncSession] = []

    async def note(self, session: AsyncSession, _due: Due, _now: datetime) -> None:
        self.sessions.append(session)
        self._clock.advance(self._took)

    @property
    def sizes(self) -> list[int]:
        return list(Counter(map(id, self.sessions)).values())


async def plan_some(database: Database, count: int, workspace: str = "T1") -> None:
    for subject in range(count):
        await plan(database, "nudge", subject, workspace=workspace)


async def test_a_first_turn_is_one_row_and_a_later_one_is_many(database: Database, clock: MovableClock) -> None:
    turns = Turns(clock)
    await plan_some(database, TURN_LIMIT + 3)
    await new_heartbeat(database, clock, {"nudge": turns.note}).beat()

    assert turns.sizes == [1, TURN_LIMIT, 2]


async def test_a_turn_ends_when_it_has_taken_long(database: Database, clock: MovableClock) -> None:
    turns = Turns(clock, seconds=1)
    await plan_some(database, 4)
    await new_heartbeat(database, clock, {"nudge": turns.note}).beat()

    assert turns.sizes == [1, 1, 1, 1]


async def test_what_belongs_to_no_workspace_is_handled_alone(database: Database, clock: MovableClock) -> None:
    turns = Turns(clock)
    await plan_some(database, 4, workspace="")
    await new_heartbeat(database, clock, {"nudge": turns.note}).beat()

    assert turns.sizes == [1, 1, 1, 1]


async def test_stopping_amid_a_turn_begins_no_other_row(database: Database, clock: MovableClock) -> None:
    handled: list[int] = []
    stopping: list[asyncio.Task[None]] = []

    async def stop(_session: AsyncSession, due: Due, _now: datetime) -> None:
        handled.append(due.subject)
        if len(handled) == 3:
            stopping.append(asyncio.create_task(heartbeat.stop()))
            await asyncio.sleep(0)

    heartbeat = new_heartbeat(database, clock, {"nudge": stop})
    await plan_some(database, 9)

    assert await heartbeat.beat() == 3
    await asyncio.gather(*stopping)
    assert handled == [0, 1, 2]


async def test_letters_that_are_too_many_are_those_of_one_row(database: Database, clock: MovableClock) -> None:
    async def write(session: AsyncSession, due: Due, now: datetime) -> None:
        for number in range(60):
            key = f"{due.subject}-{number}"
            await post(session, workspace="T1", key=key, to="#C1", message=Message("Hello", []), now=now)

    await plan_some(database, 4)
    with capture_logs() as logs:
        await new_heartbeat(database, clock, {"nudge": write}).beat()

    assert logs == []


async def test_a_connection_that_is_lost_amid_a_turn_is_logged_once_as_what_it_was(
    postgres: Postgres, clock: MovableClock
) -> None:
    lose: Prepared[*tuple[Any, ...]] = Prepared(select(func.pg_terminate_backend(func.pg_backend_pid())))

    async def nudge(session: AsyncSession, due: Due, _now: datetime) -> None:
        if due.subject == 2:
            await lose.rows(session)

    with postgres.database() as url:
        async with opened(url) as database:
            await plan_some(database, 4)
            with capture_logs() as logs:
                await new_heartbeat(database, clock, {"nudge": nudge}).beat()

    assert [(line["subject"], line["error"]) for line in logs] == [(2, "OperationalError")]


async def test_what_the_database_refuses_in_the_end_is_counted_as_failed_alone(
    database: Database, clock: MovableClock
) -> None:
    async def nudge(session: AsyncSession, due: Due, _now: datetime) -> None:
        session.add(HeardEvent(workspace=due.workspace, id="the same", heard_at=START))

    metrics = Metrics()
    await plan_some(database, 3)
    await new_heartbeat(database, clock, {"nudge": nudge}, metrics=metrics).beat()

    counts = {
        outcome: metrics.registry.get_sample_value("klatch_dues_total", {"kind": "nudge", "outcome": outcome})
        for outcome in ("handled", "failed")
    }
    assert counts == {"handled": 1, "failed": 2}
