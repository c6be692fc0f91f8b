"""PostgreSQL is restarted under a running replica, which apologises meanwhile and then goes on by itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database.bell import CHANNEL, BellTopic
from playground import Person
from tests.chaos.postgres import Postgres
from tests.crash.bots import new_playground
from tests.crash.members import until
from tests.databases import migrate, opened
from tests.replicas.replica import CIPHER, at_work, hello_comes, owe_hello
from tests.replicas.test_bell import Ear


@pytest.fixture
async def own_postgres(tmp_path: Path) -> AsyncIterator[Postgres]:
    """A PostgreSQL that nobody else uses."""
    server = await asyncio.to_thread(Postgres, tmp_path)
    yield server
    await asyncio.to_thread(server.close)


async def asks(person: Person) -> bool:
    """Whether the command opens its form."""
    await person.command("/mentor-ask")
    if person.form is None:
        return False
    await person.close_form(all_of_them=True)
    return True


async def hears(ear: Ear, workspace: str, times: int = 1) -> bool:
    return ear.heard.count((BellTopic.WORKSPACES, workspace)) == times


async def test_a_replica_outlives_a_restart_of_its_postgresql(own_postgres: Postgres) -> None:
    url = own_postgres.create("klatch")
    await migrate(url)
    async with new_playground() as playground, at_work(url, playground) as klatch:
        ear, ana = Ear(klatch.database), playground.add_person("Ana Ruiz")
        await until("the bell is shared", lambda: hears(ear, "", times=1), 20)
        assert await asks(ana)

        await own_postgres.stop("immediate")
        apology = await ana.command("/mentor-ask")
        assert (apology.status, "Something went wrong" in str(apology.ephemeral)) == (200, True)
        await own_postgres.start()

        await until("a command is answered again", lambda: asks(ana), 20)
        await until("the bell is shared again", lambda: hears(ear, "", times=2), 20)
        async with opened(url, CIPHER) as elsewhere:
            async with elsewhere.transaction() as session:
                ring = text("SELECT pg_notify(:channel, 'workspaces T9')")
                await session.execute(ring, {"channel": CHANNEL})
            await until("what others ring is heard", lambda: hears(ear, "T9"), 20)
            await owe_hello(elsewhere, ana)
        await hello_comes(ana)
