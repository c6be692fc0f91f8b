"""Text as it is compared: in small letters, with the signs of a keyboard and without accents; and the pieces of it."""

import re
import unicodedata

PIECE = re.compile(r"[0-9]+|[^\W\d_]+'?|\S")
"""A number, a word with the apostrophe of an elision, or a sign."""

_SIGNS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\uff07`", "'"),
    **dict.fromkeys("\u200b\u200e\u200f\ufeff\u00ad", " "),
}
"""Signs that phones and Macs type by themselves, and what a keyboard has for them; signs that nobody sees."""


class Text:
    """What somebody typed; ``plain`` is the same in small letters, in a keyboard's signs and without accents."""

    def __init__(self, typed: str) -> None:
        self.typed = unicodedata.normalize("NFC", typed)
        self.plain = "".join(_plain(letter.lower()[0]) for letter in self.typed)

    def between(self, begins: int, ends: int) -> str:
        """Return the words of a stretch as they were typed, on one line."""
        return " ".join(self.typed[begins:ends].split())


def plain(words: str) -> str:
    """Return words as they are compared.

    >>> plain("Février")
    'fevrier'
    """
    return Text(words).plain


def pieces_of(words: str) -> tuple[str, ...]:
    """Return the pieces of words that are plain already."""
    return tuple(PIECE.findall(words))


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFD", _SIGNS.get(letter, letter))[0]
