"""What is encrypted shows its length, and so all of one kind is as long as any other."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Dialect
from sqlalchemy.types import TypeEngine

from bot.database.columns import PrivateJson, keys_of
from bot.database.database import Database
from bot.database.keys import Key, Keys
from bot.database.marks import SLOTS, free_mark, marks_of
from bot.database.padding import PrivateInstant, PrivateWord, PrivateWords
from bot.outbox.models import PrivateFields, PrivateFieldsType
from bot.profiles.models import NeverPair

pytestmark = pytest.mark.either_database


def lying(kind: TypeEngine[Any], value: object, dialect: Dialect) -> str:
    """A value as it lies in the database."""
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    assert bind is not None
    return str(bind(value))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (PrivateWord(), ["", "U1", "U0123456789ABCDEF"]),
        (PrivateWords(), ["", "U1", "U1 U0123456789ABCDEF U3 U4"]),
        (PrivateInstant(), [None, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 9, 30, 5, 123456, UTC)]),
        (
            PrivateFieldsType(),
            [PrivateFields(), PrivateFields("a", "@U1", "U1", "12345", "D0123456789", "1764000000.000100")],
        ),
    ],
)
async def test_it_is_as_long_whatever_it_says(
    database: Database, kind: TypeEngine[object], values: list[object]
) -> None:
    dialect = database.engine.dialect
    written = [lying(kind, value, dialect) for value in values]
    assert len({len(token) for token in written}) == 1
    read = kind.dialect_impl(dialect).result_processor(dialect, None)
    assert read is not None
    assert [read(token) for token in written] == values


async def test_an_object_is_read_encrypted_once_or_twice_and_written_so_that_the_version_before_reads_it(
    database: Database,
) -> None:
    dialect, value = database.engine.dialect, {"text": "gAAAAA", "blocks": [{"type": "divider"}]}
    keys = keys_of(dialect)
    once = keys.encrypt(json.dumps(value).encode())
    read = PrivateJson().dialect_impl(dialect).result_processor(dialect, None)
    assert read is not None
    assert [read(token.decode()) for token in (once, keys.encrypt(once))] == [value, value]
    assert json.loads(keys.decrypt(keys.decrypt(lying(PrivateJson(), value, dialect)))) == value


async def test_rows_about_one_person_have_marks_of_their_own_as_long_as_there_are_any(database: Database) -> None:
    async with database.transaction() as session:
        column, taken = NeverPair.by, list[str]()
        for _ in range(SLOTS + 1):
            taken.append(free_mark(session, column, "T1", "U1", taken))
        assert len(set(taken)) == SLOTS
        assert set(taken) <= set(marks_of(session, column, "T1", "U1"))
        others = [("T2", "U1", column), ("T1", "U2", column), ("T1", "U1", NeverPair.whom)]
        assert not [one for one in others if set(marks_of(session, one[2], one[0], one[1])) & set(taken)]


def test_keys_mark_differently_and_all_of_them_are_tried() -> None:
    old, new = Key(Fernet.generate_key()), Key(Fernet.generate_key())
    assert old.mark("asks.mark", "U1") != new.mark("asks.mark", "U1")
    assert Keys([new, old]).each == (new, old)
