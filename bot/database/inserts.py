"""Inserting where a row may be there already: nothing, or an update, decided by the database itself."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.confinement import confined_to, refuse_foreign_rows
from bot.confinement.tenant_path import tenant_path_of
from bot.database.columns import Base
from bot.database.driver import dialect_of
from bot.database.prepared import Prepared

UpdatedWhere = Callable[[Any], ColumnElement[bool]]
"""Gives the condition on which a row is updated that is there, from the columns of the row that would be inserted."""

_Names = tuple[str, ...]


async def insert_once(session: AsyncSession, table: type[Base], unique: Sequence[str], **values: Any) -> bool:
    """Insert a row unless one with the same ``unique`` columns is there; returns True when it was inserted.

    Also when two transactions insert at the same moment: the second waits for the first, and then knows.
    """
    return await insert_once_all(session, table, unique, [values]) == 1


async def insert_once_all(
    session: AsyncSession, table: type[Base], unique: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> int:
    """As :func:`insert_once`, for rows that have the same columns, in this order; returns how many were inserted."""
    if not rows:
        return 0
    await _refuse_foreign(session, table, rows)
    insert = _inserting_once(dialect_of(session).name, table, tuple(unique), tuple(rows[0]))
    return await insert.run_many(session, rows)


async def insert_or_update(session: AsyncSession, table: type[Base], unique: Sequence[str], **values: Any) -> None:
    """Insert a row, or give the one with the same ``unique`` columns these values."""
    await insert_or_update_all(session, table, unique, [values])


async def insert_or_update_all(
    session: AsyncSession,
    table: type[Base],
    unique: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    where: UpdatedWhere | None = None,
) -> None:
    """As :func:`insert_or_update`, for rows that have the same columns, however many.

    With ``where``, a function of a module (statements are kept by it), a row that is there changes only where it holds.
    """
    if not rows:
        return
    await _refuse_foreign(session, table, rows)
    dialect = dialect_of(session).name
    upsert = _inserting_or_updating(dialect, table, tuple(unique), tuple(rows[0]), where)
    # Always in the same order, so that no two wait for each other.
    await upsert.run_many(session, sorted(rows, key=lambda row: [row[column] for column in unique]))


async def _refuse_foreign(session: AsyncSession, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    if confined_to(session) is None:
        return
    if tenant_path_of(_table(table)) is None:
        refuse_foreign_rows(session.sync_session, _table(table), rows)  # by their own column: nothing is asked
    else:
        await session.run_sync(refuse_foreign_rows, _table(table), rows)


@cache  # as many as there are calls in the house
def _inserting_once(dialect: str, table: type[Base], unique: _Names, columns: _Names) -> Prepared[*tuple[Any, ...]]:
    return Prepared(
        _insert(dialect, table).on_conflict_do_nothing(index_elements=list(unique)), columns, are_checked=True
    )


@cache
def _inserting_or_updating(
    dialect: str, table: type[Base], unique: _Names, columns: _Names, where: UpdatedWhere | None
) -> Prepared[*tuple[Any, ...]]:
    insert = _insert(dialect, table)
    changed = {column: insert.excluded[column] for column in columns if column not in unique}
    is_updated = _of_the_same_workspace(table, insert, unique)
    if where is not None:
        is_updated = and_(is_updated, where(insert.excluded))
    upsert = insert.on_conflict_do_update(index_elements=list(unique), set_=changed, where=is_updated)
    return Prepared(upsert, columns, are_checked=True)


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


def _insert(dialect: str, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
