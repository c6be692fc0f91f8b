"""The words of a question and of a mentor's own description, made comparable."""

import re
import unicodedata
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer

from bot.matching.asks.spelling import as_one
from bot.matching.asks.stop_words import STOP_WORDS

MOST_CHARACTERS = 20_000
"""Text beyond this is not read: Slack's own inputs end at 3,000 characters, its messages near 40,000."""

MOST_WORD_CHARACTERS = 40
"""Longer runs are keys, addresses or noise; they are compared by their beginning and never stemmed."""

_ACCENTS_AND_INVISIBLE = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_ADDRESSES = re.compile(r"https?://[^\s<>|]+|<[@#!][^<>]*>", re.IGNORECASE)
_ENDINGS = re.compile(r"'(?:s|ll|d|re|ve|m)\b")
"""What is not of the word before it. Joined to it, "he'll" and "she'd" would be about other things."""
_PLUS_AND_SHARP = re.compile(r"((?<=\b[a-z])(?:\+\+|#)(?![\w+#]))|[+#]")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’‛ʼ′´`", "'"))
_ELIDED = re.compile(r"(?<!\w)(?<!\w')(?:[cdjlmnst]|(?:jus|lors|puis|quoi|quel|pres)?qu)'(?=[^\W\d_])")
"""The article or little word before a French one: "l'équipe" is about "équipe"."""


def normalised(text: str) -> str:
    """The text in one form, whatever its case, compatibility forms (NFKC), accents and apostrophes.

    Applying it again changes nothing. Only the first MOST_CHARACTERS are read.
    The accents are those of Latin, Greek and Cyrillic; the marks of other scripts carry their own sound.
    """
    text = text[:MOST_CHARACTERS]
    if text.isascii():
        return text.lower().translate(_APOSTROPHES)
    while (folded := _folded_once(text)[:MOST_CHARACTERS]) != text:
        text = folded
    return text


def words(text: str) -> list[str]:
    """The words of a text in order, normalised; addresses and mentions are left out, "C++" is one."""
    plain = normalised(_ADDRESSES.sub(" ", text[:MOST_CHARACTERS]))
    plain = _ELIDED.sub(" ", _ENDINGS.sub("", plain)).replace("'", "")
    plain = _PLUS_AND_SHARP.sub(lambda found: found[1] or " ", plain)
    return [word[:MOST_WORD_CHARACTERS] for word in plain.translate(_LETTERS).split() if _says_something(word)]


def stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning: one for "negotiating my salary" and "salary negotiation".

    Spelling is none of the meaning: "labelling theses" and "labeling a thesis" have the same.
    English stop words and the filler of asking for help are left out; numbers are kept. Never raises.
    """
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of one normalised word, however it is spelled, by Snowball's English rules.

    Other scripts and long runs stay whole.
    """
    if len(word) >= MOST_WORD_CHARACTERS or not word.isascii() or not word.isalpha():
        return word
    # A stemmer keeps its word in itself, so each call has its own: two threads never share one.
    stemmed: str = EnglishStemmer().stemWord(as_one(word))
    return stemmed


def _folded_once(text: str) -> str:
    unfolded = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
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
