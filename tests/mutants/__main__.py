"""Mutants of the use cases and rules: ``python -m tests.mutants``. It ends with 1 when too many survive.

Survivors that were looked at stand in ``survivors.toml`` beside this, each with the reason why it may live.
"""

import argparse
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.lot import Mutant, draw
from tests.mutants.reaching import Reach, reach
from tests.mutants.trying import Copy, Fate, Tried

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".mutants"
SURVIVORS = Path(__file__).with_name("survivors.toml")
SEED = 20261129
NUMBER = 120
WORKERS = 2
EXPECTED = 0.95
ALIVE = (Fate.SURVIVED, Fate.UNREACHED)


def main() -> int:
    """Try a lot as the command line says; 0 when enough are killed, and of each survivor it is said why it may live."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="of the lot")
    parser.add_argument("--number", type=int, default=NUMBER, help="of mutants")
    arguments = parser.parse_args()
    print(f"The lot: --seed {arguments.seed} --number {arguments.number}", flush=True)
    began = time.monotonic()
    tried = _try_all(draw(ROOT, arguments.number, arguments.seed), reach(ROOT, CACHE))
    unexplained = [one for one in tried if one.fate in ALIVE and not _reason(one.mutant)]
    killed = sum(one.fate not in ALIVE for one in tried)
    print(f"{killed} of {len(tried)} killed; {Counter(str(one.fate) for one in tried)}", end="; ")
    print(f"{(time.monotonic() - began) / 60:.0f} minutes")
    for one in unexplained:
        print(f"[[survivor]]\npath = {one.mutant.path!r}\nwas = {one.mutant.was!r}\nbecomes = {one.mutant.becomes!r}")
        print("because = ''\n")
    return int(bool(unexplained) or killed < EXPECTED * len(tried))


def _try_all(lot: Sequence[Mutant], known: Reach) -> Sequence[Tried]:
    copies: SimpleQueue[Copy] = SimpleQueue()
    for number in range(WORKERS):
        copies.put(Copy(ROOT, CACHE / f"copy-{number}"))

    def attempt(mutant: Mutant) -> Tried:
        copy = copies.get()
        try:
            tried = copy.attempt(mutant, known)
        finally:
            copies.put(copy)
        print(f"{tried.fate} {tried.by} {_reason(mutant)}\n{mutant}", flush=True)
        return tried

    with ThreadPoolExecutor(WORKERS) as workers:
        return list(workers.map(attempt, lot))


def _reason(mutant: Mutant) -> str:
    known = tomllib.loads(SURVIVORS.read_text("utf-8")).get("survivor", [])
    its = (mutant.path, mutant.was, mutant.becomes)
    return next((one["because"] for one in known if (one["path"], one["was"], one["becomes"]) == its), "")


if __name__ == "__main__":
    sys.exit(main())
