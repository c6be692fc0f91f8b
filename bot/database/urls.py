"""Checking DATABASE_URL. No message shows any part of it: a password may be anywhere in it."""

from pathlib import PurePath
from urllib.parse import unquote

from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from bot.database.engine import async_url
from bot.database.sqlite import IN_MEMORY
from bot.proxies import can_be_looked_up

A_DATABASE = "must be a database URL: sqlite:///klatch.db, or postgresql://user:password@host/name"
A_FILE = "must name a file, such as sqlite:///klatch.db or, with its folder, sqlite:////data/klatch.db"
SEVERAL = "must list several servers like this: postgresql://user:password@/name?host=one:5432&host=two:5432"
A_PORT = "must have a port from 1 to 65535"

_HIGHEST_PORT = 65_535
_SOCKETS = ("/", "@")
"""The first characters of a Unix socket's path."""


def check_database_url(value: str) -> None:
    """Raise ValueError, with what is wrong, for a URL that Klatch cannot use."""
    try:
        url = async_url(value)
    except (ArgumentError, ValueError):
        raise ValueError(SEVERAL if _names_several_at_once(value) else A_DATABASE) from None
    if "\0" in unquote(value):
        raise ValueError("must not contain %00")
    if url.get_backend_name() == "sqlite":
        _check_file(value, url)
    else:
        _check_servers(url)


def _names_several_at_once(value: str) -> bool:
    """Return True for several hosts in the way of PostgreSQL's own tools, which SQLAlchemy does not read."""
    scheme, _, rest = value.partition("://")
    return scheme.startswith("postgres") and "," in rest.partition("/")[0].rpartition("@")[2]


def _check_file(value: str, url: URL) -> None:
    if "?" in value:
        raise ValueError("must have nothing after the file's name: SQLite takes no options here")
    if url.host or url.username or url.port:
        raise ValueError(A_FILE)
    if url.database in (None, "", IN_MEMORY):
        raise ValueError(f"{A_FILE}: a database in memory is lost when the process ends")
    file = url.database or ""
    # SQLite would take such a name for a URL of its own, and open another file than the one that is kept private.
    if not PurePath(file).name or file.startswith("file:"):
        raise ValueError(A_FILE)


def _check_servers(url: URL) -> None:
    try:
        named = servers(url)
    except (ArgumentError, ValueError):
        raise ValueError(f"{A_PORT}; if there are several servers, it {SEVERAL}") from None
    if not all(port is None or 0 < port <= _HIGHEST_PORT for _, port in named):
        raise ValueError(A_PORT)
    if not all(host.startswith(_SOCKETS) or can_be_looked_up(host) for host, _ in named):
        raise ValueError("must have a valid host name")


def servers(url: URL) -> list[tuple[str, int | None]]:
    """The servers that a PostgreSQL's URL names, with the port of each, if it says one.

    Raises ArgumentError or ValueError where it cannot be told.
    """
    _, named = url.get_dialect()().create_connect_args(url)
    hosts, ports = (str(named.get(each) or "").split(",") for each in ("host", "port"))
    ports = ports if len(ports) == len(hosts) else ports * len(hosts)
    return [(host, int(port) if port else None) for host, port in zip(hosts, ports, strict=True)]
