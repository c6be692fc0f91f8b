"""Which tests reach which lines: learned once by coverage for the code as it stands, and kept."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import coverage

from tests.mutants.lot import ROOMS, Mutant

SUITES = tuple(f"tests/{room}" for room in ROOMS)

_SETTINGS = """
[run]
source = bot
concurrency = greenlet, thread
data_file = {folder}/coverage
"""
"""SQLAlchemy switches greenlets, which coverage has to know of, else it loses lines."""


@dataclass(frozen=True)
class Reach:
    """By file: the tests that reach each line; and how many seconds each test took."""

    tests: Mapping[str, Mapping[int, frozenset[str]]]
    seconds: Mapping[str, float]

    def of(self, mutant: Mutant) -> Sequence[str]:
        """The tests that reach a mutant's lines, or its file where those are read once; of its room and short first."""
        lines = self.tests.get(mutant.path, {})
        reached = frozenset[str]().union(*(lines.get(line, ()) for line in range(mutant.first, mutant.last + 1)))
        room = mutant.path.split("/")[1]
        found = reached or frozenset[str]().union(*lines.values())
        return sorted(found, key=lambda test: (f"/{room}/" not in test, self.seconds.get(test, 0.0), test))


def reach(root: Path, cache: Path) -> Reach:
    """As it was learned before, if nothing has changed since; otherwise it is learned now, which takes some minutes."""
    folder = cache / _digest(root)
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _learn(root, folder)
        (folder / "done").touch()
    return _read(root, folder)


def _learn(root: Path, folder: Path) -> None:
    (folder / "settings").write_text(_SETTINGS.format(folder=folder))
    measuring = ("--cov=bot", f"--cov-config={folder}/settings", "--cov-context=test", "--cov-report=")
    choice = ("-m", "not soak", "--both", "-k", "not postgresql", *SUITES)
    how = ("-q", "-n", "2", "-p", "no:cacheprovider", f"--junitxml={folder}/times.xml", "-o", "junit_family=xunit1")
    command = [sys.executable, "-m", "pytest", *how, *measuring, *choice]
    done = subprocess.run(command, cwd=root, check=False)  # noqa: S603  every word is ours
    if done.returncode:
        raise SystemExit("The suite fails as it stands: nothing can be learned of mutants.")


def _read(root: Path, folder: Path) -> Reach:
    data = coverage.CoverageData(str(folder / "coverage"))
    data.read()
    tests = {
        str(Path(file).relative_to(root)): {
            line: frozenset(context.partition("|")[0] for context in contexts if context)
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    cases = ElementTree.parse(folder / "times.xml").iter("testcase")  # noqa: S314  we wrote it
    seconds = {f"{case.get('file')}::{case.get('name')}": float(case.get("time") or 0) for case in cases}
    return Reach(tests, seconds)


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted([*(root / "bot").rglob("*.py"), *(root / "tests").rglob("*.py")]):
        if "mutants" not in path.parts:
            digest.update(json.dumps([str(path.relative_to(root)), path.read_text("utf-8")]).encode())
    return digest.hexdigest()[:16]
