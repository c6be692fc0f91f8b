"""A round of introductions: who meets whom and why, and who is left out and why. The one entry to the engine.

In this order: what is forbidden is never done; as few as possible are left out; as few as can be meet again, and
those who met longest ago; people are far from each other as the organizer wants it, with something in common; their
hours overlap; chance.
"""

from functools import partial

import numpy as np

from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.traits import in_common
from bot.matching.groups.groups import cost_of_groups, divide
from bot.matching.pairs.look_ahead import look_ahead
from bot.matching.pairs.pairs import pair
from bot.matching.pairs.small_cases import Group as Members
from bot.matching.reasons import reasons_of
from bot.matching.round_input import SMALLEST_GROUP, Groups, LeftOut, MatchedGroup, Person, RoundInput, Why


def decide(gathering: RoundInput) -> Groups:
    """Everyone in one group, or left out with the reason; `pairs` and `groups` say how well.

    The same gathering gives the same groups on any machine, in whatever order its people are given. Raises ValueError
    where two people have the same key.
    """
    if len({person.key for person in gathering.people}) < len(gathering.people):
        raise ValueError("Two people have the same key.")
    costs = Costs(gathering)
    is_of_pairs = gathering.rules.size == SMALLEST_GROUP
    found, bound = _found(costs, gathering)
    grouped = [members for members in found if len(members) > 1]
    groups = (_group([costs.people[member] for member in members], gathering) for members in grouped)
    left_out = [LeftOut(costs.keys[person], _why(costs, person)) for person, *others in found if not others]
    taken = (LeftOut(person.key, Why.TAKEN) for person in gathering.people if person.key in gathering.rules.taken)
    return Groups(
        groups=tuple(sorted(groups, key=lambda group: group.members)),
        left_out=tuple(sorted([*left_out, *taken], key=lambda out: out.key)),
        cost=cost_of_groups(costs, grouped) + (_cost_of_trios(costs, grouped) if is_of_pairs else 0),
        bound=bound,
    )


def _cost_of_trios(costs: Costs, groups: list[Members]) -> int:
    """What it costs more, in a round of pairs, that somebody is in a trio again."""
    return costs.third * sum(int(costs.thirds[list(members)].sum()) for members in groups if len(members) == 3)


def _found(costs: Costs, gathering: RoundInput) -> tuple[list[Members], float | None]:
    """The groups, with those of one person who are left out, and a bound."""
    if gathering.rules.size == SMALLEST_GROUP:
        paired = pair(costs, partial(look_ahead, seed=gathering.seed))
        return paired.groups, paired.bound
    divided = divide(costs, gathering.rules.size, gathering.seed)
    return [*divided.groups, *((person,) for person in divided.left)], divided.cost if divided.exact else None


def _group(people: list[Person], gathering: RoundInput) -> MatchedGroup:
    members = sorted(people, key=lambda person: person.key)
    return MatchedGroup(tuple(person.key for person in members), reasons_of(members, gathering.past))


def _why(costs: Costs, person: int) -> Why:
    others = np.delete(np.arange(costs.size), person)
    ways = costs.traits.ways.bits
    if not len(others):
        return Why.ALONE
    if not in_common(ways[person], ways[others]).any():
        return Why.NO_COMMON_WAY
    kept_apart = (costs.between(np.array([person]), others) >= FORBIDDEN).all()
    return Why.KEPT_APART if kept_apart else Why.LEFT_OVER
