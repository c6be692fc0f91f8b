"""The words after a command: each language's are read as the English ones, whoever types them."""

import re
import unicodedata
from collections.abc import Sequence

import pytest

from bot.circles.listeners import circles
from bot.flash.listeners import asking, mentoring
from bot.languages.catalogues import SOURCE, languages
from bot.languages.reader import ENGLISH, reader_of
from bot.pairings.listeners import coffee, lunch
from bot.slack.command_words import in_english, likely_word, words_of
from tests.words.catalogues import of_language

pytestmark = pytest.mark.one_database

COMMANDS: dict[str, Sequence[str]] = {
    "/coffee": coffee.WORDS,
    "/just-lunch": lunch.WORDS,
    "/klatch": circles.WORDS,
    "/mentor-admin": ["help"],
    "/mentor-ask": asking.WORDS,
    "/mentor-volunteer": mentoring.WORDS,
}
QUOTED = re.compile(r"`(/[a-z-]+) ([^\s`]+)")
"""A command with a word after it, as a sentence names it."""

FRENCH = reader_of("fr-CA")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("command", COMMANDS)
def test_every_word_of_every_language_is_read_as_its_english_partner(command: str, language: str) -> None:
    words = COMMANDS[command]
    for english in words:
        word = words_of(reader_of(language))[english]
        for typed in _as_typed(word):
            assert in_english(typed, words) == english
            assert in_english(f"{typed} until Monday", words) == f"{english} until Monday"


def test_no_two_words_of_different_meaning_are_alike() -> None:
    meanings: dict[str, str] = {}
    for language in languages():
        for english, word in words_of(reader_of(language)).items():
            assert not set(word) & set(" \t\u00a0"), word
            for typed in _as_typed(word):
                assert meanings.setdefault(typed, english) == english, word


def test_the_commands_know_each_word_that_is_translated() -> None:
    assert {word for words in COMMANDS.values() for word in words} == words_of(ENGLISH).keys()


@pytest.mark.parametrize("typed", ["", "lunch", "aide-moi", "helpp", "help-", "skip!", "suggest"])
def test_anything_else_stays_as_it_was_typed(typed: str) -> None:
    assert in_english(typed, lunch.WORDS) == typed
    assert in_english(f"{typed} Pause", lunch.WORDS) == f"{typed} Pause"


def test_a_slip_is_recognized_in_any_language_and_named_in_the_readers() -> None:
    assert likely_word(ENGLISH, "resme", coffee.WORDS) == "resume"
    assert likely_word(FRENCH, "resme", coffee.WORDS) == "reprendre"
    assert likely_word(ENGLISH, "reprandre", coffee.WORDS) == "resume"
    assert likely_word(FRENCH, "AUJOURDHUIT", lunch.WORDS) == "aujourd’hui"
    assert likely_word(FRENCH, "Aujourd’hui", coffee.WORDS) is None
    assert likely_word(FRENCH, "reprendre le café", coffee.WORDS) is None


@pytest.mark.parametrize("language", [language for language in languages() if language != SOURCE])
def test_a_sentence_names_the_words_that_its_english_names(language: str) -> None:
    for catalogue in of_language(language).values():
        for message in catalogue:
            sources, said = ([each] if isinstance(each, str) else each for each in (message.id, message.string))
            for source, sentence in zip(sources, said, strict=True):
                assert not sentence or _named(sentence) == _named(source), sentence


def _named(sentence: str) -> list[tuple[str, str]]:
    """Return the commands that a sentence names with a word that they know, in English."""
    named = [
        (command, in_english(word, COMMANDS[command]))
        for command, word in QUOTED.findall(sentence)
        if command in COMMANDS
    ]
    return sorted((command, word) for command, word in named if word in COMMANDS[command])


def _as_typed(word: str) -> set[str]:
    """Return a word as different people type it: in capitals, without accents, with another apostrophe or none."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
    forms = {form for one in (word, plain) for form in (one, one.replace("’", "'"), one.replace("’", ""))}
    return {typed for form in forms for typed in (form, form.upper(), form.capitalize())}
