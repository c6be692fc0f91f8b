"""Time zone data: the machine's, or that of the ``tzdata`` package; the newer of the two is used.

Python by itself looks at the machine's first, however old it is. Governments change their clocks at short notice, and
a meeting is then an hour off.
"""

import re
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tzdata

_VERSION = re.compile(r"\d{4}[a-z]+")
_NAMED_IN = ("tzdata.zi", "+VERSION")
"""Files that say of which version a folder is: in their first line, and where there is only one."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place of time zone data, and its version, such as 2026f; empty where it is not named."""

    where: str
    version: str


PACKAGED = Source("the tzdata package", tzdata.IANA_VERSION)


def source_in(folder: Path) -> Source:
    """Return the source in a folder of compiled zones."""
    versions = (_version_in(folder / name) for name in _NAMED_IN)
    return Source(str(folder), next(filter(None, versions), ""))


def newer_than_ours(folders: Iterable[str]) -> list[str]:
    """Return the folders with a newer version than the package. Versions are ordered as text is."""
    return [folder for folder in folders if source_in(Path(folder)).version > PACKAGED.version]


@cache
def use_the_newest() -> tuple[Source, ...]:
    """Have ``zoneinfo`` use newer folders alone, then the package; returns all sources, the used one first."""
    there = [folder for folder in zoneinfo.TZPATH if Path(folder).is_dir()]
    newer = newer_than_ours(there)
    zoneinfo.reset_tzpath(to=newer)
    zoneinfo.ZoneInfo.clear_cache()
    others = (folder for folder in there if folder not in newer)
    return (*map(source_in, map(Path, newer)), PACKAGED, *map(source_in, map(Path, others)))


def _version_in(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            found = _VERSION.search(next(lines, ""))
    except OSError:
        return ""
    return found[0] if found else ""
