"""The languages in which words are read, and the one that a text is in: a file such as ``words.fr.toml`` for each."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from bot.matching.asks import spelling, stop_words

ENGLISH = "en"

FILES = sorted(Path(__file__).parent.glob("words.*.toml"))
"""One file for each language besides English, which stands in the code."""


class Stemmer(Protocol):
    """One of Snowball's stemmers."""

    def stemWord(self, word: str) -> str:  # noqa: N802 (Snowball's own name)
        """Return the stem of a word."""


@dataclass(frozen=True, slots=True)
class WordLanguage:
    """How the words of a text in one language are read."""

    as_one: Callable[[str], str]
    """Gives the one spelling of a word that is spelled in several ways."""
    stemmer: type[Stemmer]
    stop_words: frozenset[str]
    """Words that say nothing about what a text is about."""
    signs: frozenset[str]
    """Words, and elided ones with their apostrophe, that tell of a text that it is in this language."""
    elsewhere: frozenset[str] = frozenset()
    """Words that tell nothing of a text's language, for English has them as well."""


def language_of(words: Iterable[str]) -> str | None:
    """Return the language of most of the words that tell it; None where no language has more than any other.

    The words are normalised, elided ones with their apostrophe.
    """
    said = [*words]
    counts = {code: sum(word in language.signs for word in said) for code, language in LANGUAGES.items()}
    most = max(counts.values())
    leading = [code for code, count in counts.items() if count == most]
    return leading[0] if len(leading) == 1 else None


def _read(file: Path) -> tuple[str, WordLanguage]:
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    grammar, asking, elsewhere, elided = (
        frozenset(told[name].split()) for name in ("grammar", "asking", "elsewhere", "elided")
    )
    signs = (grammar - stop_words.STOP_WORDS - elsewhere) | elided
    stemmer, as_one = _stemmer(told["stemmer"]), _speller(told["spellings"])
    return file.name.split(".")[1], WordLanguage(as_one, stemmer, grammar | asking, signs, elsewhere)


def _speller(spellings: Mapping[str, str]) -> Callable[[str], str]:
    rules = [(re.compile(pattern), instead) for pattern, instead in spellings.items()]

    def as_one(word: str) -> str:
        for pattern, instead in rules:
            word = pattern.sub(instead, word)
        return word

    return as_one


def _stemmer(name: str) -> type[Stemmer]:
    """Return Snowball's stemmer of a name, in Python: the same everywhere, whatever else is installed."""
    module = import_module(f"snowballstemmer.{name}_stemmer")
    return cast(type[Stemmer], getattr(module, f"{name.capitalize()}Stemmer"))


def _languages() -> Mapping[str, WordLanguage]:
    others = dict(_read(file) for file in FILES)
    theirs = frozenset[str]().union(*(one.stop_words | one.elsewhere for one in others.values()))
    signs = stop_words.ENGLISH - theirs
    return {ENGLISH: WordLanguage(spelling.as_one, _stemmer("english"), stop_words.STOP_WORDS, signs), **others}


LANGUAGES = _languages()
"""Every language, by its code, English first."""
