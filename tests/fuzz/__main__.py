"""Fuzzing every entry: ``python -m tests.fuzz``. It ends with 1 when something was found, and says what."""

import argparse
import asyncio
import itertools
import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random, SystemRandom

from bot import logs
from playground.rehearsal.commands import STORY_BEGINS
from playground.rehearsal.rehearsal import Rehearsal, rehearsal
from tests.chaos.postgres import Postgres
from tests.databases import migrate
from tests.fuzz.corpus import play, record
from tests.fuzz.imagining import DEPARTURES, beginnings, envelope
from tests.fuzz.running import Bodies, besieged, siege
from tests.fuzz.watching import Findings, Watch

ROUND = 1_500
"""Requests after which the next bot begins on a fresh copy of the story's database."""

Databases = Callable[[], str]
"""Makes a copy of the story's database; its URL."""


def main() -> int:
    """Fuzz as the command line says; 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long; half of it on each database")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), help="to see a run again")
    parser.add_argument("--record", action="store_true", help="play the story and write the corpus anew")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="klatch-fuzz-") as folder:
        logs.set_up("text", logging.ERROR)
        if arguments.record:
            print(f"{asyncio.run(record(Path(folder)))} requests recorded")
            return 0
        print(f"To see this again: --seed {arguments.seed}", flush=True)
        findings = Findings()
        for kind in (_on_sqlite, _on_postgres):
            with kind(Path(folder)) as (url, copied):
                asyncio.run(_fuzz(url, copied, findings, arguments.minutes * 30, arguments.seed))
    print(findings)
    return 1 if findings.found else 0


async def _fuzz(url: str, copied: Databases, findings: Findings, seconds: float, seed: int) -> None:
    """Play the story on a database, then knock at bots on copies of it for so many seconds."""
    await migrate(url)
    chance, bodies, watch = Random(seed), Bodies(), Watch(findings)  # noqa: S311 (to be seen again)
    with watch.watching():
        async with rehearsal(url, STORY_BEGINS) as here:
            await _story(here, bodies)
            ends = time.monotonic() + seconds
            while (left := ends - time.monotonic()) > 0:
                if left < seconds / 10:
                    for departure in DEPARTURES:
                        bodies.learn(envelope(departure))
                async with besieged(copied(), here, watch, seed) as those:
                    await siege(those, bodies, chance, lambda number: number >= ROUND or time.monotonic() > ends)


async def _story(here: Rehearsal, bodies: Bodies) -> None:
    """Play it, learn from all that is said in it, and let go of its database."""
    with here.playground.workspace.journal.heard_by(bodies.hear):
        told = await play(here)
    for body in (*beginnings(), *told):
        bodies.learn(body)
    await here.klatch.database.engine.dispose()


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[tuple[str, Databases]]:
    story, copy = folder / "story.db", folder / "copy.db"

    def copied() -> str:
        for name in ("", "-wal", "-shm"):
            Path(f"{copy}{name}").unlink(missing_ok=True)
        shutil.copyfile(story, copy)
        return f"sqlite:///{copy}"

    yield f"sqlite:///{story}", copied


@contextmanager
def _on_postgres(folder: Path) -> Iterator[tuple[str, Databases]]:
    postgres, numbers = Postgres(folder), itertools.count()
    try:
        yield postgres.create("story"), lambda: postgres.create(f"copy_{next(numbers)}", "story")
    finally:
        postgres.close()


if __name__ == "__main__":
    sys.exit(main())
