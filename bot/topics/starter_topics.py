"""The topics that a new workspace begins with; organizers change them from there.

They are kept by their English names. Each other language has a file such as ``starter_topics.fr.toml``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("starter_topics.toml")


@dataclass(frozen=True, slots=True)
class StarterTopic:
    """A topic's label and the everyday words in which people ask about it."""

    name: str
    aliases: tuple[str, ...]


@cache
def starter_topics() -> tuple[StarterTopic, ...]:
    """Return every starter topic in the file's order. Raises KeyError if one lacks its name or aliases."""
    with _FILE.open("rb") as file:
        listed = tomllib.load(file)["topic"]
    return tuple(StarterTopic(topic["name"], tuple(topic["aliases"])) for topic in listed)


@cache
def starter_topics_elsewhere() -> Mapping[str, Mapping[str, StarterTopic]]:
    """Return the starter topics in every other language that has them, by language and English name."""
    files = sorted(_FILE.parent.glob(f"{_FILE.stem}.*.toml"))
    return {file.name.split(".")[1]: _read(file) for file in files}


def said_elsewhere(name: str) -> tuple[tuple[str, str], ...]:
    """Return the name and everyday words of a starter topic in other languages, each after its language."""
    return tuple(
        (language, text)
        for language, theirs in starter_topics_elsewhere().items()
        if name in theirs
        for text in (theirs[name].name, *theirs[name].aliases)
    )


def _read(path: Path) -> Mapping[str, StarterTopic]:
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["topic"]
    return {topic["of"]: StarterTopic(topic["name"], tuple(topic["aliases"])) for topic in listed}
