"""What ``make house`` says can be relied on: it finds what is planted, and follows a request through its tasks."""

import ast
from pathlib import Path

import pytest

from tests.house import imports, source
from tests.house.source import ROOT, Source

pytestmark = pytest.mark.one_database


def parsed(name: str, text: str) -> Source:
    return Source(ROOT / "bot" / name, len(text.splitlines()), ast.parse(text))


def test_the_bot_has_none_of_what_must_not_be() -> None:
    assert source.faults(source.read("bot")) == []
    assert imports.circles("bot") == []
    assert imports.circles("playground") == []


def test_two_public_classes_of_one_name_are_found_but_those_that_each_feature_has() -> None:
    text = "class Answer: ...\nclass _Row: ...\nclass Action: ...\n"
    assert source.names_shared([parsed("one.py", text), parsed("two.py", text)]) == {
        "Answer": ["bot/one.py", "bot/two.py"]
    }


def test_a_file_that_is_too_long_and_long_functions_are_found() -> None:
    function = "def f():\n" + "    pass\n" * 9
    assert source.faults([parsed("long.py", function * 40)]) == [
        "bot/long.py has 400 lines: part it.",
        "The median function has 10 lines.",
    ]


def test_a_circle_is_found_though_the_import_is_deferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "planted_circle"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "one.py").write_text("import planted_circle.two\n")
    (package / "two.py").write_text("def later():\n    import planted_circle.one\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert imports.circles("planted_circle") == [["planted_circle.one", "planted_circle.two"]]
