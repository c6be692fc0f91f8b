"""SQL that is made once and shared: a quarter of what a test does if each, with an engine of its own, makes it anew.

SQLAlchemy and our prepared statements keep SQL by dialect, and each engine has a dialect of its own. Here those of one
kind, whose columns are encrypted with the same key, are equal: what was made for one is found for the others.
"""

from functools import cached_property
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import URL

from bot.database.columns import keys_of

_SQL: dict[Any, Any] = {}


def share_sql() -> None:
    """Have every engine that is created from now on in this process share its SQL with those that are like it."""
    registry.register("sqlite.aiosqlite", __name__, Sqlite.__name__)
    registry.register("postgresql.psycopg", __name__, Postgres.__name__)


class _Alike:
    @classmethod
    def get_async_dialect_cls(cls, _url: URL) -> type:
        """That of every engine that is created: SQLAlchemy asks what is registered."""
        return cls

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """SQLAlchemy says so of each engine."""
        engine.update_execution_options(compiled_cache=_SQL)

    @cached_property
    def _key(self) -> tuple[str, int]:
        """Which one encrypts, by its mark, and how many there are to read by. Migrations have none."""
        try:
            keys = keys_of(self).each  # type: ignore[arg-type]
        except AttributeError:
            return "", 0
        return keys[0].mark("a dialect", ""), len(keys)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, _Alike) and type(self) is type(other) and self._key == other._key)

    def __hash__(self) -> int:
        return hash(type(self))


class Sqlite(_Alike, SQLiteDialect_aiosqlite):
    supports_statement_cache = True


class Postgres(_Alike, PGDialectAsync_psycopg):
    supports_statement_cache = True
