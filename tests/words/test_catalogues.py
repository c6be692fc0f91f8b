"""What must hold of every sentence in every language."""

import ast
from pathlib import Path

import pytest

from bot.languages.catalogues import FOLDER, SOURCE, languages
from tests.words.catalogues import extracted, faults_of, is_current, of_language

pytestmark = pytest.mark.one_database

ROOMS = extracted()
LANGUAGES = [language for language in languages() if language != SOURCE]
ASKED_FOR = {"gettext", "pgettext", "ngettext"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_a_catalogue_has_the_sentences_of_the_code_and_no_other(language: str, room: str) -> None:
    assert is_current(language, room, ROOMS[room]), "make words"


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_catalogue_of_a_room_that_says_nothing(language: str) -> None:
    assert of_language(language).keys() == ROOMS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_said_with_the_same_places(language: str) -> None:
    faults = [f"{room}: {fault}" for room, one in of_language(language).items() for fault in faults_of(one)]

    assert not faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_of_two_rooms_is_said_in_one_way(language: str) -> None:
    said: dict[object, object] = {}
    for catalogue in of_language(language).values():
        for message in catalogue:
            known = said.setdefault((str(message.id), message.context), message.string)
            assert not message.id or known == message.string, message.id


def test_what_is_translated_is_written_out() -> None:
    """What is put together, or chosen, within the call would be extracted wrongly or not at all."""
    for file in Path("bot").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ASKED_FOR:
                places = {"gettext": 1, "pgettext": 2, "ngettext": 2}[call.func.attr]
                of_ours = file != Path("bot/languages/reader.py") or not _is_catalogue(call.func.value)
                written = all(isinstance(one, ast.Constant) for one in call.args[:places])
                assert not of_ours or written, f"{file}:{call.lineno}"


def test_no_sentence_is_asked_for_within_an_f_string() -> None:
    """Python's tokens of 3.11 hide what is in one, so that it would never be extracted."""
    for file in Path("bot").rglob("*.py"):
        for text in (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.JoinedStr)):
            asked = [node for node in ast.walk(text) if isinstance(node, ast.Attribute) and node.attr in ASKED_FOR]
            assert asked == [], f"{file}:{text.lineno}"


def test_what_differs_in_a_country_is_known_to_the_code() -> None:
    known = {(str(one.id), one.context) for catalogue in ROOMS.values() for one in catalogue}
    for folder in FOLDER.iterdir():
        if "_" in folder.name:
            for catalogue in of_language(folder.name).values():
                assert {(str(one.id), one.context) for one in catalogue if one.id} <= known


def _is_catalogue(value: ast.expr) -> bool:
    return isinstance(value, ast.Call)
