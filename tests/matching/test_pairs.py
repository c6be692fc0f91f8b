"""Pairs against trying everything, and what is true of any round."""

from collections.abc import Iterator
from itertools import combinations
from random import Random

import numpy as np
import pytest

from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.pairs.blocks import pair_by_candidates
from bot.matching.pairs.cycle_repair import repair_cycles, subtract_odd_set_duals
from bot.matching.pairs.exact import UNMATCHED, matching_cost, minimum_cost_matching
from bot.matching.pairs.pairs import MOST_AT_ONCE, pair
from bot.matching.pairs.pricing import pair_by_pricing
from bot.matching.pairs.relaxation import relax
from bot.matching.round_input import Past, Person, RoundInput, Rules
from tests.matching.random_inputs import best_score, chance_of, random_input, random_person, score_by_hand

SOME = 250


def test_up_to_ten_people_are_placed_as_well_as_trying_everything_does() -> None:
    """Left out, trios and cost agree exactly: people apart, ways, history, taken, odd numbers, turns in trios."""
    chance = chance_of(1)
    for _ in range(SOME):
        costs = Costs(_any_input(chance, chance.randint(0, 8)))
        assert score_by_hand(costs, pair(costs).groups) == best_score(costs)


def test_ten_people_are_placed_as_well_as_trying_everything_does() -> None:
    chance = chance_of(2)
    for count in [9, 10] * 5:
        costs = Costs(_any_input(chance, count))
        assert score_by_hand(costs, pair(costs).groups) == best_score(costs)


def test_the_bound_of_a_few_is_their_cost() -> None:
    chance = chance_of(3)
    for _ in range(80):
        costs = Costs(_any_input(chance, chance.randint(1, 10)))
        paired = pair(costs)
        assert paired.bound == score_by_hand(costs, paired.groups)[2]


def test_two_triangles_of_people_become_two_trios() -> None:
    """No two pairs and two singles where everybody can be placed."""
    people = tuple(random_person(chance_of(4), str(number)) for number in range(6))
    apart = frozenset(frozenset({str(one), str(other)}) for one in range(3) for other in range(3, 6))
    paired = pair(Costs(RoundInput(people, Rules(apart=apart))))
    assert [len(group) for group in paired.groups] == [3, 3]


def test_the_shortcut_finds_what_blossoms_find() -> None:
    """The assignment problem with its odd cycles repaired: with many equal costs, repeats and forbidden pairs."""
    for matrix in _matrices(chance_of(5), 300):
        exact = minimum_cost_matching(matrix)
        relaxation = relax(matrix)
        repaired = None if relaxation is None else repair_cycles(relaxation.reduced(matrix), relaxation.partners)
        if repaired is not None:
            assert matching_cost(matrix, repaired.partners) == matching_cost(matrix, exact)
            assert repaired.extra == repaired.least_extra
        else:
            assert (exact < 0).any()


def test_duals_of_odd_sets_are_no_more_than_any_pairs_of_all_cost() -> None:
    """The least reduced cost of pairs for all is no less than their sum, and no reduced cost gets negative."""
    for matrix in _matrices(chance_of(6), 100):
        relaxation = relax(matrix)
        if relaxation is not None:
            reduced = relaxation.reduced(matrix) * 2
            partners = minimum_cost_matching(matrix)
            if (partners >= 0).all():
                least = int(reduced[np.arange(len(partners)), partners].sum()) // 2
                assert subtract_odd_set_duals(reduced) <= least
                assert reduced.min() >= 0


def test_hundreds_of_people_are_paired_at_the_least_cost() -> None:
    chance = chance_of(7)
    for count in (64, 90, 150, 200):
        costs = Costs(random_input(chance, count, forbidden=0.05, met=0.5))
        people = np.arange(costs.size)
        paired = pair(costs)
        if costs.size % 2 == 0:
            matrix = costs.between(people, people)
            assert score_by_hand(costs, paired.groups) == (0, 0, matching_cost(matrix, minimum_cost_matching(matrix)))
        else:
            assert score_by_hand(costs, paired.groups)[:2] == (0, 1)
        assert paired.bound is not None
        assert paired.bound <= score_by_hand(costs, paired.groups)[2]


@pytest.mark.parametrize("count", [MOST_AT_ONCE + 1, MOST_AT_ONCE + 2])
def test_more_people_than_are_paired_at_once_are_all_paired_at_nearly_the_bound(count: int) -> None:
    costs = Costs(_town(count))
    paired = pair(costs)
    left_out, trios, cost = score_by_hand(costs, paired.groups)
    assert (left_out, trios) == (0, count % 2)
    assert sorted(person for group in paired.groups for person in group) == list(range(costs.size))
    if count % 2 == 0:
        assert paired.bound is not None
        assert paired.bound <= cost <= 1.004 * paired.bound


def test_pairs_by_candidates_are_pairs_of_all_and_within_four_in_a_hundred_of_the_bound() -> None:
    """As where there are too many people for a proof."""
    costs = Costs(_town(1_500))
    everyone = np.arange(costs.size)
    partners = pair_by_candidates(costs, everyone)
    np.testing.assert_array_equal(partners[partners], everyone)
    assert (costs.of(everyone, partners) < FORBIDDEN).all()
    proved = pair_by_pricing(costs, everyone)
    assert proved is not None
    assert proved.bound <= costs.of(everyone, partners).sum() / 2 <= 1.04 * proved.bound


def test_a_proof_without_all_edges_at_once_agrees_with_the_one_that_has_them() -> None:
    costs = Costs(_town(600))
    some = np.arange(0, costs.size, 2)
    relaxation = relax(costs.between(some, some))
    proved = pair_by_pricing(costs, some)
    assert relaxation is not None
    assert proved is not None
    assert proved.bound == int(relaxation.duals.sum()) / 2
    np.testing.assert_array_equal(proved.partners[proved.partners], np.arange(len(some)))


def test_many_who_are_all_kept_apart_are_all_left_over() -> None:
    people = tuple(Person(str(number)) for number in range(60))
    apart = frozenset(frozenset({one.key, other.key}) for one, other in combinations(people, 2))
    costs = Costs(RoundInput(people, Rules(apart=apart)))
    assert pair_by_candidates(costs, np.arange(costs.size)).tolist() == [UNMATCHED] * 60


def test_nothing_is_proved_where_not_everybody_can_be_paired() -> None:
    """Two who are kept apart from all others but one."""
    people = tuple(map(Person, map(str, range(40))))
    lonely = frozenset(
        frozenset({str(one), str(other)}) for one in (0, 1) for other in range(40) if other not in (one, 2)
    )
    costs = Costs(RoundInput(people, Rules(apart=lonely)))
    assert pair_by_pricing(costs, np.arange(costs.size)) is None


def _any_input(chance: Random, count: int) -> RoundInput:
    return random_input(
        chance,
        count,
        forbidden=chance.choice([0, 0.1, 0.3, 0.6, 0.8]),
        met=chance.choice([0, 0.2, 0.5, 0.9, 1]),
        ways=chance.random() < 0.5,
    )


def _matrices(chance: Random, count: int) -> Iterator[np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    for _ in range(count):
        size = 2 * chance.randint(1, 14)
        most = chance.choice([2, 9, 300])
        share = chance.choice([0, 0.1, 0.5, 0.8])
        matrix = np.full((size, size), FORBIDDEN)
        for one, other in combinations(range(size), 2):
            cost = FORBIDDEN if chance.random() < share else chance.randint(0, most) + chance.choice([0, 1 << 40])
            matrix[one, other] = matrix[other, one] = cost
        yield matrix


def _town(count: int) -> RoundInput:
    chance = chance_of(count)
    people = tuple(random_person(chance, str(number)) for number in range(count))
    met = {frozenset(map(str, chance.sample(range(count), 2))): chance.randint(1, 26) for _ in range(5 * count)}
    apart = frozenset(frozenset(map(str, chance.sample(range(count), 2))) for _ in range(count // 20))
    return RoundInput(people, Rules(apart=apart), Past(met), "town")
