"""Column types for what is private and short: encrypted, and all of one length, for what is encrypted shows that."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Dialect, TypeDecorator

from bot.database.columns import PrivateText

WIDTH = 32
"""Characters, as many as the longest id of Slack's that is kept."""

SHORTEST = 4096
"""Characters, as many as the shortest text that is padded takes."""

_ENCRYPTED = "gAAAAA"
"""How whatever Fernet has encrypted begins."""


class PrivateWord(PrivateText):
    """A member's id, or the name of a state; several of them with a space between, each as wide as any other."""

    at_least = 1
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database: padded and encrypted."""
        return super().process_bind_param(None if value is None else padded(value.split(), self.at_least), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """From the database: decrypted, without what it was padded with."""
        words = super().process_result_value(value, dialect)
        return None if words is None else " ".join(words.split())


class PrivateWords(PrivateWord):
    """Several of them: with none of them as wide as with ``at_least``."""

    at_least = 4
    cache_ok = True


class PrivateInstant(TypeDecorator[datetime]):
    """An instant, or that there is none: nobody sees which without the key."""

    impl = PrivateWord
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        """To the database: as ISO 8601 writes it, which then is padded and encrypted."""
        return "" if value is None else value.isoformat()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """From the database: parsed, once it is decrypted."""
        return datetime.fromisoformat(value) if value else None


class PaddedText(PrivateText):
    """Text that ends in no space, whose length tells little: it is doubled from a length on, until the text fits.

    A version before 0.2 encrypted it twice.
    """

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database: with spaces after it, up to a power of two, and encrypted."""
        width = max(SHORTEST, 1 << (len(value or " ") - 1).bit_length())
        return super().process_bind_param(None if value is None else value.ljust(width), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """From the database: decrypted, without what it was padded with."""
        text = super().process_result_value(value, dialect)
        if text is not None and text.startswith(_ENCRYPTED):
            text = super().process_result_value(text, dialect)
        return None if text is None else text.rstrip()


def padded(words: Iterable[str], at_least: int) -> str:
    """Words in a row, each as wide as any other; where they are fewer than ``at_least``, with room for the rest."""
    row = "".join(word.ljust(WIDTH) for word in words)
    return row.ljust(at_least * WIDTH)
