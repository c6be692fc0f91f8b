"""Rhythms as people type them, in English and in French: of each kind many ways of saying it.

They stand in two files beside this one, each rhythm as Klatch says it and, below it, the ways that mean the same.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.cadence import in_words, parse_words

TUESDAY = date(2026, 12, 1)


def ways_in(file: str) -> Iterator[tuple[str, str]]:
    """What people type, and how Klatch says it."""
    said = ""
    for line in Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            said = line
        else:
            yield from ((words.strip(), said) for words in line.split("·") if words.strip())


COLLECTED = list(ways_in("rhythms_collected.txt"))
OF_THEIR_KIND = list(ways_in("rhythms_of_their_kind.txt"))


def read(words: str, locale: str = "en-US") -> str:
    """What was understood, in full, but for what is the same in all. 12/8 is in December: an American types it."""
    said = in_words(parse_words(words, "America/Toronto", TUESDAY, locale))
    return said.replace(" Toronto time", "").replace(", starting 1 December 2026", "")


def test_there_are_forty_and_many_more() -> None:
    assert len(COLLECTED) == 40
    assert len(OF_THEIR_KIND) > 200


@pytest.mark.parametrize(("words", "said"), COLLECTED)
def test_the_forty_that_were_collected_are_read(words: str, said: str) -> None:
    assert read(words) == said


@pytest.mark.parametrize(("words", "said"), OF_THEIR_KIND)
def test_others_of_their_kind_are_read(words: str, said: str) -> None:
    assert read(words) == said


@pytest.mark.parametrize(("words", "said"), COLLECTED)
def test_a_reader_of_another_language_is_understood_too(words: str, said: str) -> None:
    assert read(words, "fr-CA") == said


@pytest.mark.parametrize(("words", "said"), COLLECTED)
def test_what_a_phone_makes_of_signs_and_spaces_changes_nothing(words: str, said: str) -> None:
    signs = str.maketrans("'- ", "\N{RIGHT SINGLE QUOTATION MARK}\N{EN DASH}\N{NARROW NO-BREAK SPACE}")
    assert read(f" {words.upper()}. ".translate(signs)) == said
