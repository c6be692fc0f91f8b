"""The column types of every table: instants in UTC, and what only the encryption key can read."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, Enum, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

from bot.database.keys import Keys

_CIPHER = "klatch_cipher"


def hand_keys(dialect: Dialect, keys: Keys) -> None:
    """Give an engine's dialect the keys that its columns encrypt and decrypt with."""
    setattr(dialect, _CIPHER, keys)


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
    """A JSON object, encrypted twice: here, and as the :class:`PrivateText` that it becomes.

    0.1.0 wrote it so, and reads it only so. Its processes may run beside those of 0.2, which read it encrypted once as
    well: the version after may write it once, for three quarters of the room.
    """

    impl = PrivateText
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> str | None:
        """To the database: serialised and encrypted, which then is encrypted once more."""
        return None if value is None else _encrypted(dialect, json.dumps(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, Any] | None:
        """From the database, decrypted once: decrypted again unless it is an object by now, and parsed."""
        if value is not None and not value.startswith("{"):
            value = keys_of(dialect).decrypt(value.encode("ascii")).decode()
        return None if value is None else json.loads(value)


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
