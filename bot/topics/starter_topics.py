"""The topics that a new workspace begins with; organizers change them from there."""

import tomllib
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
