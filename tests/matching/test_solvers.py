"""The solvers under the engine, held to scipy's and to what can be tried out."""

import subprocess
import sys
from dataclasses import replace
from itertools import product

import lap
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components

from bot.matching.components import components_by_costs
from bot.matching.costs.costs import FORBIDDEN
from bot.matching.linear_programmes import InfeasibleError, LinearProgramme, optimum

SEEDS = st.integers(0, 2**32 - 1)


def cover(costs: list[int], columns: list[list[int]], rows: int) -> LinearProgramme:
    """Columns, each of some rows, of which every row is wanted in one."""
    return LinearProgramme(
        costs=np.array(costs, np.float64),
        upper=np.ones(len(costs)),
        counts=np.array([len(column) for column in columns]),
        rows=np.array([row for column in columns for row in column], np.int64),
        coefficients=np.ones(sum(map(len, columns))),
        row_lower=np.ones(rows),
        row_upper=np.ones(rows),
    )


@given(
    st.lists(st.tuples(st.integers(0, 99), st.sets(st.integers(0, 4), min_size=1)), min_size=1, max_size=8),
)
def test_whole_amounts_are_the_best_of_all_there_are(given: list[tuple[int, set[int]]]) -> None:
    costs, columns = [cost for cost, _ in given], [sorted(column) for _, column in given]
    covers = [
        sum(cost for cost, is_taken in zip(costs, taken, strict=True) if is_taken)
        for taken in product((False, True), repeat=len(costs))
        if sorted(row for column, is_taken in zip(columns, taken, strict=True) if is_taken for row in column)
        == list(range(5))
    ]
    programme = cover(costs, columns, 5)
    if not covers:
        with pytest.raises(InfeasibleError):
            optimum(programme, integer=True)
        return
    found = optimum(programme, integer=True)
    assert found is not None
    assert found.value == pytest.approx(min(covers))
    fractional = optimum(programme)
    assert fractional is not None
    assert fractional.value <= found.value + 1e-6


def test_a_solver_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """What it says on its own goes past Python, to the output that is read by machines."""
    subprocess.run([sys.executable, "-c", "import highspy; highspy.Highs().silent()"], check=True)
    optimum(cover([1], [[0]], 1))
    assert capfd.readouterr() == ("", "")


def test_the_duals_price_each_row() -> None:
    programme = cover([3, 5, 9], [[0], [1], [0, 1]], 2)
    found = optimum(replace(programme, upper=np.full(3, np.inf)))
    assert found is not None
    assert (found.value, found.duals.tolist()) == (8, [3, 5])


@given(SEEDS, st.integers(1, 40), st.sampled_from([10, 2**20, 2**45]))
def test_an_assignment_costs_what_scipys_costs_to_the_last_unit(seed: int, size: int, most: int) -> None:
    """As great as costs in layers are: a solver that counted in less than doubles would be found out."""
    random = np.random.default_rng(seed)
    costs = random.integers(0, most, (size, size)) + float(most * 8)
    costs[random.random((size, size)) < 0.2] = np.inf
    np.fill_diagonal(costs, most * 16.0)
    rows, columns = lap.lapjvr(costs, return_cost=False)
    assert sorted(columns) == list(range(size))
    assert costs[rows, columns].sum() == costs[linear_sum_assignment(costs)].sum()


def test_an_assignment_that_cannot_be_is_refused() -> None:
    nobody = np.full((3, 3), np.inf)
    nobody[:, 0] = 1
    with pytest.raises(ValueError, match="infeasible"):
        lap.lapjvr(nobody, return_cost=False)


@given(SEEDS, st.integers(0, 25), st.floats(0, 0.3))
def test_components_are_all_who_are_connected_in_the_order_of_their_first(seed: int, size: int, share: float) -> None:
    may_meet = np.random.default_rng(seed).random((size, size)) < share
    may_meet |= may_meet.T
    components = components_by_costs(np.where(may_meet, 1, FORBIDDEN))
    assert [component[0] for component in components] == sorted(component[0] for component in components)
    assert sorted(place for component in components for place in component) == list(range(size))
    if size:
        labels = connected_components(may_meet, directed=False)[1]
        assert [set(labels[component]) for component in components] == [{label} for label in range(len(components))]
