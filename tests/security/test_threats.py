"""docs/threats.md: each threat has a test that holds it, and each test named there is one."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "threats.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| threat ")
]
NAMED = sorted({name for *_, held in ROWS for name in re.findall(r"`([^`]+)`", held)})


def names_in(path: Path) -> set[str]:
    """The names of the test functions of a file."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, functions)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_every_threat_says_what_is_done_and_is_held_by_a_test(row: list[str]) -> None:
    assert len(row) == 3
    threat, done, held = row
    assert threat
    assert done
    assert re.fullmatch(r"`[^`]+`( `[^`]+`)*", held)


@pytest.mark.parametrize("name", NAMED)
def test_every_test_that_is_named_is_there(name: str) -> None:
    file, _, test = name.partition("::")
    assert test.startswith("test_")
    assert test in names_in(ROOT / file)


def test_nobody_who_might_attack_is_forgotten() -> None:
    text = (ROOT / "docs" / "threats.md").read_text("utf-8")
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert len(headings) == 9
    assert headings[-1] == "## What is not covered"
    assert len(ROWS) > 25
