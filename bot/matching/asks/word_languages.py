"""The languages in which words are read, and the one that a text is in: a file such as ``words.fr.toml`` for each."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeAlias, cast

from bot.matching.asks import spelling

ENGLISH = "en"
"""The language of a text that does not tell its own."""

FILES = sorted(Path(__file__).parent.glob("words.*.toml"))
"""One file for each language."""

_WORDS = ("grammar", "asking", "elsewhere")
_LISTS = (*_WORDS, "elided", "endings")
_Lists: TypeAlias = Mapping[str, frozenset[str]]
"""What a file lists, parted by spaces."""


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
    elsewhere: frozenset[str]
    """Words that tell nothing of a text's language, for others have them as well."""
    elided: frozenset[str]
    """Little words before an apostrophe, which are none of the word after it."""
    endings: frozenset[str]
    """What follows an apostrophe, and is none of the word before it."""


def language_of(words: Iterable[str]) -> str | None:
    """Return the language of most of the words that tell it; None where no language has more than any other.

    The words are normalised, elided ones with their apostrophe.
    """
    said = [*words]
    counts = {code: sum(word in language.signs for word in said) for code, language in LANGUAGES.items()}
    most = max(counts.values())
    leading = [code for code, count in counts.items() if count == most]
    return leading[0] if len(leading) == 1 else None


def read_languages(files: Iterable[Path]) -> Mapping[str, WordLanguage]:
    """Return the language of each file, by its code, English first. A word of several languages tells of none."""
    told = {file.name.split(".")[1]: tomllib.loads(file.read_text(encoding="utf-8")) for file in files}
    listed = {code: {name: frozenset(one.get(name, "").split()) for name in _LISTS} for code, one in told.items()}
    return {
        code: _language(code, told[code], listed[code], [listed[other] for other in listed if other != code])
        for code in sorted(told, key=lambda code: (code != ENGLISH, code))
    }


def _language(code: str, told: Mapping[str, Any], own: _Lists, others: Sequence[_Lists]) -> WordLanguage:
    theirs = frozenset[str]().union(*(one[name] for one in others for name in _WORDS))
    return WordLanguage(
        as_one=spelling.as_one if code == ENGLISH else _speller(told.get("spellings", {})),
        stemmer=_stemmer(told["stemmer"]),
        stop_words=own["grammar"] | own["asking"],
        signs=(own["grammar"] | own["elided"]) - own["elsewhere"] - theirs,
        elsewhere=own["elsewhere"],
        elided=own["elided"],
        endings=own["endings"],
    )


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


LANGUAGES = read_languages(FILES)
"""Every language, by its code, English first."""
