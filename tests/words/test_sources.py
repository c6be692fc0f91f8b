"""Words in the code that members could read and that no catalogue knows, found without running it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

ASKED_FOR = {"gettext", "pgettext", "ngettext"}
LOGGED = {"debug", "info", "warning", "error", "exception", "critical"}

FEWEST = 2
"""Words that are more than an identifier."""
_SIGNS = "*… \n"
FOR_OPERATORS = {
    "cadence",  # faults in a language's file; what is typed and said is in those files
    "confinement",  # SQL
    "database",  # SQL, and what is wrong with a database
    "doctor",
    "matching",  # lists of words by which a text is read
    "metrics",
    "schedule",  # events in the log
    "server",
    "fault_log",
    "schema",  # SQL
    "serving",
    "settings",
    "zone_data",
}
"""Rooms that no member reads anything of."""

KNOWN = {
    "Just Lunch": "a name, the same in every language",
    "{date_short_pretty} {time}": "a token of Slack's",
    "IS NOT NULL": "SQL",
    ".venv/bin/python app.py doctor": "a command for operators, in the log",
}
"""What is no sentence of Klatch's, and why."""

NOT_SAID = {
    Path("bot/circles/organizing/timetable.py"): "how the parts of a timetable are read",
    Path("bot/installing/pages.py"): "HTML and headers; its sentences are given to it",
    Path("bot/outbox/claiming.py"): "events in the log",
    Path("bot/workspaces/identity.py"): "an event in the log",
}
"""Files that say nothing to members although they have words in them."""


def words_in(tree: ast.AST) -> Iterator[str]:
    """Every text of two words or more that is neither asked for of a catalogue, nor logged, raised or explained."""
    spoken_for = {id(node) for each in ast.walk(tree) for node in _spoken_for(each)}
    for node in ast.walk(tree):
        text = _text(node)
        if (
            id(node) not in spoken_for
            and " " in text
            and len(re.findall(r"[^\W\d_]{2,}", text)) >= len(("two", "words"))
        ):
            yield text.strip(_SIGNS)


def _spoken_for(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Expr(value=ast.Constant() as docstring):
            yield docstring
        case ast.Raise():
            yield from ast.walk(node)
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in ASKED_FOR | LOGGED:
            yield from (part for one in node.args for part in ast.walk(one))
        case ast.JoinedStr():
            yield from (part for part in node.values if isinstance(part, ast.Constant))


def _text(node: ast.AST) -> str:
    """A text as it is written; of one that is put together, what stands between its places."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr():
            return "…".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return ""


FILES = [
    file
    for file in sorted(Path("bot").rglob("*.py"))
    if file.relative_to("bot").parts[0].removesuffix(".py") not in FOR_OPERATORS and file not in NOT_SAID
]


FOUND = {file: {*words_in(ast.parse(file.read_text("utf-8")))} for file in (*FILES, *NOT_SAID)}


def test_all_that_members_could_read_is_asked_for_of_a_catalogue() -> None:
    unknown = {str(file): FOUND[file] - KNOWN.keys() for file in FILES}
    assert {file: words for file, words in unknown.items() if words} == {}


def test_each_exception_is_still_needed() -> None:
    assert KNOWN.keys() - {words for file in FILES for words in FOUND[file]} == set()
    assert [file for file in NOT_SAID if not FOUND[file]] == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('note("Nothing to do.")', ["Nothing to do."]),
        ('note(f"{name} is off")', ["is off"]),
        ('note(reader.gettext("Nothing to do."))', []),
        ('note(reader.gettext("Said by {person}", person="some body"))', ["some body"]),
        ('log.info("an event here")', []),
        ('"""What this is."""', []),
        ('Button("Save")', []),
    ],
)
def test_words_that_no_catalogue_has_are_found(code: str, found: list[str]) -> None:
    assert [*words_in(ast.parse(code))] == found
