"""Ways to meet for lunch: at a place, known by a key that spellings of it share, or by video."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.languages.reader import Reader
from bot.matching.asks.topics import same_topic, topic_key

VIDEO = "video"
PLACE = "place"
_AT = f"{PLACE}:"


@dataclass(frozen=True, slots=True)
class LunchPreferences:
    """A member's choices in the form of lunch."""

    weekdays: Sequence[int]
    ways: Sequence[str]
    """Those of ``PLACE`` and ``VIDEO`` that they tick."""
    place: str
    only_this_week: bool


def at_place(place: str, known: Iterable[str]) -> str:
    """Return the way of meeting at a place; two spellings of a known place are one way."""
    keys = [(topic_key(one), one) for one in known]
    return f"{_AT}{same_topic(place, keys) or topic_key(place)}"


def ways_of(choices: Sequence[str], place: str, known: Iterable[str]) -> list[str]:
    """Return what a member ticked, as ways."""
    ways = [at_place(place, known)] if PLACE in choices and place else []
    return [*ways, *([VIDEO] if VIDEO in choices else [])]


def has_place(ways: Iterable[str]) -> bool:
    """Return True when a place is among the ways."""
    return any(way.startswith(_AT) for way in ways)


def common_way(ways: Mapping[str, Sequence[str]], places: Mapping[str, str]) -> str:
    """Return how people meet who have a way in common: at a place rather than by video.

    For people to read: ``video``, or ``place:`` and the place in the words of the first of them.
    """
    shared = set.intersection(*(set(chosen) for chosen in ways.values()))
    return f"{_AT}{places[min(ways)]}" if has_place(shared) else VIDEO


def place_in(way: str) -> str:
    """Return the place at which a group meets, in somebody's words; empty where it meets by video."""
    return way.removeprefix(_AT) if way.startswith(_AT) else ""


def way_in_words(reader: Reader, way: str) -> str:
    """Return how a group meets: the place in somebody's words, for some write "at" themselves; or by video."""
    return place_in(way) or reader.pgettext("way to meet", "by video")


def ways_in_words(reader: Reader, ways: Sequence[str], place: str) -> str:
    """Return how one member would meet: main library or by video."""
    said = [place] if has_place(ways) else []
    by_video = [reader.pgettext("way to meet", "by video")] if VIDEO in ways else []
    return reader.listed([*said, *by_video], by_or=True)
