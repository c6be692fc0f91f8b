"""The database: engine, transactions and the column types of the house.

One code path for SQLite (the default, one process) and PostgreSQL (shared by many).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    and_,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase

from bot.bell import Bell, rung
from bot.confinement import ROWS_ARE_CHECKED, confined_to, refuse_foreign_rows
from bot.engine import async_url, create_engine
from bot.keys import Keys

LONGEST_SECONDS = 30.0
"""How long a transaction may take with all that it waits for: who holds a row for longer holds up nothing else."""

_CIPHER = "klatch_cipher"


class Base(DeclarativeBase):
    """The root of every table. Constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # A state is stored as its value in plain text: a new one needs no migration, and people can read it.
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=40,
            values_callable=lambda states: [state.value for state in states],
        )
    }


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. A naive datetime is refused when it is written, never guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """To the database: UTC. Raises ValueError for a datetime without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant knows its zone; this datetime is naive")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC. SQLite forgets the zone, which is always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PrivateText(TypeDecorator[str]):
    """Text that only a holder of the encryption key can read; it lies encrypted in the database.

    What is encrypted does not tell when it was: an hour beside another hour can tell who wrote it.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database: encrypted and authenticated."""
        return None if value is None else _encrypted(dialect, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """From the database. Raises cryptography.fernet.InvalidToken when the key is another one."""
        return None if value is None else keys_of(dialect).decrypt(value.encode("ascii")).decode()


class PrivateJson(TypeDecorator[Mapping[str, Any]]):
    """A JSON object, encrypted like :class:`PrivateText`."""

    impl = PrivateText
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> str | None:
        """To the database: serialised and encrypted."""
        return None if value is None else _encrypted(dialect, self.padded(json.dumps(value)))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, Any] | None:
        """From the database: decrypted and parsed."""
        return None if value is None else json.loads(keys_of(dialect).decrypt(value.encode("ascii")))

    def padded(self, text: str) -> str:
        """The object's text as long as it is to be encrypted: as it is."""
        return text


class Database:
    """An engine and its transactions.

    On SQLite a transaction begins IMMEDIATE, and those of this process wait in line for each other, so that
    none is turned away as busy. A commit survives a power cut (WAL with synchronous=FULL).
    """

    def __init__(self, url: str, cipher: Keys) -> None:
        self.url = async_url(url)
        self.engine = create_engine(self.url)
        setattr(self.engine.dialect, _CIPHER, cipher)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._line = asyncio.Lock() if self.is_sqlite else None
        self.bell = Bell()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, which one process owns."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises.

        What was rung in it (:func:`bot.bell.ring`) is heard once it is committed. Raises TimeoutError when it takes
        longer than ``LONGEST_SECONDS``.
        """
        async with asyncio.timeout(LONGEST_SECONDS), self._line or nullcontext(), self._sessions.begin() as session:
            yield session
            await session.flush()  # while it can still be broken off: once it commits, it does so to its end
        self.bell.call(rung(session))

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


async def insert_once(session: AsyncSession, table: type[Base], unique: Sequence[str], **values: Any) -> bool:
    """Insert a row unless one with the same ``unique`` columns is there; whether it was inserted.

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
    """What an upsert asks of the row that is there, where its key does not say so already."""
    columns = _table(table).c
    if "workspace" in unique or "workspace" not in columns:
        return true()
    is_same: ColumnElement[bool] = columns["workspace"] == insert.excluded["workspace"]
    return is_same


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


def _insert(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def lost_a_race(fault: DBAPIError) -> bool:
    """Whether another transaction was in the way of this one, or wrote the row first: to begin again is the remedy."""
    return isinstance(fault.orig, DeadlockDetected | SerializationFailure | UniqueViolation)


def _encrypted(dialect: Dialect, text: str) -> str:
    # Fernet writes the time into the clear part of its tokens; nothing here asks how old one is.
    return keys_of(dialect).encrypt_at_time(text.encode(), 0).decode("ascii")


def keys_of(dialect: Dialect) -> Keys:
    """The keys that a database was opened with. Raises TypeError where there were none."""
    # They belong to one engine, not to the module: two databases in one process keep their secrets apart.
    cipher = getattr(dialect, _CIPHER)
    if not isinstance(cipher, Keys):
        raise TypeError("the database was opened without an encryption key")
    return cipher
