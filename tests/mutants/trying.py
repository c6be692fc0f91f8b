"""Trying a mutant: the tests that reach it, in a copy of the project in which it stands."""

import compileall
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import cache_from_source
from pathlib import Path

from tests.mutants.lot import Mutant
from tests.mutants.reaching import Reach

STARTS_SECONDS = 60.0
TIMES_SLOWER = 8.0
"""How long a try may take, before it is said to have no end: so long to start, and so many times what was measured."""

_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    ENDLESS = "endless"
    SURVIVED = "survived"
    UNREACHED = "unreached"


@dataclass(frozen=True)
class Tried:
    """A mutant, what became of it, and by which test; or how many tests it survived."""

    mutant: Mutant
    fate: Fate
    by: str = ""


class Copy:
    """A copy of the project, for one mutant at a time."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True)  # noqa: S607
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (root / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / name, folder / name)
        compileall.compile_dir(folder / "bot", quiet=2)

    def attempt(self, mutant: Mutant, reach: Reach) -> Tried:
        """Put it in, run its tests until one fails, and take it out."""
        reaching = reach.of(mutant)
        if not reaching:
            return Tried(mutant, Fate.UNREACHED)
        place = self._folder / mutant.path
        whole = place.read_text("utf-8")
        try:
            # A compiled file is known by its second and its size, in which two mutants may be alike.
            Path(cache_from_source(str(place))).unlink(missing_ok=True)
            place.write_text(mutant.code, "utf-8")
            return self._run(mutant, reaching, reach)
        finally:
            place.write_text(whole, "utf-8")

    def _run(self, mutant: Mutant, reaching: Sequence[str], reach: Reach) -> Tried:
        seconds = STARTS_SECONDS + TIMES_SLOWER * sum(reach.seconds.get(test, 1.0) for test in reaching)
        how = ("-q", "-x", "--both", "-p", "no:cacheprovider", "-p", "no:cov", "--tb=no", "-m", "")
        command = [sys.executable, "-m", "pytest", *how, *reaching]
        try:
            done = subprocess.run(  # noqa: S603  names of tests
                command,
                cwd=self._folder,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
                check=False,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired:
            return Tried(mutant, Fate.ENDLESS)
        if done.returncode == 0:
            return Tried(mutant, Fate.SURVIVED, f"{len(reaching)} tests")
        found = _FAILED.search(done.stdout.decode())
        return Tried(mutant, Fate.KILLED, found[1] if found else f"pytest ended with {done.returncode}")
