"""The keys of the database: what they encrypt nobody else reads, and what they mark they find again."""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Iterable

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK_LENGTH = 32
"""Hexadecimal digits: 128 bits."""


class Key(Fernet):
    """One key. Raises ValueError for what is none."""

    def __init__(self, key: str | bytes) -> None:
        super().__init__(key)
        self._marking = HKDF(SHA256(), length=32, salt=None, info=b"klatch marks").derive(urlsafe_b64decode(key))

    def mark(self, of: str, words: str) -> str:
        """A keyed digest of words. ``of`` says where it stands: elsewhere the same words have another mark."""
        return hmac.digest(self._marking, f"{of}\n{words}".encode(), "sha256").hex()[:MARK_LENGTH]


class Keys(MultiFernet):
    """Several keys, while one takes the place of another: the first encrypts and marks, each reads and finds."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.each = tuple(keys)
        super().__init__(self.each)
