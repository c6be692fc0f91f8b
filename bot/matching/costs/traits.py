"""The traits of people as arrays, in an order that only the seed decides: so costs are counted by the million."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from bot.matching.arrays import Bits, Flags
from bot.matching.round_input import Person, RoundInput

Kinds = NDArray[np.int32]
"""A number for each person; people of the same number are of the same kind."""

UNKNOWN = -1
"""Instead of the number of a team, a place or a stage."""
_WORD = 64


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words for each person, as bits."""

    known: Flags
    """Whether each has any word."""
    bits: Bits
    """A row a person, a bit for each word that two people have: what only one has can be common to nobody."""
    kinds: Kinds
    """People of the same kind are alike in all of this."""


@dataclass(frozen=True, slots=True)
class Traits:
    """One row a person; the rows are sorted by the people's hashes, never by how they were given."""

    people: tuple[Person, ...]
    hashes: NDArray[np.uint32]
    """32 bits of chance for each person, from the seed and the key."""
    teams: Kinds
    """People of the same number are on the same team, or theirs is UNKNOWN; so for places and stages."""
    places: Kinds
    stages: Kinds
    topics: Words
    values: Words
    hours: Bits
    """`Person.hours` as they are."""
    ways: Words


def traits_of(round_input: RoundInput) -> Traits:
    """Return the traits of everyone who is there and not taken."""
    present = (person for person in round_input.people if person.key not in round_input.rules.taken)
    hashed = sorted((hash_of(round_input.seed, person.key), person.key, person) for person in present)
    people = tuple(person for _, _, person in hashed)
    return Traits(
        people=people,
        hashes=np.array([number >> 32 for number, _, _ in hashed], np.uint32),
        teams=_numbered(person.team or None for person in people),
        places=_numbered(person.place or None for person in people),
        stages=_numbered(person.stage for person in people),
        topics=_words([person.topics for person in people]),
        values=_words([person.values for person in people]),
        hours=np.array([person.hours for person in people], np.uint64),
        ways=_words([person.ways for person in people]),
    )


def hash_of(seed: str, key: str) -> int:
    """Return 64 random bits that are the same on every machine."""
    secret = blake2b(seed.encode()).digest()
    return int.from_bytes(blake2b(key.encode(), digest_size=8, key=secret).digest(), "big")


def in_common(words: Bits, others: Bits) -> Flags:
    """Return whether two rows of bits have one in common, for arrays that numpy can broadcast, the bits last."""
    found: Flags = (words[..., 0] & others[..., 0]) != 0
    for word in range(1, words.shape[-1]):
        found |= (words[..., word] & others[..., word]) != 0
    return found


def _numbered(found: Iterable[Hashable | None]) -> Kinds:
    numbers: dict[Hashable, int] = {}
    return np.array([UNKNOWN if what is None else numbers.setdefault(what, len(numbers)) for what in found], np.int32)


def _words(sets: Sequence[Iterable[str]]) -> Words:
    counted = Counter(word for words in sets for word in words)
    shared = sorted(word for word, count in counted.items() if count > 1)
    numbers = {word: number for number, word in enumerate(shared)}
    bits = np.zeros((len(sets), len(shared) // _WORD + 1), np.uint64)
    for row, words in enumerate(sets):
        for number in (numbers[word] for word in words if word in numbers):
            bits[row, number // _WORD] |= np.uint64(1 << number % _WORD)
    known = np.array([bool(words) for words in sets], np.bool_)
    return Words(known, bits, _numbered(zip(known.tolist(), map(bytes, bits), strict=True)))
