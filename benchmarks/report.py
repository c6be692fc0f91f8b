"""The report: figures, the machine they were measured on, and targets that were met or not."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

PACKAGES = (
    *("aiohttp", "aiosqlite", "psycopg", "slack-bolt", "slack-sdk", "sqlalchemy", "starlette", "uvicorn"),
    *("networkx", "numpy", "rustworkx", "scipy"),
)
"""Packages whose versions matter for the figures."""


WIDTH = 160


@dataclass(frozen=True, slots=True)
class Result:
    """One section: its figures by name, the target in words (empty when there is none) and whether it was met."""

    name: str
    figures: Mapping[str, float]
    target: str = ""
    met: bool | None = None


def within(
    name: str,
    figures: Mapping[str, float],
    *,
    most: Mapping[str, float] | None = None,
    least: Mapping[str, float] | None = None,
) -> Result:
    """Return a section some of whose figures are to be at most so much, or at least."""
    bounds = [(figure, "at most", bound, figures[figure] <= bound) for figure, bound in (most or {}).items()]
    bounds += [(figure, "at least", bound, figures[figure] >= bound) for figure, bound in (least or {}).items()]
    target = "; ".join(f"{figure} {words} {bound:g}" for figure, words, bound, _ in bounds)
    return Result(name, figures, target, all(is_met for *_, is_met in bounds) if bounds else None)


def machine() -> dict[str, Any]:
    """Return what was measured, when, and on which machine."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "revision": revision(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "packages": {name: version(name) for name in PACKAGES},
    }


def revision() -> str:
    """Return the revision that is measured, with ``-dirty`` where files differ from it; empty outside of git."""
    said = subprocess.run(
        ("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"),  # noqa: S607 (whichever git there is)
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.strip()


def show(result: Result) -> None:
    """Print one section for people."""
    table = Table(show_header=False, box=None, padding=(0, 2))
    for name, figure in result.figures.items():
        table.add_row(name, spoken(figure))
    console = wide_console()
    console.print(result.name, style="bold")
    console.print(table)
    if result.target:
        console.print(f"  Target: {result.target}: {'met' if result.met else 'NOT met'}.", style="bold")
    console.print()


def wide_console() -> Console:
    """Return a console that breaks no line of a table, also where its width is not known."""
    return Console(highlight=False, soft_wrap=True, width=WIDTH)


def write(results: Sequence[Result], path: Path, *, quick: bool) -> None:
    """Write every section for machines."""
    path.write_text(json.dumps(written(results, quick=quick), indent=2, ensure_ascii=False) + "\n", "utf-8")


def written(results: Sequence[Result], *, quick: bool) -> dict[str, Any]:
    """Return every section as it is written."""
    return {"machine": machine(), "quick": quick, "results": [asdict(result) for result in results]}


def spoken(figure: float) -> str:
    """Return a figure with as many digits as are worth reading."""
    if figure >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.2f}" if figure >= 1 else f"{figure:.3f}"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        names = [line.split(":", 1)[1].strip() for line in described.read_text().splitlines() if "model name" in line]
        if names:
            return names[0]
    return platform.processor()
