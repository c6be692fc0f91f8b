"""What `make bench` says is so: targets, ratios of two revisions, and the picture."""

import importlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.console import Console

from benchmarks import drawing, measurements
from benchmarks.__main__ import SECTIONS
from benchmarks.compare import compared
from benchmarks.report import Result, within

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_can_be_run(name: str) -> None:
    assert callable(importlib.import_module(f"benchmarks.{name}").run)


def test_a_target_is_met_when_every_figure_keeps_to_its_bound() -> None:
    figures = {"time": 7.5, "rate": 1.2}
    assert within("", figures, most={"time": 7.5}, least={"rate": 1.2}).met
    assert within("", figures, most={"time": 7.4}, least={"rate": 1.2}).met is False
    assert within("", figures, most={"time": 7.5}, least={"rate": 1.3}).met is False
    assert within("", figures).met is None


def test_a_comparison_takes_the_ratio_of_each_round_and_says_between_which_it_lay() -> None:
    ours = {("asks", "ms"): [1.0, 2.0, 1.0]}
    theirs = {("asks", "ms"): [2.0, 8.0, 3.0], ("asks", "MB"): [1.0]}
    console = Console(width=160)
    with console.capture() as said:
        console.print(compared("main", ours, theirs))
    assert said.get().splitlines()[-1].split() == ["ms", "1.000", "3.000", "3.00", "2.00", "…", "4.00"]


def test_the_picture_has_a_line_for_each_thing_on_each_database_in_a_panel_for_each_thing_that_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "PICTURE", tmp_path / "growth.svg")
    drawing.draw(
        Result(f"What more {of} cost ({kind})", {f"{of} 1: a form, ms": 0.4, f"{of} 1,000: a form, ms": 0.5})
        for of in ("workspaces", "letters sent")
        for kind in ("SQLite", "PostgreSQL")
    )
    picture = ElementTree.parse(tmp_path / "growth.svg").getroot()  # noqa: S314 (our own)
    assert len(picture.findall("{*}polyline")) == 4
    words = [text.text for text in picture.findall("{*}text")]
    assert words.count("a form") == 2
    assert "1,000" in words


def test_nothing_is_drawn_where_no_growth_was_measured() -> None:
    with pytest.raises(ValueError, match="growth was not run"):
        drawing.draw([Result("An ask", {"ms": 1.0})])


def test_the_table_of_the_page_of_measurements_is_made_of_the_figures_that_are_kept() -> None:
    page = measurements.PAGE.read_text("utf-8")
    assert page == measurements.with_table(page, measurements.kept())
    assert all(f"`{entry['revision']}`" in page for entry in measurements.kept())


def test_a_result_takes_the_place_of_an_earlier_one_and_of_what_stood_for_it() -> None:
    earlier = {"measured": "2 ms", "at": "2026-11-23", "revision": "old", "machine": "2 cores"}
    kept = [{**earlier, "what": "Asks (SQLite)"}, {**earlier, "what": "a chat", "until": "Chats ("}]
    kept.append({**earlier, "what": "chaos"})

    after = measurements.entries_after(kept, a_run("Asks (SQLite)", "Chats (SQLite)"))

    assert [(entry["what"], entry["revision"]) for entry in after] == [
        ("chaos", "old"),
        ("Asks (SQLite)", "new"),
        ("Chats (SQLite)", "new"),
    ]
    assert after[1]["measured"] == "ms: 1.50. Target (met): ms at most 2"
    assert "| 1 December 2026, `new`, 4 cores, fast |" in measurements.with_table("", after)


def test_figures_of_a_quick_run_are_not_kept() -> None:
    with pytest.raises(measurements.QuickFiguresError):
        measurements.entries_after([], {**a_run("Asks (SQLite)"), "quick": True})


def a_run(*names: str) -> dict[str, Any]:
    """What bench.json has after a run of these."""
    results = [{"name": name, "figures": {"ms": 1.5}, "target": "ms at most 2", "met": True} for name in names]
    machine = {"at": "2026-12-01T12:00:00+00:00", "revision": "new", "cores": 4, "processor": "fast"}
    return {"machine": machine, "quick": False, "results": results}
