"""Connections to PostgreSQL beside the engine's, which are for one transaction each."""

from typing import Any

import psycopg
from sqlalchemy.engine import URL

from bot.database.engine import WHO_SERVES, patient

Connection = psycopg.AsyncConnection[tuple[Any, ...]]


async def connect(url: URL) -> Connection:
    """Return a connection of its own, in which each statement is committed by itself. Raises psycopg.Error."""
    _, arguments = url.get_dialect()().create_connect_args(patient(url))
    return await psycopg.AsyncConnection.connect(**arguments, autocommit=True)


async def is_pooled(connection: Connection) -> bool:
    """Return whether a pooler stands between, which may give each statement to another process of PostgreSQL."""
    served_by = await (await connection.execute(WHO_SERVES)).fetchone()
    return served_by != (connection.info.backend_pid,)
