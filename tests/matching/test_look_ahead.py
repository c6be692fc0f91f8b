"""Looking ahead: communities too small to be careless meet everybody once before anybody twice."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from rustworkx import PyGraph, max_weight_matching

from bot.matching.chance import Chance
from bot.matching.pairs.factorization import Graph
from bot.matching.pairs.look_ahead import MOST_PEOPLE, look_ahead

Costs = NDArray[np.int64]
Fresh = NDArray[np.bool_]
Pairs = list[tuple[int, int]]


def liked_by_some(size: int, seed: int) -> Costs:
    """Teams, places and topics by chance: some people are liked by everybody, others by few."""
    chance = np.random.default_rng(seed)
    team, place = chance.integers(0, max(2, size // 6), size), chance.integers(0, 3, size)
    topics = (chance.random((size, 12)) < 0.25).astype(np.int64)
    alike = 6 * (team[:, None] == team) + 4 * (place[:, None] == place)
    noise = np.triu(chance.integers(0, 100, (size, size)), 1)
    costs: Costs = 1_000 * (20 + 3 * alike - 2 * np.minimum(topics @ topics.T, 3)) + noise + noise.T
    return costs


def two_halves(size: int) -> Costs:
    """Everybody likes the other half better, so that two odd halves would be left to themselves."""
    half = np.arange(size) % 2
    costs: Costs = 1_000 * (half[:, None] == half).astype(np.int64)
    return costs


def nobody_met(size: int) -> Fresh:
    return ~np.eye(size, dtype=np.bool_)


def meet(fresh: Fresh, pairs: Pairs) -> None:
    for one, other in pairs:
        assert fresh[one, other]
        fresh[one, other] = fresh[other, one] = False


def rounds(costs: Costs, fresh: Fresh, seed: object) -> Iterator[Pairs]:
    """Round after round, as long as there are any."""
    fresh = fresh.copy()
    while pairs := look_ahead(costs, fresh, f"{seed}:{fresh.sum()}"):
        assert sorted(place for pair in pairs for place in pair) == list(range(len(fresh)))
        meet(fresh, pairs)
        yield pairs


def least_cost(costs: Costs, fresh: Fresh) -> int | None:
    """Of pairs for everybody who have not met, with no look ahead; None if there are none."""
    graph: PyGraph[None, int] = PyGraph(multigraph=False)
    graph.add_nodes_from([None] * len(fresh))
    edges = [(int(one), int(other)) for one, other in np.argwhere(np.triu(fresh))]
    graph.add_edges_from([(one, other, -int(costs[one, other])) for one, other in edges])
    pairs = max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sum(int(costs[pair]) for pair in pairs) if 2 * len(pairs) == len(fresh) else None


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("size", [20, 30])
def test_everybody_meets_everybody_before_anybody_meets_twice(size: int, seed: int) -> None:
    assert len(list(rounds(liked_by_some(size, seed), nobody_met(size), seed))) == size - 1


@pytest.mark.parametrize("size", [2, 4, 6, 8, 10, 12, 14, 16, 18, 22, 36])
def test_other_even_numbers_of_people_also_meet_everybody(size: int) -> None:
    assert len(list(rounds(liked_by_some(size, size), nobody_met(size), "any"))) == size - 1


@pytest.mark.parametrize("size", [6, 10, 14, 18])
def test_two_halves_of_an_odd_number_each_are_not_left_to_themselves(size: int) -> None:
    assert len(list(rounds(two_halves(size), nobody_met(size), "camps"))) == size - 1


def test_the_round_costs_the_least_while_there_are_many_new_partners_and_little_more_later() -> None:
    costs, fresh = liked_by_some(20, 3), nobody_met(20)
    spent, least = [], []
    for pairs in rounds(costs, fresh, "cheap"):
        least.append(least_cost(costs, fresh))
        spent.append(sum(int(costs[pair]) for pair in pairs))
        meet(fresh, pairs)
    assert spent[:10] == least[:10]
    assert sum(spent) < 1.02 * sum(cost for cost in least if cost is not None)


def test_looking_ahead_pays_or_it_would_not_be_needed() -> None:
    """The first round's own optimum, again and again, is out of new partners before everybody met everybody."""
    costs, fresh, played = liked_by_some(20, 4), nobody_met(20), 0
    chance = Chance("careless")
    while (best := (graph := Graph(fresh, costs, chance)).cheapest(graph.edges)) is not None:
        meet(fresh, [graph.ends[edge] for edge in best])
        played += 1
    assert played < 19


@pytest.mark.parametrize("seed", range(4))
def test_with_some_kept_apart_all_rounds_happen_that_can(seed: int) -> None:
    """Whoever is kept apart from most others sets the limit, and it is reached."""
    fresh, chance = nobody_met(16), np.random.default_rng(seed)
    for one, other in chance.choice(16, (3, 2), replace=False):
        fresh[one, other] = fresh[other, one] = False
    most = Graph(fresh, liked_by_some(16, seed), Chance("")).most_rounds(list(range(int(fresh.sum()) // 2)))
    played = list(rounds(liked_by_some(16, seed), fresh, seed))
    assert len(played) == most
    assert all(fresh[pair] for pairs in played for pair in pairs)


def test_with_people_coming_and_going_nobody_meets_twice_while_that_can_be() -> None:
    """30 people, about one in 50 of whom is somebody new in the next round, for 52 rounds."""
    costs, fresh, chance = liked_by_some(30, 5), nobody_met(30), np.random.default_rng(5)
    played = 0
    for number in range(52):
        pairs = look_ahead(costs, fresh, f"change:{number}")
        assert (pairs is None) == (least_cost(costs, fresh) is None)
        if pairs is None:
            break
        played += 1
        meet(fresh, pairs)
        for place in np.flatnonzero(chance.random(30) < 0.02):
            fresh[place] = fresh[:, place] = np.arange(30) != place
    assert played >= 29


def test_the_same_people_and_seed_give_the_same_pairs_and_another_seed_others() -> None:
    costs, fresh = np.zeros((24, 24), np.int64), nobody_met(24)
    once = look_ahead(costs, fresh, "seed")
    assert look_ahead(costs, fresh, "seed") == once
    assert look_ahead(costs, fresh, "another") != once


def test_a_late_round_that_needs_a_long_search_is_the_same_again() -> None:
    costs, fresh = liked_by_some(20, 1), nobody_met(20)
    for pairs in list(rounds(costs, fresh, "long"))[:15]:
        meet(fresh, pairs)
    assert look_ahead(costs, fresh, "again") == look_ahead(costs.copy(), fresh.copy(), "again")


def test_costs_may_be_as_large_as_costs_get() -> None:
    costs, fresh = liked_by_some(12, 7), nobody_met(12)
    large = costs * (2**52 // int(costs.max()))
    assert next(rounds(large, fresh, "large")) == next(rounds(costs, fresh, "large"))


def test_it_is_left_to_others_where_nobody_new_is_left_or_someone_is_odd_or_there_are_too_many() -> None:
    alone = nobody_met(8)
    alone[3] = alone[:, 3] = False
    for fresh in (alone, nobody_met(0), nobody_met(7), nobody_met(MOST_PEOPLE + 2)):
        assert look_ahead(np.zeros(fresh.shape, np.int64), fresh, "no") is None


def test_a_graph_that_has_pairs_for_everybody_but_no_two_such_rounds_keeps_the_one() -> None:
    """Two triangles and a bridge: the bridge is in every round."""
    fresh = np.zeros((6, 6), np.bool_)
    for one, other in [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)]:
        fresh[one, other] = fresh[other, one] = True
    assert look_ahead(np.zeros((6, 6), np.int64), fresh, "bridge") == [(0, 1), (2, 3), (4, 5)]
