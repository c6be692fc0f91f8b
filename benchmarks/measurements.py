"""The page of measurements: its table is written from figures that are kept beside it, each with date and revision."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.growth import POINT
from benchmarks.report import spoken

PAGE = Path(__file__).parents[1] / "docs" / "measurements.md"
FIGURES = PAGE.with_suffix(".json")
BEGIN, END = "<!-- python -m benchmarks --page writes this table -->\n", "<!-- end of the table -->"

Entry = Mapping[str, str]
"""A row: ``what`` was measured, what was ``measured``, ``at`` which date, in which ``revision``, on which ``machine``.

``until`` names a result of ``make bench``, by how its name begins, that takes the place of the row.
"""


class QuickFiguresError(ValueError):
    """The figures of a quick run mean little, and are not kept."""


def add_run(run: Mapping[str, Any]) -> None:
    """Keep the figures of a run, as bench.json has them, and write the table. Raises QuickFiguresError."""
    write(entries_after(kept(), run))


def kept() -> list[Entry]:
    """Return the rows that are kept."""
    entries: list[Entry] = json.loads(FIGURES.read_text("utf-8"))
    return entries


def entries_after(entries: Sequence[Entry], run: Mapping[str, Any]) -> list[Entry]:
    """Return the rows after a run: its results replace earlier ones, and the rows that were kept until then."""
    if run["quick"]:
        raise QuickFiguresError("bench.json is of a quick run: its figures mean little")
    new = {result["name"]: _entry(result, run["machine"]) for result in run["results"]}
    stay = [entry for entry in entries if entry["what"] not in new and not _is_replaced(entry, new)]
    return [*stay, *new.values()]


def write(entries: Sequence[Entry]) -> None:
    """Keep these rows, and write them into the page."""
    FIGURES.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(with_table(PAGE.read_text("utf-8"), entries), "utf-8")


def with_table(page: str, entries: Iterable[Entry]) -> str:
    """Return the page with a table of these rows."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    rows = (f"| {each['what']} | {each['measured']} | {_when(each)} |\n" for each in entries)
    return f"{before}{BEGIN}| what | measured | when |\n|---|---|---|\n{''.join(rows)}{END}{after}"


def _entry(result: Mapping[str, Any], machine: Mapping[str, Any]) -> Entry:
    figures = "; ".join(f"{name}: {spoken(figure)}" for name, figure in result["figures"].items() if _is_told(name))
    met = {True: "met", False: "not met", None: ""}[result["met"]]
    return {
        "what": result["name"],
        "measured": f"{figures}. Target ({met}): {result['target']}" if result["target"] else figures,
        "at": machine["at"][:10],
        "revision": machine["revision"],
        "machine": f"{machine['cores']} cores, {machine['processor']}",
    }


def _is_told(name: str) -> bool:
    """Whether a figure is in the table: what a thing costs at each size is in the picture."""
    return not POINT.fullmatch(name)


def _is_replaced(entry: Entry, results: Iterable[str]) -> bool:
    return "until" in entry and any(name.startswith(entry["until"]) for name in results)


def _when(entry: Entry) -> str:
    day = date.fromisoformat(entry["at"])
    return f"{day.day} {day:%B %Y}, `{entry['revision']}`, {entry['machine']}"
