"""Processes that share a PostgreSQL go by its clock, however far their machines' clocks are off."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from pydantic import SecretStr
from sqlalchemy import event, func, select

from bot.clock import Clock, SystemClock
from bot.database.columns import Instant
from bot.database.database import Database
from bot.database.shared_clock import SharedClock
from bot.doctor.database_checks import database_clock
from bot.doctor.findings import Verdict
from bot.outbox.postman import Postman
from bot.settings import Settings
from bot.wiring import Klatch
from tests.clock.clocks import SettableClock, WrongClock
from tests.outbox.office import START, Office
from tests.outbox.slack_server import SlackServer, stalls
from tests.schedule.diary import Diary, new_heartbeat, plan

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
APART = timedelta(seconds=75)
"""More than a lease."""
POST = "chat.postMessage"


async def time_of(database: Database) -> datetime:
    async with database.transaction() as session:
        return (await session.execute(select(func.clock_timestamp(type_=Instant())))).scalar_one()


async def shared(database: Database, off_by: timedelta) -> SharedClock:
    clock = SharedClock(database, WrongClock(off_by))
    await clock.ask()
    return clock


async def office_of(database: Database, slack: SlackServer, clock: SharedClock, seed: int) -> Office:
    postman = Postman(database, clock, slack.client, Random(seed))  # noqa: S311  the same chance on each run
    await postman.deliver()
    return Office(database, slack, clock, postman)  # type: ignore[arg-type]  # nobody moves this one


@ON_POSTGRESQL
@pytest.mark.parametrize("off_by", [APART, -APART, timedelta(days=-20_000)])
async def test_it_says_what_the_database_says_whatever_the_machine_does(database: Database, off_by: timedelta) -> None:
    clock = await shared(database, off_by)

    assert abs(clock.now() - await time_of(database)) < APART / 2
    assert clock.now().tzinfo is UTC


@ON_POSTGRESQL
async def test_until_it_has_asked_it_says_what_the_machine_does(database: Database) -> None:
    assert SharedClock(database, SettableClock(START)).now() == START


@ON_POSTGRESQL
async def test_that_the_database_was_set_is_learned_at_the_next_asking(database: Database) -> None:
    own = SettableClock(START)
    clock = SharedClock(database, own)
    await clock.ask()
    own.advance(timedelta(hours=2))  # the database's clock has not: as if it were set back
    assert clock.now() - await time_of(database) > timedelta(hours=1)

    await clock.ask()
    assert clock.now() <= await time_of(database)


@ON_POSTGRESQL
async def test_a_slow_answer_that_proves_nothing_changes_nothing(database: Database) -> None:
    own = SettableClock(START)
    clock = SharedClock(database, own)
    await clock.ask()
    believed = clock.now()

    def be_slow(*_: object) -> None:
        own.advance(timedelta(seconds=20))

    event.listen(database.engine.sync_engine, "after_cursor_execute", be_slow)
    await clock.ask()
    assert clock.now() == believed + timedelta(seconds=20)


@ON_POSTGRESQL
@pytest.mark.parametrize("apart", [APART, -APART])
async def test_a_letter_on_the_wire_is_not_said_again_by_a_machine_whose_clock_is_ahead_or_behind(
    database: Database, slack: SlackServer, apart: timedelta
) -> None:
    one = await office_of(database, slack, await shared(database, timedelta(0)), 1)
    other = await office_of(database, slack, await shared(database, apart), 2)
    await one.write("intro")
    slack.will(POST, stalls)
    delivering = asyncio.create_task(one.postman.deliver())
    await slack.arrived.wait()

    await other.postman.deliver()
    assert await other.states() == {"intro": "leased"}
    slack.release.set()
    await delivering
    assert slack.texts == ["intro"]


@ON_POSTGRESQL
@pytest.mark.parametrize("off_by", [APART, -APART])
async def test_what_is_due_is_due_for_all_at_the_same_instant(database: Database, off_by: timedelta) -> None:
    diary = Diary()
    clock = await shared(database, off_by)
    heartbeat = new_heartbeat(database, clock, {"nudge": diary.note})
    now = await time_of(database)
    await plan(database, "nudge", 1, now)
    await plan(database, "nudge", 2, now + timedelta(seconds=60))

    await heartbeat.beat()
    assert [subject for _, subject, _ in diary.entries] == [1]


def settings(database_url: str) -> Settings:
    """A Slack that nobody can reach."""
    return Settings(
        slack_bot_token=SecretStr("xoxb-1"),
        slack_signing_secret=SecretStr("a signing secret"),
        slack_api_url="http://127.0.0.1:9/api/",
        database_url=database_url,
    )


async def test_the_bot_goes_by_it_where_it_shares_a_database(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "now", WrongClock(APART).now)
    klatch = Klatch(settings(database_url))
    await klatch.start()
    off_by = klatch.clock.now() - datetime.now(UTC)
    await klatch.stop()

    expected = APART if klatch.database.is_sqlite else timedelta(0)
    assert abs(off_by - expected) < APART / 2


def test_a_clock_that_is_handed_in_is_the_only_one(database_url: str) -> None:
    clock: Clock = SettableClock(START)

    assert Klatch(settings(database_url), clock).clock is clock


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("off_by", "verdict", "found"),
    [
        (timedelta(seconds=2), Verdict.OK, "2 seconds behind this machine's"),
        (timedelta(seconds=-2), Verdict.OK, "2 seconds ahead of this machine's"),
        (timedelta(0), Verdict.OK, "the same as this machine's"),
        (APART, Verdict.FAIL, "75 seconds behind this machine's"),
        (-APART, Verdict.FAIL, "75 seconds ahead of this machine's"),
    ],
)
async def test_the_doctor_says_how_far_the_databases_clock_is_off(
    database: Database, off_by: timedelta, verdict: Verdict, found: str
) -> None:
    own = SettableClock(await time_of(database))
    own.set_by(off_by)
    async with database.transaction() as session:
        finding = await database_clock(session, own)

    assert (finding.what, finding.verdict, finding.found) == ("Database's clock", verdict, found)
