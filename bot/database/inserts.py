"""Inserting where a row may be there already: nothing, or an update, decided by the database itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.confinement import ROWS_ARE_CHECKED, confined_to, refuse_foreign_rows
from bot.database.columns import Base
from bot.database.driver import dialect_of


async def insert_once(session: AsyncSession, table: type[Base], unique: Sequence[str], **values: Any) -> bool:
    """Insert a row unless one with the same ``unique`` columns is there; returns True when it was inserted.

    Also when two transactions insert at the same moment: the second waits for the first, and then knows.
    """
    await _refuse_foreign(session, table, [values])
    insert = _insert(session, table).values(**values).on_conflict_do_nothing(index_elements=list(unique))
    # Asked back rather than counted: on PostgreSQL the driver does not count the rows of an INSERT.
    returning = insert.returning(*(getattr(table, column) for column in unique))
    inserted = await session.execute(returning, execution_options=ROWS_ARE_CHECKED)
    return inserted.first() is not None


async def insert_or_update(session: AsyncSession, table: type[Base], unique: Sequence[str], **values: Any) -> None:
    """Insert a row, or give the one with the same ``unique`` columns these values."""
    await _refuse_foreign(session, table, [values])
    changed = {column: value for column, value in values.items() if column not in unique}
    insert = _insert(session, table).values(**values)
    where = _of_the_same_workspace(table, insert, unique)
    upsert = insert.on_conflict_do_update(index_elements=list(unique), set_=changed, where=where)
    await session.execute(upsert, execution_options=ROWS_ARE_CHECKED)


async def insert_or_update_all(
    session: AsyncSession,
    table: type[Base],
    unique: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    unless: ColumnElement[bool] | None = None,
) -> None:
    """As :func:`insert_or_update`, for rows that have the same columns, however many.

    A row that is there and for which ``unless`` is true stays as it is.
    """
    if not rows:
        return
    await _refuse_foreign(session, table, rows)
    insert = _insert(session, table)
    changed = {column: insert.excluded[column] for column in rows[0] if column not in unique}
    where = _of_the_same_workspace(table, insert, unique)
    if unless is not None:
        where = and_(where, ~unless)
    upsert = insert.on_conflict_do_update(index_elements=list(unique), set_=changed, where=where)
    # Always in the same order, so that no two wait for each other; one statement each, so that none has
    # more variables than SQLite takes.
    ordered = sorted(rows, key=lambda row: [row[column] for column in unique])
    await (await session.connection()).execute(upsert, [dict(row) for row in ordered])


async def _refuse_foreign(session: AsyncSession, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    if confined_to(session) is not None:
        await session.run_sync(refuse_foreign_rows, _table(table), rows)


def _of_the_same_workspace(
    table: type[Base], insert: sqlite.Insert | postgresql.Insert, unique: Sequence[str]
) -> ColumnElement[bool]:
    """Return the condition that an upsert changes no row of another workspace."""
    columns = _table(table).c
    if "workspace" in unique or "workspace" not in columns:
        return true()
    is_same: ColumnElement[bool] = columns["workspace"] == insert.excluded["workspace"]
    return is_same


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


def _insert(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect_of(session).name == "sqlite" else postgresql.insert(table)
