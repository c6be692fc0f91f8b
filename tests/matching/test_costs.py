"""What it costs to put two together: each layer outweighs those below it; what is not known counts in the middle."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from bot.matching.asks.mentors import CareerStage
from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.similarity import BELOW_REPEATS, CHANCE_BELOW
from bot.matching.round_input import Past, Person, Reach, RoundInput, Rules
from tests.matching.random_inputs import chance_of, random_input

ANN = Person("ann", "Music", "Main", CareerStage.EARLY, frozenset({"maps"}), frozenset({"care"}), 0xFFFF)
BEN = Person("ben", "Law", "North", CareerStage.SENIOR, frozenset({"maps"}), frozenset({"care"}), 0xFFFF)


def _cost(one: Person, other: Person, rules: Rules | None = None, past: Past | None = None) -> int:
    """Without chance."""
    costs = Costs(RoundInput((one, other), rules or Rules(), past or Past(), "seed"))
    return int(costs.between(np.array([0]), np.array([1]))[0, 0]) // CHANCE_BELOW


def test_far_from_each_other_with_all_in_common_costs_nothing() -> None:
    assert _cost(ANN, BEN) == 0


@pytest.mark.parametrize(
    ("trait", "alike", "unknown"),
    [
        ("team", "Music", ""),
        ("place", "Main", ""),
        ("stage", CareerStage.EARLY, None),
        ("topics", frozenset({"zines"}), frozenset()),
        ("values", frozenset({"craft"}), frozenset()),
        ("hours", 0xFFFF << 24, 0),
    ],
)
def test_what_is_not_known_costs_half_of_what_is_unwanted(trait: str, alike: object, unknown: object) -> None:
    unwanted = _cost(ANN, replace(BEN, **{trait: alike}))  # type: ignore[arg-type]
    assert unwanted > 0
    assert _cost(ANN, replace(BEN, **{trait: unknown})) * 2 == unwanted  # type: ignore[arg-type]


def test_local_reach_wants_the_same_place_more_than_another_team() -> None:
    local = Rules(reach=Reach.LOCAL)
    near = _cost(ANN, replace(BEN, place="Main", team="Music"), local)
    assert 0 == _cost(ANN, replace(BEN, place="Main"), local) < near < _cost(ANN, BEN, local)


def test_chance_alone_knows_no_likeness() -> None:
    assert _cost(ANN, replace(ANN, key="ben", hours=0xFFFF << 24), Rules(reach=Reach.CHANCE)) == 0


def test_a_repeat_costs_more_than_anything_else_and_ever_more_the_more_recent_it_is() -> None:
    two = frozenset({"ann", "ben"})
    costs = [_cost(ANN, BEN, past=Past({two: ago})) for ago in range(1, 32)]
    steps = [sooner - later for sooner, later in pairwise(costs)]
    assert min(costs) > BELOW_REPEATS // CHANCE_BELOW
    assert min(steps) > 0
    assert steps == sorted(steps, reverse=True)


def test_a_repeat_outweighs_the_rest_of_a_round_and_a_round_stays_exact_as_a_float() -> None:
    for count in (2, 20, 101, 3_000):
        people = tuple(Person(str(number)) for number in range(count))
        met = {frozenset({"0", str(number)}): 1 for number in range(1, count)}
        costs = Costs(RoundInput(people, Rules(), Past(met)))
        assert costs.repeat > count // 2 * BELOW_REPEATS + 3 * 3 * costs.third
        most = costs.strict_repeats * (costs.repeat * 2) + costs.repeat
        assert most < 2 * FORBIDDEN <= 2**53


@pytest.mark.parametrize("reach", list(Reach))
def test_costs_of_a_matrix_and_of_a_list_agree_and_do_not_depend_on_the_way_round(reach: Reach) -> None:
    round_input = random_input(chance_of(1), 60, ways=True)
    costs = Costs(replace(round_input, rules=replace(round_input.rules, reach=reach)))
    everyone = np.arange(costs.size)
    matrix = costs.between(everyone, everyone)
    first, second = np.divmod(np.arange(costs.size**2), costs.size)
    np.testing.assert_array_equal(matrix, matrix.T)
    np.testing.assert_array_equal(matrix.ravel(), costs.of(first, second))
    assert (np.diag(matrix) == FORBIDDEN).all()


def test_who_is_apart_or_has_no_way_in_common_or_is_taken_is_never_together() -> None:
    lunch = replace(BEN, ways=frozenset({"lunch"}))
    assert _cost(ANN, BEN, Rules(apart=frozenset({frozenset({"ann", "ben"})}))) == FORBIDDEN // CHANCE_BELOW
    assert _cost(ANN, lunch) == FORBIDDEN // CHANCE_BELOW
    assert Costs(RoundInput((ANN, BEN), Rules(taken=frozenset({"ann"})))).keys == ("ben",)


def test_the_order_of_people_does_not_matter() -> None:
    round_input = random_input(chance_of(2), 30)
    turned = replace(round_input, people=round_input.people[::-1])
    one, other = Costs(round_input), Costs(turned)
    everyone = np.arange(one.size)
    assert one.keys == other.keys
    np.testing.assert_array_equal(one.between(everyone, everyone), other.between(everyone, everyone))
