"""Several postmen, and postmen that are killed: every letter is settled, and nothing is done twice."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from bot.languages.reader import ENGLISH
from bot.outbox.claiming import Idle, claim
from bot.outbox.letters import to_channel, to_members
from bot.outbox.models import Letter, Method, Urgency, WhenUnknown
from bot.outbox.views import perhaps_twice
from tests.databases import opened
from tests.outbox.office import START, Office, new_postman
from tests.outbox.slack_server import stalls

pytestmark = pytest.mark.either_database

SETTLED = {"sent", "failed", "unknown"}


async def write_to_many(office: Office, letters: int, workspaces: int) -> None:
    async with office.database.transaction() as session:
        session.add_all(
            Letter(
                workspace=f"T{n % workspaces}",
                key=f"{n}",
                method=Method.POST,
                address=f"#C{n % 40}",
                payload={"text": f"{n}"},
                when_unknown=WhenUnknown.SAY_AGAIN,
                not_before=START,
                try_at=START,
                written_at=START,
            )
            for n in range(letters)
        )


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postmen_who_share_a_database_do_nothing_twice_and_keep_the_order(office: Office) -> None:
    await write_to_many(office, letters=300, workspaces=10)
    async with (
        opened(office.database.url.render_as_string()) as second,
        opened(office.database.url.render_as_string()) as third,
    ):
        postmen = [
            new_postman(database, office.slack, office.clock, seed)
            for seed, database in enumerate([office.database, second, third])
        ]
        with capture_logs() as logs:
            while any(instants := await asyncio.gather(*(postman.deliver() for postman in postmen))):
                office.clock.advance_to(min(instant for instant in instants if instant))

    assert [log for log in logs if log["log_level"] != "info"] == []
    assert set((await office.states()).values()) == {"sent"}
    assert sorted(map(int, office.slack.texts)) == list(range(300))
    for channel in range(40):
        mine = [int(post["text"]) for post in office.slack.posts if post["channel"] == f"C{channel}"]
        assert mine == sorted(mine)


async def write_some(office: Office) -> list[str]:
    """Letters of several kinds; returns their keys."""
    keys = []
    for number in range(4):
        await office.write(f"dm {number}", to_members(f"U{number % 2}"))
        await office.write(f"post {number}", f"#C{number % 2}", when_unknown=WhenUnknown.LET_GO)
        keys += [f"dm {number}", f"post {number}"]
    return keys


@pytest.mark.parametrize("steps", [*range(1, 40, 3), *range(40, 400, 20)])
async def test_a_postman_killed_anywhere_loses_nothing_and_repeats_nothing_known(office: Office, steps: int) -> None:
    keys = await write_some(office)
    delivering = asyncio.create_task(office.postman.deliver())
    for _ in range(steps):
        await asyncio.sleep(0)
    delivering.cancel()
    with suppress(asyncio.CancelledError):
        await delivering
    recorded = {key for key, state in (await office.states()).items() if state == "sent"}

    survivor = new_postman(office.database, office.slack, office.clock, seed=2)
    await survivor.recover()
    await replace(office, postman=survivor).deliver_all()

    states = await office.states()
    assert set(states.values()) <= SETTLED
    arrived = office.slack.texts
    for key in keys:
        times, again = arrived.count(key), arrived.count(f"{perhaps_twice(ENGLISH)}\n\n{key}")
        assert max(times, again) <= 1, "the very same message is never sent twice"
        assert times == 1 or key not in recorded
        assert times + again >= 1 or states[key] == "unknown"


async def test_the_loop_sends_what_it_is_woken_for_and_finishes_what_is_on_the_wire(office: Office) -> None:
    stop = asyncio.Event()
    office.slack.will("chat.postMessage", stalls)
    running = asyncio.create_task(office.postman.run(stop))
    await office.write("hello")
    office.postman.wake()
    await office.slack.arrived.wait()
    stop.set()
    office.slack.release.set()
    await running

    assert await office.states() == {"hello": "sent"}


async def test_a_loop_that_was_stopped_begins_nothing(office: Office) -> None:
    stop = asyncio.Event()
    stop.set()
    await office.write("too late")
    await office.postman.run(stop)

    assert await office.states() == {"too late": "waiting"}


async def test_the_loop_outlives_a_database_that_is_away(office: Office) -> None:
    stop = asyncio.Event()
    async with office.database.transaction() as session:
        await (await session.connection()).exec_driver_sql("ALTER TABLE letters RENAME TO elsewhere")
    running = asyncio.create_task(office.postman.run(stop))
    with capture_logs() as logs:
        while not logs:  # noqa: ASYNC110  a log has no event
            await asyncio.sleep(0)
    async with office.database.transaction() as session:
        await (await session.connection()).exec_driver_sql("ALTER TABLE elsewhere RENAME TO letters")
    office.slack.will("chat.postMessage", stalls)
    await office.write("hello")
    office.postman.wake()
    await office.slack.arrived.wait()
    office.slack.release.set()
    stop.set()
    await running

    assert await office.states() == {"hello": "sent"}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_letter_that_becomes_urgent_while_it_is_claimed_is_not_of_the_batch(office: Office) -> None:
    """A postman counts the letters that are under way by the urgency of their batch."""
    for number in range(2):
        await office.write(f"{number}", to_channel(f"C{number}"))
    url = office.database.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def hurry(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if "SKIP LOCKED" in sql:
            with psycopg.connect(url, autocommit=True) as another:
                another.execute("UPDATE letters SET urgency = %s WHERE key = '1'", (Urgency.ANSWER,))

    event.listen(office.database.engine.sync_engine, "before_cursor_execute", hurry)
    async with office.database.transaction() as session:
        claimed = await claim(session, "T1", Urgency.NOTICE, 8, "a lease", office.clock.now())

    assert claimed is not None
    assert not isinstance(claimed, Idle)
    assert [delivery.key for delivery in claimed] == ["0"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_where_the_oldest_letters_are_locked_by_others_the_next_ones_are_claimed(office: Office) -> None:
    """A page of cards that are shown locks as many letters as a batch has, and more."""
    for number in range(16):
        await office.write(f"{number}", to_channel(f"C{number}"))
    url = office.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as another:
        another.execute("SELECT id FROM letters ORDER BY id LIMIT 8 FOR UPDATE")
        async with office.database.transaction() as session:
            claimed = await claim(session, "T1", Urgency.NOTICE, 8, "a lease", office.clock.now())

    assert claimed is not None
    assert not isinstance(claimed, Idle)
    assert [delivery.key for delivery in claimed] == [f"{number}" for number in range(8, 16)]
