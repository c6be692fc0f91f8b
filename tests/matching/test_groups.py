"""Groups of three to five: what must never be, what is best, and how near a search comes to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.chance import Chance
from bot.matching.costs.costs import Costs
from bot.matching.groups.feasibility import make_feasible
from bot.matching.groups.groups import cost_of_groups, divide
from bot.matching.groups.local_search import Seats, cost_of_seats, improve, subproblem_of
from bot.matching.groups.partition import best_partition
from bot.matching.groups.sizes import Wanted
from bot.matching.round_input import LARGEST_GROUP, Past, Person, RoundInput, Rules, Two
from tests.matching.random_inputs import random_input

Score = tuple[int, int, int]
"""What counts in its order: people left out, how uneven the sizes are, cost."""
Groups = Sequence[Sequence[int]]
Known = dict[tuple[int, ...], tuple[int, int]]
"""Groups that may be: how uneven, and what they cost."""


@dataclass(frozen=True)
class Case:
    """A round_input with what is needed to judge groups of it."""

    round_input: RoundInput

    @cached_property
    def costs(self) -> Costs:
        return Costs(self.round_input)

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.round_input.rules.size)

    def divided(self, seed: str = "a seed") -> Groups:
        return divide(self.costs, self.wanted, seed).groups

    def may_be(self, group: Sequence[int]) -> bool:
        """Whether these may be one group, told from the people themselves."""
        people = [self.costs.people[member] for member in group]
        twos = (Two((one.key, other.key)) for one, other in combinations(people, 2))
        shared = frozenset.intersection(*(person.ways for person in people))
        return bool(shared) and self.round_input.rules.apart.isdisjoint(twos)

    def score(self, groups: Groups) -> Score:
        left_out = self.costs.size - sum(len(group) for group in groups)
        return left_out, self.wanted.unevenness(len(group) for group in groups), cost_of_groups(self.costs, groups)

    def best_by_trying(self) -> Score:
        """The best of all groups there could be; all are tried."""
        known = {
            group: self.score([group])[1:]
            for count in range(2, LARGEST_GROUP + 1)
            for group in combinations(range(self.costs.size), count)
            if self.may_be(group)
        }
        return min(_sum(known, groups) for groups in _all_divisions(tuple(range(self.costs.size)), known))

    def seats(self) -> Seats:
        """Groups as they come, without what is forbidden."""
        problem, chance = subproblem_of(self.costs, np.arange(self.costs.size)), Chance("seats")
        sizes = np.array(self.wanted.sizes(self.costs.size))
        seats = np.full((len(sizes), sizes.max()), problem.dummy)
        seats[np.arange(sizes.max()) < sizes[:, None]] = np.arange(self.costs.size)
        return make_feasible(problem, seats, self.wanted, chance)

    def groups_in(self, seats: Seats) -> Groups:
        rows = (row[row != self.costs.size].tolist() for row in seats)
        return [row for row in rows if len(row) > 1]


def _sum(known: Known, groups: list[tuple[int, ...]]) -> Score:
    grouped = [known[group] for group in groups if len(group) > 1]
    return len(groups) - len(grouped), sum(one for one, _ in grouped), sum(cost for _, cost in grouped)


def _all_divisions(people: tuple[int, ...], known: Known) -> Iterator[list[tuple[int, ...]]]:
    if not people:
        yield []
        return
    first, *others = people
    for count in range(min(LARGEST_GROUP, len(people))):
        for with_first in combinations(others, count):
            if not with_first or (first, *with_first) in known:
                rest = tuple(person for person in others if person not in with_first)
                for further in _all_divisions(rest, known):
                    yield [(first, *with_first), *further]


def case_by_chance(chance: Random, count: int) -> Case:
    """From hardly anything forbidden to nearly everything, from all new to each other to nearly all met."""
    round_input = random_input(
        chance,
        count,
        forbidden=chance.choice([0, 0.1, 0.3, 0.6]),
        met=chance.choice([0, 0.3, 0.9]),
        ways=chance.random() < 0.5,
    )
    rules = replace(round_input.rules, size=chance.choice([3, 4, 5]), taken=frozenset())
    return Case(replace(round_input, rules=rules))


def cases(seed: int, times: int, fewest: int, most: int) -> Iterator[Case]:
    chance = Random(seed)  # noqa: S311
    return (case_by_chance(chance, chance.randint(fewest, most)) for _ in range(times))


def test_up_to_ten_people_get_the_best_of_all_groups_there_could_be() -> None:
    for case in (*cases(1, 400, 2, 6), *cases(2, 40, 7, 8), *cases(3, 1, 10, 10)):
        assert case.score(case.divided()) == case.best_by_trying()


def feasible_cases(seed: int, times: int) -> Iterator[Case]:
    """Where everyone has a way to meet that somebody else has: `divide` sees to the others."""
    return (case for case in cases(seed, times, 4, 10) if case.costs.traits.ways.bits.any(axis=1).all())


def test_a_search_leaves_nobody_out_who_has_a_place() -> None:
    """It is a search. Of people whom much keeps apart it left out no more than must be; few sizes were less even."""
    uneven = 0
    for case in feasible_cases(4, 30):
        left_out, unevenness, _ = case.score(case.groups_in(case.seats()))
        best = case.score(case.divided())
        assert left_out == best[0]
        uneven += unevenness > best[1]
    assert uneven <= 4


def test_least_cost_is_proved_for_the_sizes_there_are() -> None:
    for case in feasible_cases(5, 15):
        start, best = case.seats(), case.score(case.divided())
        found, proved = best_partition(subproblem_of(case.costs, np.arange(case.costs.size)), start, case.costs.third)
        assert proved
        if case.score(case.groups_in(start))[:2] == best[:2]:
            assert case.score(case.groups_in(found)) == best


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 40))
def test_everybody_is_in_one_group_or_named_and_nothing_forbidden_is_in_any(seed: int, count: int) -> None:
    case = case_by_chance(Random(seed), count)  # noqa: S311
    divided = divide(case.costs, case.wanted, "a seed")
    assert sorted([*divided.left, *(member for group in divided.groups for member in group)]) == [*range(count)]
    assert all(case.may_be(group) and 2 <= len(group) <= LARGEST_GROUP for group in divided.groups)
    assert divided.cost == cost_of_groups(case.costs, divided.groups)


def test_many_people_have_a_place_each() -> None:
    """1,100 are more than are searched at once; some are kept apart, some met, and ways divide them."""
    chance = Random(6)  # noqa: S311
    people = random_input(chance, 1_100, forbidden=0, met=0, ways=True).people
    keys = [person.key for person in people]
    apart = frozenset(Two(chance.sample(keys, 2)) for _ in range(2_000))
    met = {Two(chance.sample(keys, 2)): chance.randint(1, 9) for _ in range(5_000)}
    case = Case(RoundInput(people, Rules(size=4, apart=apart), Past(met), "a seed"))
    divided = divide(case.costs, Wanted(4), "a seed")
    assert divided.left == ()
    assert sorted(member for group in divided.groups for member in group) == [*range(1_100)]
    assert all(case.may_be(group) for group in divided.groups)
    assert {len(group) for group in divided.groups} == {4}
    assert divided.cost < case.costs.repeat


def test_the_same_seed_gives_the_same_groups_in_whatever_order_people_come() -> None:
    for case in cases(7, 6, 2, 30):
        people = list(case.round_input.people)
        Random(8).shuffle(people)  # noqa: S311
        shuffled = Case(replace(case.round_input, people=tuple(people)))
        assert _keys(shuffled, shuffled.divided()) == _keys(case, case.divided())


def _keys(case: Case, groups: Groups) -> list[list[str]]:
    return [[case.costs.keys[member] for member in group] for group in groups]


def test_the_one_division_without_a_repeat_is_found() -> None:
    """25 people stand in a square and have met along all five slopes of it: only the columns are left for round six."""
    square = [(column, row) for column in range(5) for row in range(5)]
    met = {
        Two((str(one), str(other))): slope + 1
        for one, other in combinations(square, 2)
        for slope in range(5)
        if (other[1] - one[1] - slope * (other[0] - one[0])) % 5 == 0 and one[0] != other[0]
    }
    people = tuple(Person(str(place), team=str(place[0])) for place in square)
    case = Case(RoundInput(people, Rules(size=5), Past(met), "a seed"))
    columns = sorted(sorted(str((column, row)) for row in range(5)) for column in range(5))
    assert sorted(sorted(group) for group in _keys(case, case.divided())) == columns


def test_repeats_are_few_and_the_oldest() -> None:
    """Six people by three, where everyone met everyone: whichever groups there are have six repeats."""
    chance = Random(9)  # noqa: S311
    people = tuple(Person(f"person {number}") for number in range(6))
    met = {Two((one.key, other.key)): chance.randint(1, 30) for one, other in combinations(people, 2)}
    case = Case(RoundInput(people, Rules(size=3), Past(met), "a seed"))
    latest = [min(met[Two(two)] for two in combinations(group, 2)) for group in _keys(case, case.divided())]
    halves = [(half, [person.key for person in people if person.key not in half]) for half in _halves(people)]
    assert min(latest) == max(min(met[Two(two)] for part in both for two in combinations(part, 2)) for both in halves)


def _halves(people: Sequence[Person]) -> list[list[str]]:
    return [[person.key for person in half] for half in combinations(people, len(people) // 2)]


def test_a_group_has_a_way_that_suits_all_of_it_and_not_only_each_two() -> None:
    """Three people, each two of whom share a way, and no way that all three would meet in."""
    ways = ({"lunch", "video"}, {"video", "walk"}, {"walk", "lunch"})
    people = tuple(Person(f"person {number}", ways=frozenset(some)) for number, some in enumerate(ways))
    divided = divide(Costs(RoundInput(people, Rules(size=3))), Wanted(3), "a seed")
    assert [len(group) for group in divided.groups] == [2]
    assert len(divided.left) == 1


def test_people_who_can_never_meet_are_divided_apart() -> None:
    """Seven for lunch and six on video, by four: 4 and 3, and 3 and 3, though thirteen would be 5, 4 and 4."""
    people = [Person(f"lunch {number}", ways=frozenset({"lunch"})) for number in range(7)]
    people += [Person(f"video {number}", ways=frozenset({"video"})) for number in range(6)]
    case = Case(RoundInput(tuple(people), Rules(size=4)))
    assert sorted(len(group) for group in case.divided()) == [3, 3, 3, 4]


def test_sizes_give_way_before_anybody_is_left_out() -> None:
    """Sixteen by four would be four times four, but six of them can only meet each other and one more."""
    people = [Person(f"lunch {number}", ways=frozenset({"lunch"})) for number in range(9)]
    people += [Person("both", ways=frozenset({"lunch", "video"}))]
    people += [Person(f"video {number}", ways=frozenset({"video"})) for number in range(6)]
    case = Case(RoundInput(tuple(people), Rules(size=4)))
    groups = case.divided()
    assert sum(len(group) for group in groups) == 16
    assert sorted(len(group) for group in groups) == [3, 4, 4, 5]


def test_who_is_kept_apart_from_everybody_is_left_out_and_nobody_else() -> None:
    people = tuple(Person(f"person {number}") for number in range(20))
    apart = frozenset(Two((people[3].key, other.key)) for other in people if other is not people[3])
    case = Case(RoundInput(people, Rules(size=4, apart=apart)))
    divided = divide(case.costs, Wanted(4), "a seed")
    assert [case.costs.keys[person] for person in divided.left] == ["person 3"]
    assert sorted(len(group) for group in divided.groups) == [3, 4, 4, 4, 4]


def test_no_exchange_of_two_people_improves_what_was_proved() -> None:
    case = Case(replace(random_input(Random(10), 24, met=0.1), rules=Rules(size=4)))  # noqa: S311
    divided = divide(case.costs, Wanted(4), "a seed")
    assert divided.exact
    assert _cost_after_the_best_exchange(case, divided.groups) >= divided.cost


def _cost_after_the_best_exchange(case: Case, groups: Groups) -> int:
    costs = []
    for one, other in combinations(range(len(groups)), 2):
        for here in groups[one]:
            for there in groups[other]:
                swap = {here: there, there: here}
                costs.append(cost_of_groups(case.costs, [[swap.get(who, who) for who in group] for group in groups]))
    return min(costs)


def test_sweeps_make_groups_much_better_than_chance_and_a_temperature_helps() -> None:
    case = Case(replace(random_input(Random(11), 200, met=0.05), rules=Rules(size=4)))  # noqa: S311
    problem, seats = subproblem_of(case.costs, np.arange(200)), case.seats()
    cold = improve(problem, seats, [0.0] * 300, Chance("cold"))
    assert sorted(cold.ravel().tolist()) == [*range(200)]
    assert cost_of_seats(problem, cold) < case.costs.repeat <= cost_of_seats(problem, seats)
    warm = improve(problem, seats, [*np.linspace(10_000, 0, 240), *[0.0] * 60], Chance("warm"))
    assert cost_of_seats(problem, warm) < cost_of_seats(problem, cold)


def test_everybody_alone_in_their_way_is_left_out() -> None:
    people = tuple(Person(f"person {number}", ways=frozenset({str(number)})) for number in range(5))
    divided = divide(Costs(RoundInput(people, Rules(size=4))), Wanted(4), "a seed")
    assert (divided.groups, divided.left, divided.cost) == ((), (0, 1, 2, 3, 4), 0)


def test_nobody_is_no_group() -> None:
    assert divide(Costs(RoundInput((), Rules(size=4))), Wanted(4), "a seed").groups == ()
