"""``python -m benchmarks [--quick]``: run every section, print a report, write bench.json."""

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import typer

from benchmarks import (
    asks,
    circles,
    coffee,
    commands,
    delivery,
    groups,
    memory,
    mentors,
    page,
    pairs,
    processes,
    report,
)
from benchmarks.databases import Databases
from benchmarks.report import Result
from bot import logs

Section = Callable[..., Awaitable[list[Result]]]
SECTIONS: dict[str, Section] = {
    "commands": commands.run,
    "asks": asks.run,
    "delivery": delivery.run,
    "mentors": mentors.run,
    "pairs": pairs.run,
    "groups": groups.run,
    "coffee": coffee.run,
    "circles": circles.run,
    "page": page.run,
    "processes": processes.run,
    "memory": memory.run,
}
REPORT = Path("bench.json")


def main(
    sections: list[str] = typer.Argument(None, help=f"Of {', '.join(SECTIONS)}; all when none is named."),  # noqa: B008
    quick: bool = typer.Option(False, help="Less than a minute, to see that it works; its figures mean little."),
) -> None:
    """Measure Klatch on this machine."""
    logs.set_up("text", logging.WARNING)
    results = asyncio.run(_run(sections or list(SECTIONS), quick=quick))
    report.write(results, REPORT, quick=quick)


async def _run(names: list[str], *, quick: bool) -> list[Result]:
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="klatch-bench-", ignore_cleanup_errors=True) as folder:
        databases = Databases(Path(folder))
        try:
            for name in names:
                for result in await SECTIONS[name](databases, Path(folder), quick=quick):
                    report.show(result)
                    results.append(result)
        finally:
            databases.close()
    return results


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
