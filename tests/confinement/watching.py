"""Watching a database: what a confined session asks of it has to be narrowed to its workspace, in the SQL itself."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from weakref import ref

from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.confinement import confined_to
from bot.database.columns import Base
from bot.database.database import Database

_SESSION = "watched session"

_READ = re.compile(r"(\(SELECT \* )?\b(?:FROM|JOIN|,) (\w+)(?![\w.(])( WHERE (?:\(\+ )?\2\.workspace\b| WHERE EXISTS)?")
"""A table that is read, with what makes it a window if it is one."""

_CHANGED = re.compile(r"^(?:UPDATE|DELETE FROM) (\w+) ")


@contextmanager
def watched(database: Database) -> Iterator[list[str]]:
    """The SQL of every statement that was run by a confined session and sees more than its workspace."""
    open_statements: list[str] = []

    def remember(session: Session, _transaction: object, connection: Any) -> None:
        connection.info[_SESSION] = ref(session)

    def look(connection: Any, _cursor: object, sql: str, parameters: Any, *_: object) -> None:
        session = connection.info.get(_SESSION, lambda: None)()
        workspace = None if session is None else confined_to(session)
        if workspace is not None and not _is_narrow(sql, parameters, workspace):
            open_statements.append(sql)

    event.listen(Session, "after_begin", remember)
    event.listen(database.engine.sync_engine, "before_cursor_execute", look)
    try:
        yield open_statements
    finally:
        event.remove(Session, "after_begin", remember)
        event.remove(database.engine.sync_engine, "before_cursor_execute", look)


def _is_narrow(sql: str, parameters: Any, workspace: str) -> bool:
    if _is_of_one_row(sql):
        return True  # of an object that the session holds: it was found through a window, or is new and was checked
    if not _reads_through_windows(sql):
        return False
    if "workspace" not in sql:
        return True
    given = parameters.values() if isinstance(parameters, dict) else parameters
    return workspace in given or isinstance(parameters, list)


@cache
def _reads_through_windows(sql: str) -> bool:
    flat = " ".join(sql.split()).partition(" RETURNING ")[0]
    if flat.startswith("INSERT") and "SELECT" not in flat:
        return True  # what is inserted was checked
    changed = _CHANGED.match(flat)
    if changed and not re.search(rf"{changed[1]}\.workspace\)? = |EXISTS", flat):
        return False
    rest = flat[changed.end() :] if changed else flat
    return all(before and after for before, name, after in _READ.findall(rest) if name in Base.metadata.tables)


@cache
def _is_of_one_row(sql: str) -> bool:
    """What a flush writes: a change of one row by the whole of its key, and nothing else."""
    flat = " ".join(sql.split())
    changed = _CHANGED.match(flat)
    if changed is None or "SELECT" in flat:
        return False
    table = Base.metadata.tables[changed[1]]
    conditions = {part.split(" = ")[0] for part in flat.rpartition(" WHERE ")[2].split(" AND ")}
    return conditions == {f"{table.name}.{key.name}" for key in table.primary_key}
