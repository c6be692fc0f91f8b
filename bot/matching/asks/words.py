"""The words of a question and of a mentor's own description, made comparable."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from bot.matching.asks.word_languages import ENGLISH, LANGUAGES, language_of

MOST_CHARACTERS = 20_000
"""Text beyond this is not read: Slack's own inputs end at 3,000 characters, its messages near 40,000."""

MOST_WORD_CHARACTERS = 40
"""Longer runs are keys, addresses or noise; they are compared by their beginning and never stemmed."""


def _any_of(listed: Iterable[frozenset[str]]) -> str:
    """Return a pattern of all words that are listed; of none, where there are none."""
    return "|".join(re.escape(word) for word in sorted(frozenset[str]().union(*listed))) or "(?!)"


_ACCENTS_AND_INVISIBLE = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_ADDRESSES = re.compile(r"https?://[^\s<>|]+|<[@#!][^<>]*>", re.IGNORECASE)
_ENDINGS = re.compile(rf"(?:{_any_of(language.endings for language in LANGUAGES.values())})\b")
"""What is not of the word before it. Joined to it, "he'll" and "she'd" would be about other things."""
_PLUS_AND_SHARP = re.compile(r"((?<=\b[a-z])(?:\+\+|#)(?![\w+#]))|[+#]")
_ONE_FOR_SEVERAL = str.maketrans({**dict.fromkeys("‘’‛ʼ′´`", "'"), "œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
_ELIDED = re.compile(rf"(?<!\w)(?<!\w')(?:{_any_of(language.elided for language in LANGUAGES.values())})(?=[^\W\d_])")
"""The article or little word before another: "l'équipe" is about "équipe"."""
_SENTENCES = re.compile(r"(?<=[.!?;:])\s+|[\r\n]+")


class ReadWord(NamedTuple):
    """A word of a text: normalised as it is written, its stem, and whether it says anything of a subject."""

    written: str
    stem: str
    is_telling: bool


def normalised(text: str) -> str:
    """The text in one form, whatever its case, compatibility forms (NFKC), accents and apostrophes.

    Applying it again changes nothing. Only the first MOST_CHARACTERS are read.
    The accents are those of Latin, Greek and Cyrillic; the marks of other scripts carry their own sound.
    """
    text = text[:MOST_CHARACTERS]
    if text.isascii():
        return text.lower().translate(_ONE_FOR_SEVERAL)
    while (folded := _folded_once(text)[:MOST_CHARACTERS]) != text:
        text = folded
    return text


def words(text: str) -> list[str]:
    """The words of a text in order, normalised; addresses and mentions are left out, "C++" is one."""
    return _words(_plain(text))


def language_told(text: str) -> str | None:
    """The language that the little words of a text tell, such as "fr"; None where they tell none, or several."""
    return _language(_plain(text))


def read(text: str, language: str | None = None) -> list[ReadWord]:
    """The words of a text in order, with their stems in its language; it is guessed where it is not given.

    It is guessed for each sentence, and one that does not tell is in the language of the whole: many write in two.
    """
    plain = _plain(text)
    if language:
        return _read(plain, language)
    of_all = _language(plain) or ENGLISH
    return [word for sentence in _SENTENCES.split(plain) for word in _read(sentence, _language(sentence) or of_all)]


def stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning: one for "negotiating my salary" and "salary negotiation".

    Spelling is none of the meaning: "labelling theses" and "labeling a thesis" have the same.
    The language's stop words and the filler of asking for help are left out; numbers are kept. Never raises.
    """
    return frozenset(word.stem for word in read(text) if word.is_telling)


@lru_cache(maxsize=65_536)
def stem(word: str, language: str = ENGLISH) -> str:
    """The stem of one normalised word, however it is spelled, by Snowball's rules of a language.

    Other scripts and long runs stay whole.
    """
    if len(word) >= MOST_WORD_CHARACTERS or not word.isascii() or not word.isalpha():
        return word
    rules = LANGUAGES[language]
    # A stemmer keeps its word in itself, so each call has its own: two threads never share one.
    return rules.stemmer().stemWord(rules.as_one(word))


def _plain(text: str) -> str:
    return normalised(_ADDRESSES.sub(" ", text[:MOST_CHARACTERS]))


def _words(plain: str) -> list[str]:
    plain = _ELIDED.sub(" ", _ENDINGS.sub("", plain)).replace("'", "")
    plain = _PLUS_AND_SHARP.sub(lambda found: found[1] or " ", plain)
    return [word[:MOST_WORD_CHARACTERS] for word in plain.translate(_LETTERS).split() if _says_something(word)]


def _language(plain: str) -> str | None:
    return language_of([*_words(plain), *_ELIDED.findall(plain)])


def _read(plain: str, language: str) -> list[ReadWord]:
    stop_words = LANGUAGES[language].stop_words
    return [ReadWord(word, stem(word, language), word not in stop_words) for word in _words(plain)]


def _folded_once(text: str) -> str:
    unfolded = unicodedata.normalize("NFKD", text.translate(_ONE_FOR_SEVERAL)).casefold()
    return unicodedata.normalize("NFKC", _ACCENTS_AND_INVISIBLE.sub("", unfolded))


def _says_something(word: str) -> bool:
    return any(character.isalnum() for character in word)


class _Letters(dict[int, int]):
    """For `str.translate`: letters, numbers and scripts' own marks stay, everything else separates words."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        keeps = character.isalnum() or character in "+#" or unicodedata.category(character).startswith("M")
        kept = code if keeps else ord(" ")
        if code < 0x3000:  # alphabets are worth remembering, ideographs are too many
            self[code] = kept
        return kept


_LETTERS = _Letters()
