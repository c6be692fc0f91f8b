"""What pip is told on this machine, for a build that runs elsewhere: where packages come from, and what to trust."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_PLACE = re.compile(r"(?:^|(?<=\s)|(file://))(/\S+)")
"""A path, or the address of an index that lies on this machine."""


def mounts(folder: Path) -> Iterator[str]:
    """Each path that pip needs there, as ``here:there:ro``. What it is told is written to a file in ``folder``."""
    told = _told()
    lines = ["[global]", *(f"{name} = " + "\n  ".join(value.split()) for name, value in told.items())]
    (folder / "pip.conf").write_text("\n".join(lines) + "\n", "utf-8")
    yield f"{folder / 'pip.conf'}:/etc/pip.conf:ro"
    for place in sorted({place for value in told.values() for place in _places(value)}):
        yield f"{place}:{place}:ro"


def _told() -> dict[str, str]:
    """Its settings of whatever origin; those of the environment come last, and win."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    lines = sorted((line.split("=", 1) for line in said.splitlines()), key=lambda line: line[0].startswith(":env:"))
    told = {name.rsplit(".", 1)[-1]: str(ast.literal_eval(value)) for name, value in lines}
    told.pop("config-file", None)  # where it was told, not what
    return told


def _places(value: str) -> Iterator[str]:
    for is_index, place in _PLACE.findall(value):
        # An index names files beside itself.
        path = os.path.dirname(place.rstrip("/")) if is_index else place
        if Path(path).exists():
            yield path
