"""Mixed tables for a big circle: everyone who is there, at tables that are as mixed as can be."""

from collections.abc import Collection
from dataclasses import replace

from bot.matching.costs.costs import Costs
from bot.matching.groups.groups import divide
from bot.matching.groups.sizes import Wanted
from bot.matching.round_input import ANY_WAY, Past, Person, Reach, RoundInput, Rules, Two

SMALLEST_TABLE = 4
LARGEST_TABLE = 6


def deal_tables(
    people: Collection[Person],
    size: int,
    *,
    apart: frozenset[Two] = frozenset(),
    together_last_time: frozenset[Two] = frozenset(),
    seed: str,
) -> list[tuple[str, ...]]:
    """Return tables of about `size` people by their keys, in ascending order; only who finds no place is at none.

    As few as can be of those who sat together last time do again. Then teams, places and stages are mixed as widely as
    can be, and people with common topics and values sit together. Nobody is asked how they would meet: they are there.
    Tables have SMALLEST_TABLE to LARGEST_TABLE people, and fewer only where the number of people leaves no choice
    (three of them, or seven) or `apart` does. The same people, in any order, with the same seed get the same tables.

    Raises ValueError when `size` is not from SMALLEST_TABLE to LARGEST_TABLE.
    """
    wanted = Wanted(size, SMALLEST_TABLE, LARGEST_TABLE)
    there = tuple(replace(person, ways=ANY_WAY) for person in people)
    rules = Rules(size=size, reach=Reach.FAR, apart=apart)
    costs = Costs(RoundInput(there, rules, Past(met=dict.fromkeys(together_last_time, 1)), seed))
    divided = divide(costs, wanted, seed)
    return sorted(tuple(sorted(costs.keys[person] for person in table)) for table in divided.groups)
