"""The words after a command, in every language that there is: each is read whatever language its writer reads."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

from bot.languages.catalogues import languages
from bot.languages.reader import Reader, reader_of
from bot.matching.asks.words import normalised


def in_english(typed: str, words: Sequence[str]) -> str:
    """Return what was typed after a command, its first word in English if it is one of ``words`` in any language.

    Case, accents and apostrophes do not matter.

    >>> in_english("Reprendre", ["pause", "resume"])
    'resume'
    """
    first, *rest = typed.split(maxsplit=1) or [""]
    meant = _meanings().get(_key(first))
    return " ".join([meant, *rest]) if meant in words else typed


def likely_word(reader: Reader, typed: str, words: Sequence[str]) -> str | None:
    """Return the word of ``words`` of which a typed one is a slip, as its reader says it; None for anything else."""
    if not typed or " " in typed:  # comparing takes long
        return None
    known = [key for key, meant in _meanings().items() if meant in words]
    found = get_close_matches(_key(typed), known, n=1, cutoff=0.75)
    return words_of(reader_of(reader.language))[_meanings()[found[0]]] if found else None


@lru_cache(maxsize=16)
def words_of(reader: Reader) -> Mapping[str, str]:
    """Return every word of a command as its reader types it, by the English one."""
    return {
        "help": reader.pgettext("command word", "help"),
        "host": reader.pgettext("command word", "host"),
        "join": reader.pgettext("command word", "join"),
        "leave": reader.pgettext("command word", "leave"),
        "list": reader.pgettext("command word", "list"),
        "new": reader.pgettext("command word", "new"),
        "next": reader.pgettext("command word", "next"),
        "pause": reader.pgettext("command word", "pause"),
        "prompt": reader.pgettext("command word", "prompt"),
        "resume": reader.pgettext("command word", "resume"),
        "skip": reader.pgettext("command word", "skip"),
        "status": reader.pgettext("command word", "status"),
        "stop": reader.pgettext("command word", "stop"),
        "suggest": reader.pgettext("command word", "suggest"),
        "today": reader.pgettext("command word", "today"),
        "withdraw": reader.pgettext("command word", "withdraw"),
    }


@lru_cache
def _meanings() -> Mapping[str, str]:
    readers = [reader_of(language) for language in languages()]
    return {_key(word): english for reader in readers for english, word in words_of(reader).items()}


def _key(word: str) -> str:
    return normalised(word).replace("'", "")
