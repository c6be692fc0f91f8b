"""``python -m benchmarks [--quick] [SECTION …]``: run sections, print a report, write bench.json.

With ``compare=REVISION`` among them, the sections are run here and in that revision in turns instead.
"""

import asyncio
import importlib
import json
import os
import subprocess
import tempfile
from contextlib import redirect_stderr
from pathlib import Path

import typer

from benchmarks import compare, drawing, measurements, report
from benchmarks.databases import Databases
from benchmarks.report import Result
from bot import logs

SECTIONS = (
    *("commands", "beside_writers", "asks", "letters", "delivery", "starting", "growth"),
    *("mentors", "pairs", "groups", "coffee", "circles", "page", "processes", "memory"),
)
"""Modules of this package, each with a ``run``. One that an older revision has no use for stops none of the others."""

REPORT = Path("bench.json")
COMPARE = "compare="
HELP = (
    f"Of {', '.join(SECTIONS)}; all when none is named. With compare=REVISION these are run in that revision, too, "
    "in turns, and the ratio of each figure is printed."
)


def main(
    words: list[str] = typer.Argument(None, metavar="[compare=REVISION] [SECTION]...", help=HELP),  # noqa: B008
    quick: bool = typer.Option(False, help="To see that it works, in a minute or two; its figures mean little."),
    rounds: int = typer.Option(5, min=1, help="How often each section is run in either revision."),
    as_json: bool = typer.Option(False, "--json", help="Print the figures for machines, and write nothing."),
    page: bool = typer.Option(False, "--page", help="Measure nothing: write bench.json into docs/measurements.md."),
    draw: bool = typer.Option(False, help=f"Draw what the section growth measured into {drawing.PICTURE}."),
) -> None:
    """Measure Klatch on this machine."""
    if page:
        _write_page()
        return
    revisions = [word.removeprefix(COMPARE) for word in words or () if word.startswith(COMPARE)]
    sections = [word for word in words or () if not word.startswith(COMPARE)] or list(SECTIONS)
    if unknown := [name for name in sections if name not in SECTIONS]:
        raise typer.BadParameter(f"There is no section {', '.join(unknown)}.")
    if revisions:
        _compare(revisions[-1], sections, rounds=rounds, quick=quick)
        return
    _log_unseen()
    results = asyncio.run(_run(sections, quick=quick, are_shown=not as_json))
    if draw:
        drawing.draw(results)
    if as_json:
        typer.echo(json.dumps(report.written(results, quick=quick)))
    else:
        report.write(results, REPORT, quick=quick)


def _write_page() -> None:
    try:
        measurements.add_run(json.loads(REPORT.read_text("utf-8")))
    except FileNotFoundError:
        raise typer.BadParameter(f"There is no {REPORT} here yet: run make bench first.") from None
    except measurements.QuickFiguresError as error:
        raise typer.BadParameter(str(error)) from None


def _compare(revision: str, sections: list[str], *, rounds: int, quick: bool) -> None:
    try:
        compare.compare(revision, sections, rounds=rounds, quick=quick)
    except subprocess.CalledProcessError:  # git has said why
        raise typer.Exit(1) from None


async def _run(names: list[str], *, quick: bool, are_shown: bool) -> list[Result]:
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="klatch-bench-", ignore_cleanup_errors=True) as folder:
        databases = Databases(Path(folder))
        try:
            for name in names:
                section = importlib.import_module(f"benchmarks.{name}")
                for result in await section.run(databases, Path(folder), quick=quick):
                    if are_shown:
                        report.show(result)
                    results.append(result)
        finally:
            databases.close()
    return results


def _log_unseen() -> None:
    """Have what is measured in this process log as ``serve`` does, which is a part of its cost; nobody reads it."""
    with redirect_stderr(open(os.devnull, "w", encoding="utf-8")):
        logs.set_up("json")


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
