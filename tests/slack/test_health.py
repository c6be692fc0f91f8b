"""Alive, and ready: what the machines that watch Klatch are told."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from bot.server.writable import EVERY_SECONDS
from tests.databases import statements
from tests.slack.stage import House

pytestmark = pytest.mark.either_database


async def test_klatch_is_ready_when_all_its_parts_are(house: House) -> None:
    answer = await house.http.get("/readyz")
    expected = {"ready": True, "database": True, "schema": True, "workspace": True}
    assert (answer.status_code, answer.json()) == (200, expected)


async def test_klatch_is_not_ready_before_it_knows_its_workspace(house: House) -> None:
    house.klatch.workspaces.identity = None
    answer = await house.http.get("/readyz")
    assert (answer.status_code, answer.json()["workspace"]) == (503, False)


async def test_klatch_is_ready_on_a_database_that_a_newer_klatch_has_migrated(house: House) -> None:
    """An old replica goes on while the new ones start."""
    async with house.klatch.database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
    assert (await house.http.get("/readyz")).status_code == 200


async def test_klatch_is_not_ready_on_a_database_that_has_to_be_migrated(house: House) -> None:
    async with house.klatch.database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = await house.http.get("/readyz")
    assert (answer.status_code, answer.json()["database"], answer.json()["schema"]) == (503, True, False)


async def test_klatch_is_not_ready_when_its_database_cannot_be_read(house: House) -> None:
    async with house.klatch.database.transaction() as session:
        await session.execute(text("DROP TABLE alembic_version"))
    assert (await house.http.get("/readyz")).status_code == 503


async def test_klatch_is_alive_whatever_its_database_does(house: House) -> None:
    async with house.klatch.database.transaction():
        answer = await house.http.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@contextmanager
def full_disk(database: Path) -> Iterator[None]:
    """No file of this process can be longer than what SQLite has written of its log."""
    log = database.with_name(f"{database.name}-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_klatch_is_not_ready_while_the_disk_is_full_and_is_again_after(house: House) -> None:
    assert (await house.http.get("/readyz")).status_code == 200
    house.clock.advance(timedelta(seconds=EVERY_SECONDS))
    with full_disk(Path(house.klatch.database.url.database or "")):
        answers = [await house.http.get("/readyz") for _ in range(2)]
    assert [(answer.status_code, answer.json()["database"]) for answer in answers] == [(503, False)] * 2
    assert (await house.http.get("/readyz")).status_code == 200


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_klatch_is_not_ready_while_nothing_can_be_written_and_is_again_after(house: House) -> None:
    """As after a failover: the server is a standby for a while, and connections made meanwhile remain of that kind."""
    url = house.klatch.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as admin:
        alter = f"ALTER DATABASE {admin.info.dbname}"
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        admin.execute(f"{alter} SET default_transaction_read_only = on".encode())
        admin.execute(f"{cut} AND pid <> pg_backend_pid()".encode())
        answer = await house.http.get("/readyz")
        assert (answer.status_code, answer.json()["database"], answer.json()["schema"]) == (503, False, True)
        admin.execute(f"{alter} RESET default_transaction_read_only".encode())
    assert [(await house.http.get("/readyz")).status_code for _ in range(3)] == [200] * 3


async def test_to_be_asked_again_and_again_whether_it_is_ready_costs_no_more_writing(house: House) -> None:
    await house.http.get("/readyz")
    with statements(house.klatch.database) as asked:
        for _ in range(5):
            assert (await house.http.get("/readyz")).status_code == 200
    assert not [sql for sql in asked if sql.startswith("INSERT")]
