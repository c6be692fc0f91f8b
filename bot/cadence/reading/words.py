"""Text as words with their meanings, whichever language they are of and whatever a phone has made of them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.cadence.language import Language, Meaning, Value
from bot.cadence.languages import LANGUAGES

Senses = Mapping[Meaning, Value]

_PIECE = re.compile(r"[0-9]+|[^\W\d_]+'?|\S")
_SIGNS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\uff07`", "'"),
    **dict.fromkeys("\u200b\u200e\u200f\ufeff\u00ad", " "),
}
"""Signs that phones and Macs type by themselves, and what a keyboard has for them; signs that nobody sees."""
_DIGITS_OF_A_NUMBER = 4
"""A year; more digits than that are no number that a rhythm has."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or sign, or several words that mean one thing; where it begins and ends in the text."""

    text: str
    begins: int
    ends: int
    senses: Senses


class Text:
    """What somebody typed, in small letters; ``plain`` is the same in a keyboard's signs and without accents."""

    def __init__(self, typed: str) -> None:
        composed = unicodedata.normalize("NFC", typed)
        self.typed = "".join(letter.lower()[0] for letter in composed)
        self.plain = "".join(_plain(letter) for letter in self.typed)

    def between(self, begins: int, ends: int) -> str:
        """Return the words of a stretch as they were typed, on one line."""
        return " ".join(self.typed[begins:ends].split())


def words_of(text: Text, language: Language) -> list[Word]:
    """Return the words of a text with what they mean in a language; nothing for words that it does not know."""
    words = _with_ordinals(_known_or_not(text, language), language)
    return [word for at, word in enumerate(words) if word.text != "." or _is_inside_a_number(words, at)]


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFD", _SIGNS.get(letter, letter))[0]


def _known_or_not(text: Text, language: Language) -> Iterator[Word]:
    pieces, at = list(_PIECE.finditer(text.plain)), 0
    lexicon, longest = _lexicon(language.code)
    while at < len(pieces):
        several = [tuple(piece[0] for piece in pieces[at : at + count]) for count in range(longest, 0, -1)]
        known = next((phrase for phrase in several if phrase in lexicon), several[-1])
        last = pieces[min(at + len(known), len(pieces)) - 1]
        senses = lexicon.get(known) or _senses_of_number(known[0])
        yield Word(text.plain[pieces[at].start() : last.end()], pieces[at].start(), last.end(), senses)
        at += len(known)


def _senses_of_number(piece: str) -> Senses:
    is_number = piece.isascii() and piece.isdigit() and len(piece) <= _DIGITS_OF_A_NUMBER
    return {Meaning.NUMBER: (int(piece),)} if is_number else {}


def _with_ordinals(words: Iterable[Word], language: Language) -> list[Word]:
    """Return the same with one word for 1st or 2e."""
    joined = list[Word]()
    for word in words:
        before = joined[-1] if joined and joined[-1].ends == word.begins else None
        if before is not None and Meaning.NUMBER in before.senses and word.text in language.ordinal_endings:
            senses = {Meaning.NTH: before.senses[Meaning.NUMBER]}
            joined[-1] = Word(before.text + word.text, before.begins, word.ends, senses)
        else:
            joined.append(word)
    return joined


def _is_inside_a_number(words: list[Word], at: int) -> bool:
    """Return whether a full stop parts hours and minutes: any other says nothing."""
    around = words[at - 1 : at + 2] if at else []
    return len(around) == 3 and all(word.text.isdigit() for word in (around[0], around[2])) and _are_glued(around)


def _are_glued(words: list[Word]) -> bool:
    return all(before.ends == after.begins for before, after in pairwise(words))


@cache
def _lexicon(code: str) -> tuple[Mapping[tuple[str, ...], Senses], int]:
    """Return the senses of each phrase of a language, and how many pieces the longest phrase has."""
    lexicon: dict[tuple[str, ...], dict[Meaning, Value]] = {}
    for meaning, words in LANGUAGES[code].words.items():
        for alternatives, value in words.items():
            for phrase in alternatives.split("|"):
                lexicon.setdefault(tuple(_PIECE.findall(phrase)), {})[meaning] = value
    return lexicon, max(map(len, lexicon))
