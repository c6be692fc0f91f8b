"""What every test may ask for: a fresh database, on each of the two that Klatch runs on."""

import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.database.database import Database
from tests.browsers import NO_BROWSER
from tests.databases import Sqlite, opened
from tests.halving import runs_elsewhere
from tests.postgres import HOME_VARIABLE, Postgres, begin_run, end_run
from tests.shared_sql import share_sql

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile("quick")
share_sql()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        # All that is called here is on this machine, also by clients that would ask the machine's proxy to call it.
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            del os.environ[name]
        begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        end_run()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both", action="store_true", help="run tests marked either_database on both databases")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `one_database` and `either_database` leave to others, so that the suite stays quick."""
    nodeids = {item.nodeid for item in items}
    left_out = [item for item in items if runs_elsewhere(item, nodeids, both=config.getoption("--both"))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """That nobody has looked at the page must not be a mere ``s`` among a thousand dots."""
    unseen = [report for report in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(report.longrepr)]
    if unseen:
        terminalreporter.section("NO BROWSER", red=True, bold=True)
        terminalreporter.line(f"{len(unseen)} tests of the playground's page were not run. {NO_BROWSER}.", red=True)


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
