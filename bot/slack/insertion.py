"""Writing a row that may be there already, also while another process writes the same."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Base

Row = Mapping[str, Any]


async def insert_or_update(session: AsyncSession, table: type[Base], key: Row, values: Row) -> None:
    """Insert a row of ``key`` and ``values``, or give the row of that key these values."""
    insert = _insertion(session, table).values(**key, **values)
    await session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


async def insert_if_new(session: AsyncSession, table: type[Base], key: Row, values: Row) -> bool:
    """Insert a row unless one of that key is there; whether it was inserted.

    While another transaction inserts the same, this one waits, and then knows.
    """
    insert = _insertion(session, table).values(**key, **values).on_conflict_do_nothing(index_elements=list(key))
    # Asked back rather than counted: on PostgreSQL the driver does not count rows of an INSERT.
    inserted = await session.execute(insert.returning(*(getattr(table, column) for column in key)))
    return inserted.first() is not None


def _insertion(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)
