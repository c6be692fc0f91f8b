"""The input of a round as text to be kept, from which it can be decided again: columns, not an object for each person.

Each id stands there once, elsewhere it is a number; so does each team, place, set of topics and so on that somebody
has. Of twos and their history the differences from one to the next are written, which are small. All of it is JSON,
compressed.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any
from zlib import compress, decompress

from bot.matching.asks.mentors import CareerStage
from bot.matching.round_input import Past, Person, Reach, RoundInput, Rules, Two

_FROM_JSON: Mapping[str, Callable[[Any], Any]] = {
    "team": str,
    "place": str,
    "stage": lambda stage: None if stage is None else CareerStage(stage),
    "topics": frozenset,
    "values": frozenset,
    "hours": int,
    "ways": frozenset,
}
"""The traits of a person, and what makes each of what JSON knows of it."""


def to_record(found: RoundInput) -> str:
    """Return the input as text of the letters of base64."""
    keys = sorted(_keys_of(found))
    numbers = {key: number for number, key in enumerate(keys)}
    columns = {
        "seed": found.seed,
        "keys": keys,
        "people": [numbers[person.key] for person in found.people],
        **{trait: _column([getattr(person, trait) for person in found.people]) for trait in _FROM_JSON},
        "size": found.rules.size,
        "reach": found.rules.reach,
        "taken": sorted(numbers[key] for key in found.rules.taken),
        "apart": _twos(dict.fromkeys(found.rules.apart, 0), numbers),
        "met": _twos(found.past.met, numbers),
        "thirds": [[numbers[key], count] for key, count in found.past.thirds.items()],
    }
    return b64encode(compress(json.dumps(columns, separators=(",", ":")).encode())).decode("ascii")


def from_record(record: str) -> RoundInput:
    """Return the input that a record was made of; also of one that a version before 0.2 wrote."""
    if record.startswith("{"):
        return _from_objects(json.loads(record))
    columns = json.loads(decompress(b64decode(record)))
    keys = columns["keys"]
    traits = {trait: _values(columns[trait], make) for trait, make in _FROM_JSON.items()}
    return RoundInput(
        people=tuple(
            Person(keys[number], **dict(zip(traits, values, strict=True)))
            for number, *values in zip(columns["people"], *traits.values(), strict=True)
        ),
        rules=Rules(
            size=columns["size"],
            reach=Reach(columns["reach"]),
            apart=frozenset(_read_twos(columns["apart"], keys)),
            taken=frozenset(keys[number] for number in columns["taken"]),
        ),
        past=Past(
            met=_read_twos(columns["met"], keys),
            thirds={keys[number]: count for number, count in columns["thirds"]},
        ),
        seed=columns["seed"],
    )


def _keys_of(found: RoundInput) -> set[str]:
    twos = (*found.rules.apart, *found.past.met)
    return {person.key for person in found.people}.union(found.rules.taken, found.past.thirds, *twos)


def _column(values: Sequence[Any]) -> dict[str, Any]:
    """Return the different values, and for each person the number of theirs."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    kinds = [sorted(value) if isinstance(value, frozenset) else value for value in numbers]
    return {"kinds": kinds, "of": [numbers[value] for value in values]}


def _values(column: Mapping[str, Any], make: Callable[[Any], Any]) -> list[Any]:
    kinds = [make(kind) for kind in column["kinds"]]
    return [kinds[number] for number in column["of"]]


def _twos(found: Mapping[Two, int], numbers: Mapping[str, int]) -> list[list[int]]:
    """Return the twos in order, as three columns: the one, the other (both less that of the two before), the number."""
    rows = sorted((*sorted((numbers[one], numbers[other])), number) for (one, other), number in found.items())
    ones, others, values = zip(*rows, strict=True) if rows else ((), (), ())
    return [_differences(ones), _differences(others), list(values)]


def _read_twos(columns: Sequence[Sequence[int]], keys: Sequence[str]) -> dict[Two, int]:
    ones, others, values = columns
    rows = zip(accumulate(ones), accumulate(others), values, strict=True)
    return {Two((keys[one], keys[other])): number for one, other, number in rows}


def _differences(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip((0, *numbers), numbers, strict=False)]


def _from_objects(record: Mapping[str, Any]) -> RoundInput:
    """Read a record with an object for each person."""
    people = ({trait: make(person[trait]) for trait, make in _FROM_JSON.items()} for person in record["people"])
    rules = record["rules"]
    return RoundInput(
        people=tuple(Person(person["key"], **traits) for person, traits in zip(record["people"], people, strict=True)),
        rules=Rules(rules["size"], Reach(rules["reach"]), frozenset(map(Two, rules["apart"]))),
        past=Past({Two(two): ago for *two, ago in record["met"]}, record["thirds"]),
        seed=record["seed"],
    )
