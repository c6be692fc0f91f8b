"""Why these people are a group, as data; only what is true for all of them is said."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import reduce
from itertools import combinations
from operator import and_

from bot.matching.round_input import Because, Past, Person, Reason, Two

MOST_REASONS = 4
MOST_DETAILS = 3
"""Topics or values that are named in one reason."""
FEWEST_HALF_HOURS = 2
"""Less than an hour together each day is no reason to meet."""


def reasons_of(members: Sequence[Person], past: Past) -> tuple[Reason, ...]:
    """At most MOST_REASONS, the most telling first: what they share, how far they reach, whether they are new, when.

    - Topics and values: those that every one of them named, at most MOST_DETAILS, in alphabetical order.
    - Another team, place or stage: everyone's is known, and no two have the same.
    - New to each other: no two of them met before. Longest ago: some did, none of them in the round before this one;
      the detail is how many rounds ago the latest of those meetings was.
    - Hours: the half hours of a day when all of them work, if everyone's are known and there are FEWEST_HALF_HOURS.

    For fewer than two people there are none.
    """
    if len(members) < 2:
        return ()
    return (*_common(members), *_reach(members), *_history(members, past), *_hours(members))[:MOST_REASONS]


def _common(members: Sequence[Person]) -> Iterable[Reason]:
    for because, named in (
        (Because.TOPICS, [person.topics for person in members]),
        (Because.VALUES, [person.values for person in members]),
    ):
        shared = sorted(frozenset.intersection(*named))
        if shared:
            yield Reason(because, tuple(shared[:MOST_DETAILS]))


def _reach(members: Sequence[Person]) -> Iterable[Reason]:
    kinds: tuple[tuple[Because, Callable[[Person], Hashable | None]], ...] = (
        (Because.ANOTHER_TEAM, lambda person: person.team or None),
        (Because.ANOTHER_PLACE, lambda person: person.place or None),
        (Because.ANOTHER_STAGE, lambda person: person.stage),
    )
    for because, kind in kinds:
        found = Counter(kind(person) for person in members)
        if None not in found and len(found) == len(members):
            yield Reason(because)


def _history(members: Sequence[Person], past: Past) -> Iterable[Reason]:
    twos = (Two((one.key, other.key)) for one, other in combinations(members, 2))
    ago = [past.met[two] for two in twos if two in past.met]
    if not ago:
        yield Reason(Because.NEW_TO_EACH_OTHER)
    elif min(ago) > 1:
        yield Reason(Because.LONGEST_AGO, (str(min(ago)),))


def _hours(members: Sequence[Person]) -> Iterable[Reason]:
    together = reduce(and_, (person.hours for person in members)).bit_count()
    if together >= FEWEST_HALF_HOURS:
        yield Reason(Because.HOURS, (str(together),))
