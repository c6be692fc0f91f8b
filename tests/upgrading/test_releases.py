"""Every released database, with its data, goes to the newest shape and a step back; and Klatch goes on with it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest
from pydantic import SecretStr
from sqlalchemy import Table, select
from structlog.testing import capture_logs

from bot import schema
from bot.clock import MovableClock
from bot.database.columns import Base
from bot.database.database import Database
from bot.settings import Settings
from bot.wiring import Klatch
from playground import Playground
from playground.loopback_server import LoopbackServer
from playground.rehearsal.rehearsal import Rehearsal, read_manifest
from playground.serialization import bring_back
from tests.databases import opened
from tests.library import FAULTS
from tests.upgrading import release
from tests.upgrading.release import CIPHER, KEY, NEWCOMER, Release

CHANGELOG = schema.MIGRATIONS.parent / "CHANGELOG.md"
SECRET = "a signing secret"

MOVED = {"ask_channels": "ask_channel", "topic_editions": "topics_edition", "failures_told": "failures_told_at"}
"""Tables that were columns of installations in the releases that are kept."""

each_release = pytest.mark.parametrize(
    "kept", [pytest.param(release.read(each), id=each) for each in release.releases()]
)


@asynccontextmanager
async def left_by(kept: Release, url: str) -> AsyncIterator[Database]:
    """A database as the Klatch of a release left it."""
    async with opened(url, CIPHER) as database:
        await schema.upgrade(database, kept.revision)
        async with database.engine.begin() as connection:
            await connection.run_sync(release.fill, kept.tables)
        yield database


async def counts_in(database: Database) -> dict[str, int]:
    async with database.engine.connect() as connection:
        return await connection.run_sync(release.counts)


async def read_by_models(database: Database) -> dict[str, int]:
    """How many rows of each table the models can read, their private text too."""
    schema.all_tables()
    read: dict[str, int] = {}
    async with database.transaction() as session:
        for mapper in Base.registry.mappers:
            rows = (await session.scalars(select(mapper.class_))).all()
            if rows and isinstance(mapper.local_table, Table):
                read[mapper.local_table.name] = len(rows)
    return read


def counts_today(kept: Release) -> dict[str, int]:
    """How many rows each table has once columns have become tables."""
    installations = kept.tables["installations"]
    moved = {table: sum(row.get(column) is not None for row in installations) for table, column in MOVED.items()}
    return {table: count for table, count in {**kept.counts, **moved}.items() if count}


@asynccontextmanager
async def going_on(kept: Release, url: str) -> AsyncIterator[Rehearsal]:
    """Klatch of today on a database of then, in the same workspace, at the same time."""
    clock = MovableClock(kept.now)
    async with Playground(read_manifest(), clock, SECRET) as playground:
        bring_back(playground, kept.slack)
        settings = Settings(
            slack_bot_token=SecretStr(playground.bot_token),
            slack_signing_secret=SecretStr(SECRET),
            slack_api_url=playground.api_url,
            database_url=url,
            klatch_encryption_key=SecretStr(KEY),
        )
        klatch = Klatch(settings, clock, Random(1))  # noqa: S311  the same each time
        server = LoopbackServer(klatch.asgi)
        try:
            await klatch.start()
            bot_url = await server.start()
            playground.connect(bot_url)
            yield Rehearsal(playground, klatch, clock, bot_url)
        finally:
            await server.stop()
            await klatch.stop()


@each_release
async def test_no_row_of_a_release_is_lost_on_the_way_up_nor_a_step_back(kept: Release, empty_url: str) -> None:
    async with left_by(kept, empty_url) as database:
        assert await counts_in(database) == kept.counts

        await schema.upgrade(database)
        assert await read_by_models(database) == counts_today(kept)

        await schema.downgrade(database, kept.revision)
        assert await counts_in(database) == kept.counts

        await schema.upgrade(database)
        assert await read_by_models(database) == counts_today(kept)


@each_release
@pytest.mark.either_database
async def test_klatch_goes_on_with_what_a_release_left(kept: Release, empty_url: str) -> None:
    """It starts on it, sends what waited, answers a command, and does for days what is due."""
    async with left_by(kept, empty_url) as database:
        await schema.upgrade(database)
    with capture_logs() as logs:
        async with going_on(kept, empty_url) as here:
            newcomer = here.playground.person(NEWCOMER)
            await here.settle()
            assert len(newcomer.messages()) == 1

            assert (await newcomer.command("/mentor-ask", "list")).ok
            await here.settle()
            assert "a map that nobody has dated" in newcomer.messages()[-1].text

            await here.pass_time(days=3)
    assert [log for log in logs if log["event"] in FAULTS] == []


def test_the_database_of_every_release_is_kept() -> None:
    """Make that of a new one with ``python -m tests.upgrading.release <version>``."""
    in_changelog = re.findall(r"^## (\d+\.\d+\.\d+)(?! \(not released yet\))", CHANGELOG.read_text(), re.MULTILINE)

    assert release.releases() == sorted(in_changelog)
