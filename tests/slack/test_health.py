"""Alive, and ready: what the machines that watch Klatch are told."""

import pytest
from sqlalchemy import text

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
