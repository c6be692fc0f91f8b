"""What every test may ask for: a fresh database, on each of the two that Klatch runs on."""

import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.database import Database
from tests.databases import HOME_VARIABLE, Postgres, Sqlite, begin_run, end_run, opened


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        end_run()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Modules marked ``one_database`` are about words, forms and the calendar: they run on SQLite alone."""
    second = [item for item in items if item.get_closest_marker("one_database") and "[postgresql" in item.nodeid]
    if second:
        config.hook.pytest_deselected(items=second)
        items[:] = [item for item in items if item not in set(second)]


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres(Path(os.environ[HOME_VARIABLE]))
    yield server
    server.close()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        with request.getfixturevalue("sqlite").database(tmp_path) as url:
            yield url
    else:
        with request.getfixturevalue("postgres").database() as url:
            yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database, open."""
    async with opened(database_url) as database:
        yield database
