"""Ids that are given once: no row on SQLite ever gets the id of one that is gone, which an old button may still carry.

PostgreSQL keeps to that by itself. SQLite does with AUTOINCREMENT, of which neither the migrations know, nor Alembic
when it makes a table anew to alter it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, event, text

_MADE_ANEW = "_alembic_tmp_"
"""The prefix of Alembic's names for a table that takes the place of another."""

_COPY = text("INSERT INTO sqlite_sequence (name, seq) SELECT :new, seq FROM sqlite_sequence WHERE name = :old")


@contextmanager
def ids_are_given_once() -> Iterator[None]:
    """Every table that is made meanwhile goes on counting where it, or the one whose place it takes, has stopped."""
    event.listen(Table, "before_create", _count_on)
    event.listen(Table, "after_create", _where_it_stopped)
    try:
        yield
    finally:
        event.remove(Table, "before_create", _count_on)
        event.remove(Table, "after_create", _where_it_stopped)


def _count_on(table: Table, _connection: Connection, **_: Any) -> None:
    table.dialect_options["sqlite"]["autoincrement"] = table.autoincrement_column is not None


def _where_it_stopped(table: Table, connection: Connection, **_: Any) -> None:
    if connection.dialect.name == "sqlite" and table.name.startswith(_MADE_ANEW):
        connection.execute(_COPY, {"new": table.name, "old": table.name.removeprefix(_MADE_ANEW)})
