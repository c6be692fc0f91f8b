"""Encrypting everything private anew, with the first of the keys, so that an old key can be put away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    Table,
    Text,
    TypeDecorator,
    and_,
    literal,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from bot.database.columns import PrivateText
from bot.database.database import Database
from bot.database.keys import Key
from bot.database.marks import Mark, renewed
from bot.schema import all_tables

AT_ONCE = 200
"""Rows looked at in one transaction, which others wait for on SQLite."""

_Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """Numbers of texts that were encrypted anew, were so already, or stay as they are because no key opens them."""

    anew: int = 0
    already: int = 0
    locked: int = 0

    def __add__(self, other: "Rekeyed") -> "Rekeyed":
        return Rekeyed(self.anew + other.anew, self.already + other.already, self.locked + other.locked)


async def rekey(database: Database, keys: Sequence[Key]) -> Rekeyed:
    """Encrypt with the first key whatever another of the keys opens, in every workspace.

    It may be stopped at any instant and begun again. Klatch may run meanwhile, with the same keys: what it writes is
    newer, and stays.
    """
    total = Rekeyed()
    for column in private_columns():
        total += await _rekey_column(database, column, keys)
    for column, kind in _columns_of_marks():
        await _renew_marks(database, column, kind, keys)
    return total


def private_columns() -> Iterator[Column[Any]]:
    """Yield every column that is encrypted in the database."""
    for table in all_tables().sorted_tables:
        for column in table.columns:
            if _is_private(column.type):
                yield column


def _is_private(kind: TypeEngine[Any]) -> bool:
    while isinstance(kind, TypeDecorator) and not isinstance(kind, PrivateText):
        kind = kind.impl_instance
    return isinstance(kind, PrivateText)


def _columns_of_marks() -> Iterator[tuple[Column[Any], Mark]]:
    for table in all_tables().sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Mark):
                yield column, column.type


async def _renew_marks(database: Database, column: Column[Any], kind: Mark, keys: Sequence[Key]) -> None:
    """Renew the marks of a column with the first key. The encrypted column beside it says whose each is."""
    after, table = cast(_Key | None, None), column.table
    values = [column.label("mark"), table.c.workspace.label("of"), _as_it_lies(table.c[kind.whose])]
    while True:
        async with database.transaction() as session:
            rows = await _next_rows(session, column, values, after)
            for key, (mark, workspace, token) in rows:
                words = next(iter(reversed(_layers(token, MultiFernet(keys)))), "")
                new = renewed(mark, str(column), workspace, _word(words, kind.place), keys)
                if new is not None and new != mark:
                    unchanged = update(table).where(_has_key(table, key), column == mark)
                    await session.execute(unchanged.values({column.name: new}))
        if len(rows) < AT_ONCE:
            return
        after = rows[-1][0]


async def _rekey_column(database: Database, column: Column[Any], keys: Sequence[Fernet]) -> Rekeyed:
    total, after = Rekeyed(), cast(_Key | None, None)
    while True:
        async with database.transaction() as session:
            rows = await _next_rows(session, column, [_as_it_lies(column)], after)
            for key, (token,) in rows:
                total += await rekey_text(session, column, key, token, keys)
        if len(rows) < AT_ONCE:
            return total
        after = rows[-1][0]


async def _next_rows(
    session: AsyncSession, column: Column[Any], values: Sequence[ColumnElement[Any]], after: _Key | None
) -> list[tuple[_Key, tuple[Any, ...]]]:
    """Return the next rows in which a column is set, in order of their primary keys: each key, and the values."""
    key = list(column.table.primary_key)
    found = select(*key, *values).where(column.is_not(None)).order_by(*key).limit(AT_ONCE)
    if after is not None:
        found = found.where(tuple_(*key) > tuple_(*after))
    return [(tuple(row[: len(key)]), tuple(row[len(key) :])) for row in await session.execute(found)]


async def rekey_text(
    session: AsyncSession, column: Column[Any], key: _Key, token: str, keys: Sequence[Fernet]
) -> Rekeyed:
    """Encrypt one text with the first key, if ``token`` is still what stands in that column of that row."""
    layers = _layers(token, MultiFernet(keys))
    if not layers:
        return Rekeyed(locked=1)
    if all(_opens(keys[0], layer) for layer in [token, *layers[:-1]]):
        return Rekeyed(already=1)
    # Whatever was written meanwhile is newer, and was encrypted with the first key already.
    unchanged = update(column.table).where(_has_key(column.table, key), _as_it_lies(column) == token)
    renewed = literal(_wrapped(layers, keys[0]), Text())
    changed = await session.execute(unchanged.values({column.name: renewed}))
    return Rekeyed(anew=cast(CursorResult[Any], changed).rowcount)


def _word(words: str, place: int) -> str:
    return (words.split()[place:] or [""])[0]


def _has_key(table: Table, key: Sequence[Any]) -> ColumnElement[bool]:
    return and_(*(part == value for part, value in zip(table.primary_key, key, strict=True)))


def _layers(token: str, cipher: MultiFernet) -> list[str]:
    """Return the decrypted content of a token, then that of this, down to the plain text. JSON is encrypted twice."""
    try:
        inside = cipher.decrypt(token).decode()
    except InvalidToken:
        return []
    return [inside, *_layers(inside, cipher)]


def _wrapped(layers: Sequence[str], key: Fernet) -> str:
    """Return the innermost text encrypted in as many layers as before."""
    token = layers[-1]
    for _ in layers:
        token = key.encrypt_at_time(token.encode(), 0).decode("ascii")
    return token


def _opens(key: Fernet, token: str) -> bool:
    try:
        key.decrypt(token)
    except InvalidToken:
        return False
    return True


def _as_it_lies(column: Column[Any]) -> ColumnElement[str]:
    return type_coerce(column, Text())
