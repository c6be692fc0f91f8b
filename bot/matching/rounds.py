"""A round of introductions: who meets whom and why, and who is left out and why.

In this order: what is forbidden is never done; as few as possible are left out; as few as can be meet again, and
those who met longest ago; people are far from each other as the organizer wants it, with something in common; their
hours overlap; chance.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial, reduce
from itertools import combinations
from operator import and_

import numpy as np

from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.traits import in_common
from bot.matching.groups.groups import cost_of_groups, divide
from bot.matching.groups.sizes import Wanted
from bot.matching.pairs.look_ahead import look_ahead
from bot.matching.pairs.pairs import pair
from bot.matching.round_input import (
    SMALLEST_GROUP,
    Because,
    Groups,
    LeftOut,
    MatchedGroup,
    Past,
    Person,
    Reason,
    RoundInput,
    Two,
    Why,
)

MOST_REASONS = 4
MOST_DETAILS = 3
"""Topics or values that are named in one reason."""
FEWEST_HALF_HOURS = 2
"""Less than an hour together each day is no reason to meet."""


def decide(round_input: RoundInput) -> Groups:
    """Put everyone in one group, or name them as left out with the reason; `pairs` and `groups` say how well.

    The same input gives the same groups on any machine, in whatever order its people are given. Raises ValueError
    where two people have the same key.
    """
    if len({person.key for person in round_input.people}) < len(round_input.people):
        raise ValueError("Two people have the same key.")
    costs = Costs(round_input)
    is_of_pairs = round_input.rules.size == SMALLEST_GROUP
    found, bound = _found(costs, round_input)
    grouped = [members for members in found if len(members) > 1]
    groups = (_group([costs.people[member] for member in members], round_input) for members in grouped)
    left_out = [LeftOut(costs.keys[person], _why(costs, person)) for person, *others in found if not others]
    taken = (LeftOut(person.key, Why.TAKEN) for person in round_input.people if person.key in round_input.rules.taken)
    return Groups(
        groups=tuple(sorted(groups, key=lambda group: group.members)),
        left_out=tuple(sorted([*left_out, *taken], key=lambda out: out.key)),
        cost=cost_of_groups(costs, grouped) + (_cost_of_trios(costs, grouped) if is_of_pairs else 0),
        bound=bound,
    )


def reasons_of(members: Sequence[Person], past: Past) -> tuple[Reason, ...]:
    """Return at most MOST_REASONS why these are a group, the most telling first, each true for all of them.

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


def _found(costs: Costs, round_input: RoundInput) -> tuple[list[tuple[int, ...]], float | None]:
    """Return the groups, those of one person being left out, and a bound."""
    if round_input.rules.size == SMALLEST_GROUP:
        paired = pair(costs, partial(look_ahead, seed=round_input.seed))
        return paired.groups, paired.bound
    divided = divide(costs, Wanted(round_input.rules.size), round_input.seed)
    return [*divided.groups, *((person,) for person in divided.left)], divided.cost if divided.exact else None


def _cost_of_trios(costs: Costs, groups: list[tuple[int, ...]]) -> int:
    """Return the extra cost, in a round of pairs, of those who are in a trio again."""
    return costs.third * sum(int(costs.thirds[list(members)].sum()) for members in groups if len(members) == 3)


def _group(people: list[Person], round_input: RoundInput) -> MatchedGroup:
    members = sorted(people, key=lambda person: person.key)
    return MatchedGroup(tuple(person.key for person in members), reasons_of(members, round_input.past))


def _why(costs: Costs, person: int) -> Why:
    others = np.delete(np.arange(costs.size), person)
    ways = costs.traits.ways.bits
    if not len(others):
        return Why.ALONE
    if not in_common(ways[person], ways[others]).any():
        return Why.NO_COMMON_WAY
    kept_apart = (costs.between(np.array([person]), others) >= FORBIDDEN).all()
    return Why.KEPT_APART if kept_apart else Why.LEFT_OVER


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
