"""Text as words with their meanings, whichever language they are of and whatever a phone has made of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.cadence.language import Language
from bot.cadence.reading.text import PIECE, Text
from bot.cadence.vocabulary import Meaning, Senses

_DIGITS_OF_A_NUMBER = 4
"""A year; more digits than that are no number that a rhythm has."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or sign, or several words that mean one thing; where it begins and ends in the text."""

    text: str
    begins: int
    ends: int
    senses: Senses


def words_of(text: Text, language: Language) -> list[Word]:
    """Return the words of a text with what they mean in a language; nothing for words that it does not know."""
    words = _with_ordinals(_known_or_not(text, language), language)
    return [word for at, word in enumerate(words) if word.text != "." or _is_inside_a_number(words, at)]


def _known_or_not(text: Text, language: Language) -> Iterator[Word]:
    pieces, at = list(PIECE.finditer(text.plain)), 0
    lexicon, longest = language.words.senses, language.words.longest
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
