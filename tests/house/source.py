"""What can be read off the source: how long files and functions are, and which public classes share a name."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

SHARED_NAMES = frozenset({"Action", "Field", "Form", "Later"})
"""What each feature has of its own under the same name: the ids of its buttons, fields, forms and due rows."""

LONGEST_FILE = 300
"""Lines. A file is one thought."""

MEDIAN_FUNCTION = 7
"""Lines, of all functions of the bot."""


@dataclass(frozen=True)
class Source:
    """One file of a package, parsed."""

    path: Path
    lines: int
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its path below the project's root."""
        return self.path.relative_to(ROOT).as_posix()


def read(package: str) -> Sequence[Source]:
    """Parse every Python file of a package, in the order of their paths."""
    return [_parsed(path) for path in sorted((ROOT / package).rglob("*.py"))]


def function_lengths(sources: Sequence[Source]) -> list[int]:
    """Return the lines of every function and method, the shortest first. One within another counts for itself, too."""
    return sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def quantile(lengths: Sequence[int], share: float) -> int:
    """Return the length that a share of these, in order, does not exceed."""
    return lengths[min(int(len(lengths) * share), len(lengths) - 1)]


def names_shared(sources: Sequence[Source]) -> Mapping[str, Sequence[str]]:
    """Return each name of a public class that stands in several files, with those; but the names that all may have."""
    where: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        for node in _classes(source.tree):
            where[node.name].append(source.name)
    return {name: files for name, files in where.items() if len(files) > 1 and name not in SHARED_NAMES}


def faults(sources: Sequence[Source]) -> list[str]:
    """Return what the source of the bot must not have, one sentence each."""
    median = quantile(function_lengths(sources), 0.5)
    return [
        *(f"{one.name} has {one.lines} lines: part it." for one in sources if one.lines > LONGEST_FILE),
        *(f"{name} is a class in {' and '.join(files)}." for name, files in sorted(names_shared(sources).items())),
        *([f"The median function has {median} lines."] if median > MEDIAN_FUNCTION else []),
    ]


def _parsed(path: Path) -> Source:
    text = path.read_text("utf-8")
    return Source(path, len(text.splitlines()), ast.parse(text))


def _classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))
