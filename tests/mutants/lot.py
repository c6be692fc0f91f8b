"""Which changes of the code are tried: mutmut makes them, a seed draws the lot.

mutmut's own runner is not used: it changes functions alone, so that no table of rules and no constant is touched, it
knows no lot, and it forks a process in which a database is open.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import Mutation, create_mutations

ROOMS = ("flash", "pairings", "circles")

ELSEWHERE = {"__init__.py", "actions.py", "models.py", "outcomes.py", "routes.py"}
"""Files that list what there is, and decide nothing."""


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    path: str
    first: int
    last: int
    """The lines that it changes, of the file as it is."""
    was: str
    becomes: str
    code: str
    """The whole file, changed."""

    def __str__(self) -> str:
        """Where, and what becomes of it."""
        return f"{self.path}:{self.first}\n  - {self.was}\n  + {self.becomes}"


def files(root: Path) -> Sequence[Path]:
    """The use cases and rules, without words, models and what only passes on."""
    found = (path for room in ROOMS for path in (root / "bot" / room).rglob("*.py") if path.name not in ELSEWHERE)
    return sorted(path for path in found if not _says_or_passes_on(path.relative_to(root)))


def draw(root: Path, number: int, seed: int) -> Sequence[Mutant]:
    """So many mutants of all that there are, by lot; in the order in which they were drawn."""
    each = [(its, place) for its in (_Changes(root, path) for path in files(root)) for place in range(len(its))]
    lot = Random(seed).sample(each, min(number, len(each)))  # noqa: S311  the same lot each time
    return [its[place] for its, place in lot]


class _Changes:
    """The changes of one file, in its order."""

    def __init__(self, root: Path, path: Path) -> None:
        self._path = str(path.relative_to(root))
        self._code = path.read_text("utf-8")
        self._module, found, _, _ = create_mutations(self._path, self._code)
        self._found = [one for one in found if one.contained_by_top_level_function or _decides(one)]

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, place: int) -> Mutant:
        one = self._found[place]
        code = cst.ensure_type(self._module.deep_replace(one.original_node, one.mutated_node), cst.Module).code
        positions = MetadataWrapper(self._module, unsafe_skip_copy=True).resolve(PositionProvider)
        where = positions[one.original_node]
        was, becomes = _difference(self._code, code)
        return Mutant(self._path, where.start.line, where.end.line, was, becomes, code)


def _decides(change: Mutation) -> bool:
    """Whether a change outside of functions can be seen at all: how a state is spelled cannot."""
    return not isinstance(change.original_node, cst.BaseString | cst.Assign | cst.AnnAssign)


def _difference(before: str, after: str) -> tuple[str, str]:
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    gone, new = ([line[2:].strip() for line in lines if line.startswith(mark)] for mark in ("- ", "+ "))
    return " ".join(gone), " ".join(new)


def _says_or_passes_on(path: Path) -> bool:
    return not {"views", "listeners"}.isdisjoint({*path.parts, path.stem})
