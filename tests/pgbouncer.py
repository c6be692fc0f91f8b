"""PgBouncer in transaction mode before a PostgreSQL, for tests that are left out where it is not installed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

PROGRAM = shutil.which(os.environ.get("PGBOUNCER", "pgbouncer"), path=f"{os.environ.get('PATH', '')}:/usr/sbin")

_SETTINGS = """
[databases]
{name} = host={host} dbname={name} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
auth_file = {users}
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
server_lifetime = 1
server_login_retry = 1
"""
"""So few connections that transactions change them all the time, and none that outlives a server it was led to."""

START_SECONDS = 20


@contextmanager
def pooled(url: str) -> Iterator[str]:
    """The URL of the same database through a PgBouncer, which is ended after. It has to be installed."""
    assert PROGRAM is not None
    direct = make_url(url)
    with tempfile.TemporaryDirectory(prefix="klatch-pgbouncer-") as folder, _free_port() as port:
        users, settings = Path(folder, "users.txt"), Path(folder, "pgbouncer.ini")
        users.write_text(f'"{direct.username}" ""\n')
        host = direct.query["host"]
        settings.write_text(
            _SETTINGS.format(name=direct.database, host=host, user=direct.username, port=port, users=users)
        )
        Path(folder).chmod(0o755)
        with _running(settings, url):
            _wait_for(port)
            yield f"postgresql://{direct.username}@127.0.0.1:{port}/{direct.database}"


@contextmanager
def _running(settings: Path, url: str) -> Iterator[None]:
    assert PROGRAM is not None
    # It does not run as root, and has to reach the server's socket: as whoever owns that.
    command = [PROGRAM, *(["-u", _owner_of(url)] if os.getuid() == 0 else []), str(settings)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _owner_of(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    assert row is not None
    return Path(row[0]).owner()


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        port: int = any_port.getsockname()[1]
    yield port


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
