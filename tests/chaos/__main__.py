"""The chaos run: ``python -m tests.chaos``. It ends with 1 when a promise was broken, and says which."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from random import SystemRandom

from tests.chaos.run import LONG, MINUTE, Size, run


def main() -> int:
    """Run as the command line says; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minute", action="store_true", help="the form for CI: about a minute")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite, with one process")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), help="to see a run again")
    parser.add_argument("--keep", type=Path, help="a folder in which logs and the database stay")
    arguments = parser.parse_args()
    size = MINUTE if arguments.minute else LONG
    if arguments.keep is not None:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        return _run(size, arguments.keep, arguments.seed, on_sqlite=arguments.sqlite)
    with tempfile.TemporaryDirectory(prefix="klatch-chaos-") as folder:
        return _run(size, Path(folder), arguments.seed, on_sqlite=arguments.sqlite)


def _run(size: Size, folder: Path, seed: int, *, on_sqlite: bool) -> int:
    print(f"To see this again: --seed {seed}", flush=True)
    try:
        report = asyncio.run(run(size, folder, seed, on_sqlite=on_sqlite))
    except KeyboardInterrupt:
        print("Broken off; every process has been ended.")
        return 130
    print(report)
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
