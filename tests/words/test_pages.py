"""What a machine can see of plain wording in the pages, in what operators read, and on the playground's page."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).parents[2]

RIDDLES = {
    "who without an antecedent": r"\b(for|only|but|than|as) who\b|^- Who [a-z]+s\b[^?:]*$",
    "things that stand or lie": r"\b(stands?|stood) (?!in for)|\b(lies?|lay) (encrypted|beside|there)\b",
    "anew, mended": r"\banew\b|\bmend(s|ed|ing)?\b",
    "an old word": r"\bshall\b|\bby lot\b|\bin vain\b|\bknock(s|ed)?\b|\bbent\b",
    "what is to be had, said or told of": r"\bto be had\b|\b(is|are) (said|told) of\b|\btells? of\b",
}
"""What is wrong, and how it shows."""

PAGES = sorted(page for folder in (ROOT, ROOT / "docs") for page in folder.glob("*.md"))
OPERATORS = sorted(
    [
        *(ROOT / "bot" / "doctor").glob("*.py"),
        *(ROOT / "bot" / "database" / f"{name}.py" for name in ("single_process", "unusable", "urls")),
        *(ROOT / "bot" / f"{name}.py" for name in ("logs", "proxies", "serving", "settings")),
        ROOT / "bot" / "installing" / "manifest.py",
        ROOT / "bot" / "server" / "address.py",
        ROOT / "app.py",
        ROOT / "Makefile",
        ROOT / "Dockerfile",
        ROOT / "compose.yaml",
    ]
)
TEMPLATES = sorted((ROOT / "playground" / "page" / "templates").glob("*.html"))


def lines_of_page(page: Path) -> Iterator[str]:
    """What is read on a page: its lines, but for blocks of code and for what is typed, pressed or linked to."""
    prose = re.sub(r"```.*?```|<!--.*?-->", "", page.read_text("utf-8"), flags=re.DOTALL)
    yield from re.sub(r"`[^`]*`|\*[^*\n]+\*(?!\*)|\]\([^)]*\)", "…", prose).splitlines()


def lines_of_program(file: Path) -> Iterator[str]:
    """What a program says, its help included: its sentences, and in other files what is there to be read."""
    if file.suffix != ".py":
        yield from re.findall(r"#+ (.*)", file.read_text("utf-8"))
        return
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield from node.value.splitlines()


def lines_of_template(file: Path) -> Iterator[str]:
    """What is read in a template, but for tags and what is put in."""
    yield from re.sub(r"\{[{%#].*?[%#}]\}|<[^>]*>", "\n", file.read_text("utf-8"), flags=re.DOTALL).splitlines()


def faults(lines: Iterator[str]) -> list[str]:
    return [f"{why}: {line}" for line in lines for why, riddle in RIDDLES.items() if re.search(riddle, line)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_written_plainly(page: Path) -> None:
    assert faults(lines_of_page(page)) == []


@pytest.mark.parametrize("file", OPERATORS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_what_operators_read_is_written_plainly(file: Path) -> None:
    assert faults(lines_of_program(file)) == []


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_the_playground_is_written_plainly(file: Path) -> None:
    assert faults(lines_of_template(file)) == []


@pytest.mark.parametrize(
    ("riddle", "plain"),
    [
        ("This is for who runs Klatch.", "This is for people who run Klatch."),
        ("- Who presses it is asked again.", "- **Who sees my name?** Nobody."),
        ("The figures stand in the table.", "The playground stands in for Slack."),
        ("Take the pictures anew.", "Take the pictures again."),
        ("Every entry is knocked at with bent requests.", "Every entry is fuzzed with malformed requests."),
    ],
)
def test_a_riddle_is_found_and_what_is_plain_is_left_alone(riddle: str, plain: str) -> None:
    assert faults(iter([riddle])) != []
    assert faults(iter([plain])) == []
