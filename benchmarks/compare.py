"""Two revisions side by side: each section is run here and there in turns, and every figure of both is divided.

There is a checkout of its own, in which this revision's benchmarks measure that revision's bot, with the packages
that are installed here. What of them does not fit that bot is named, and left out.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.table import Table

from benchmarks.report import wide_console

HERE = Path(__file__).parents[1]
GIT = ("git", "-C", str(HERE))

Name = tuple[str, str]
"""Of a result, and of a figure in it."""
Rounds = Mapping[Name, list[float]]
"""Each figure as often as it was measured."""


class DoesNotFitError(Exception):
    """A section cannot be run in a revision; the message says why."""


def compare(revision: str, sections: Sequence[str], *, rounds: int, quick: bool) -> None:
    """Run these sections so often in either revision, and print how they compare."""
    console = wide_console()
    with checked_out(revision) as there:
        for section in sections:
            try:
                theirs, ours = in_turns((there, HERE), section, rounds=rounds, quick=quick)
            except DoesNotFitError as why:
                console.print(f"{section} cannot be compared: {why}\n", style="bold")
            else:
                console.print(compared(revision, ours, theirs))
                for name in sorted(ours.keys() ^ theirs.keys()):
                    console.print(f"only {'here' if name in ours else f'in {revision}'}: {': '.join(name)}")
                console.print()


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """A folder with that revision, but with these benchmarks; gone after. CalledProcessError where git has none."""
    with tempfile.TemporaryDirectory(prefix="klatch-compare-") as folder:
        there = Path(folder) / "there"
        _git("worktree", "add", "--quiet", "--detach", str(there), revision)
        try:
            shutil.rmtree(there / "benchmarks", ignore_errors=True)
            shutil.copytree(HERE / "benchmarks", there / "benchmarks", ignore=shutil.ignore_patterns("__pycache__"))
            yield there
        finally:
            _git("worktree", "remove", "--force", str(there))


def in_turns(trees: tuple[Path, Path], section: str, *, rounds: int, quick: bool) -> tuple[Rounds, Rounds]:
    """Return the figures of a section, run so often in either tree, in one after the other.

    Raises DoesNotFitError when it cannot be run in one of them.
    """
    measured: tuple[defaultdict[Name, list[float]], ...] = (defaultdict(list), defaultdict(list))
    for _ in range(rounds):
        for tree, so_far in zip(trees, measured, strict=True):
            for name, figure in measure(tree, section, quick=quick).items():
                so_far[name].append(figure)
    return measured[0], measured[1]


def measure(tree: Path, section: str, *, quick: bool) -> Mapping[Name, float]:
    """Return the figures of a section, run once in a tree. Raises DoesNotFitError when it cannot be run there."""
    command = (sys.executable, "-m", "benchmarks", section, "--json", *(["--quick"] if quick else []))
    run = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode:
        raise DoesNotFitError(f"{'here' if tree == HERE else 'there'} {(run.stderr.strip().splitlines() or ['?'])[-1]}")
    results = json.loads(run.stdout.splitlines()[-1])["results"]
    return {(one["name"], name): figure for one in results for name, figure in one["figures"].items()}


def compared(revision: str, ours: Rounds, theirs: Rounds) -> Table:
    """Return a line for each figure of both: medians, the ratio of the rounds, and between which it lay.

    The ratio is how many times as large a figure is there: of times, more than 1 is a gain here; of rates, less. It is
    bold where every round was on one side of 1.
    """
    table = Table("", "here", revision[:12], "there / here", "from … to", box=None)
    result = ""
    for name in (name for name in ours if name in theirs):
        if name[0] != result:
            result = name[0]
            table.add_row(result, style="bold")
        table.add_row(f"  {name[1]}", *_ratio(ours[name], theirs[name]))
    return table


def _ratio(ours: list[float], theirs: list[float]) -> Iterator[str]:
    yield from (f"{statistics.median(figures):,.3f}" for figures in (ours, theirs))
    if ratios := sorted(there / here for here, there in zip(ours, theirs, strict=False) if here):
        is_clear = ratios[0] > 1 or ratios[-1] < 1
        ratio = f"{statistics.median(ratios):.2f}"
        yield f"[bold]{ratio}[/]" if is_clear else ratio
        yield f"{ratios[0]:.2f} … {ratios[-1]:.2f}"


def _git(*arguments: str) -> None:
    subprocess.run((*GIT, *arguments), check=True)  # noqa: S603
