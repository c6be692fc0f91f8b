"""``python -m benchmarks [--quick] [SECTION …]``: run sections, print a report, write bench.json."""

import asyncio
import importlib
import json
import os
import tempfile
from contextlib import redirect_stderr
from pathlib import Path

import typer

from benchmarks import report
from benchmarks.databases import Databases
from benchmarks.report import Result
from bot import logs

SECTIONS = (
    *("commands", "beside_writers", "asks", "letters", "delivery", "starting"),
    *("mentors", "pairs", "groups", "circles", "page", "processes", "memory"),
)
"""Modules of this package, each with a ``run``. One that an older revision has no use for stops none of the others."""

REPORT = Path("bench.json")
HELP = f"Of {', '.join(SECTIONS)}; all when none is named."


def main(
    sections: list[str] = typer.Argument(None, metavar="[SECTION]...", help=HELP),  # noqa: B008
    quick: bool = typer.Option(False, help="To see that it works, in a minute or two; its figures mean little."),
    as_json: bool = typer.Option(False, "--json", help="Print the figures for machines, and write nothing."),
) -> None:
    """Measure Klatch on this machine."""
    sections = sections or list(SECTIONS)
    if unknown := [name for name in sections if name not in SECTIONS]:
        raise typer.BadParameter(f"There is no section {', '.join(unknown)}.")
    _log_unseen()
    results = asyncio.run(_run(sections, quick=quick, are_shown=not as_json))
    if as_json:
        typer.echo(json.dumps(report.written(results, quick=quick)))
    else:
        report.write(results, REPORT, quick=quick)


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
