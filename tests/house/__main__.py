"""``python -m tests.house``: how the bot is built, in figures; with ``--lint``, only what must not be (exit code 1)."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence

import structlog

from tests.house import imports, source
from tests.house.trips import Trip, trace_the_story

BARS = {
    "/mentor-ask opens its form": (14, None),
    "I can help": (22, None),
    "a coffee is grouped and introduced": (24, 150),
}
"""Files passed and changes of file at most; the ground left out."""


def main() -> int:
    """Print what was asked for; 1 where something must not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.house", description=__doc__)
    parser.add_argument("--lint", action="store_true", help="only what needs no run")
    arguments = parser.parse_args()
    sources = source.read("bot")
    faults = [*source.faults(sources), *(f"A circle of imports: {', '.join(one)}." for one in imports.circles("bot"))]
    if not arguments.lint:
        _print_lengths(sources)
        _print_trips(asyncio.run(_quietly()))
    print("\n".join(faults) or "No problems found.")
    return 1 if faults else 0


def _print_lengths(sources: Sequence[source.Source]) -> None:
    files, functions = sorted(one.lines for one in sources), source.function_lengths(sources)
    for name, lengths in (("files", files), ("functions", functions)):
        median, ninetieth = source.quantile(lengths, 0.5), source.quantile(lengths, 0.9)
        print(f"{len(lengths):5} {name}: median {median} lines, nine in ten up to {ninetieth}, longest {lengths[-1]}")
    print(f"{sum(files):5} lines in all")


def _print_trips(trips: Sequence[Trip]) -> None:
    for name, trip in _measured(trips).items():
        files, moves = BARS[name]
        wanted = f"at most {files}" + (f" and {moves}" if moves else "")
        print(f"{name}: {trip.passed} files, {trip.moves} changes of file (wanted {wanted})")


def _measured(trips: Sequence[Trip]) -> dict[str, Trip]:
    """The trips of the bars. Of several requests the shortest counts, for the first of a kind also fills caches."""
    decided = _of(trips, "pairing_round_decides")[0]
    after = trips[trips.index(decided) :]
    return {
        "/mentor-ask opens its form": min(_of(trips, "/mentor-ask"), key=lambda trip: trip.passed),
        "I can help": min(_of(trips, "flash_offer"), key=lambda trip: trip.passed),
        "a coffee is grouped and introduced": decided.then(
            _of(after, "pairing_introduces")[0], _of(after, "pairing_introduction_settled")[0]
        ),
    }


def _of(trips: Sequence[Trip], name: str) -> list[Trip]:
    return [trip for trip in trips if trip.name == name]


async def _quietly() -> Sequence[Trip]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    return await trace_the_story()


if __name__ == "__main__":
    sys.exit(main())
