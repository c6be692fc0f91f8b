"""Databases that encrypt alike share their SQL; those that do not share none, or they would read with others' keys."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Dialect

from bot.database.database import Database
from bot.database.keys import Key, Keys

pytestmark = pytest.mark.one_database

ONE, OTHER = Fernet.generate_key(), Fernet.generate_key()


def dialect(url: str, *keys: bytes) -> Dialect:
    return Database(url, Keys(map(Key, keys))).engine.dialect


def test_dialects_are_equal_when_they_encrypt_alike(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path / 'one.db'}", "postgresql://localhost/one"):
        elsewhere = url.replace("one", "two")
        assert dialect(url, ONE) == dialect(elsewhere, ONE)
        assert hash(dialect(url, ONE)) == hash(dialect(elsewhere, ONE))
        assert dialect(url, ONE) != dialect(elsewhere, OTHER)
        assert dialect(url, ONE) != dialect(elsewhere, ONE, OTHER)
        assert dialect(url, ONE, OTHER) != dialect(elsewhere, OTHER, ONE)
    assert dialect("sqlite://", ONE) != dialect("postgresql://localhost/one", ONE)
