"""A one-factorization of a graph: disjoint perfect matchings, each of which is a round, as many as are found.

Everybody is once in each round, and every edge in one round at most. Taking one perfect matching away after the other
often leaves edges that have none; these are split anew together with a few of the matchings already there, by chance,
as long as nothing gets worse: a local search.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import rustworkx

from bot.matching.arrays import Flags, Ints
from bot.matching.chance import Chance
from bot.matching.linear_programmes import LinearProgramme, optimum

CHANCE_BITS = 32
MOST_SPLIT_ANEW = 3
"""Rounds that are split anew together; more of them are less likely to come out whole."""

Edges = list[int]
"""Edges by their numbers in a graph, in ascending order."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Perfect matchings, and the edges that are in none of them."""

    rounds: list[Edges]
    unused: Edges


class Graph:
    """People by their places 0, 1, 2 …, and an edge for every two who may meet, numbered in ascending order."""

    def __init__(self, may_meet: Flags, costs: Ints, chance: Chance) -> None:
        firsts, seconds = np.nonzero(np.triu(may_meet, 1))
        self.size = len(may_meet)
        self.ends: list[tuple[int, int]] = list(zip(firsts.tolist(), seconds.tolist(), strict=True))
        self.costs: list[int] = costs[firsts, seconds].tolist()
        self._places = np.column_stack([firsts, seconds])
        self._numbers = {ends: number for number, ends in enumerate(self.ends)}
        self._chance = chance

    @property
    def edges(self) -> Edges:
        """All edges."""
        return list(range(len(self.ends)))

    def cost(self, edges: Iterable[int]) -> int:
        """Return the cost of these edges together."""
        return sum(self.costs[edge] for edge in edges)

    def cheapest(self, edges: Edges, noise: int = 0) -> Edges | None:
        """Return a perfect matching of least cost, among equals one by chance; None if there is none of these edges.

        With noise, chance takes up to so much off the cost of every edge first: then it is one of the cheap ones.
        """
        dearest = max((self.costs[edge] for edge in edges), default=0)
        # Chance below the costs leaves one optimum alone, so that no solver's habits decide.
        room = CHANCE_BITS + self.size.bit_length()
        unit = 1 + (noise << room - CHANCE_BITS)
        weights = [(dearest - self.costs[edge] << room) + chance * unit for edge, chance in self._draw(edges)]
        return self._perfect_matching(edges, weights)

    def most_rounds(self, edges: Edges) -> int:
        """Return an upper bound on the rounds that these edges make; seldom are there fewer."""
        degrees = self._degrees(edges)
        if degrees.min() == degrees.max():
            return int(degrees[0])
        # A fractional matching: edges are taken in part, 0 to 1, and everybody's parts have the same, greatest sum.
        programme = LinearProgramme(
            costs=np.append(np.zeros(len(edges)), -1.0),
            upper=np.append(np.ones(len(edges)), float(self.size)),
            counts=np.append(np.full(len(edges), 2), self.size),
            rows=np.append(self._places[edges].ravel(), np.arange(self.size)),
            coefficients=np.append(np.ones(2 * len(edges)), np.full(self.size, -1.0)),
            row_lower=np.zeros(self.size),
            row_upper=np.zeros(self.size),
        )
        found = optimum(programme)
        return int(degrees.min()) if found is None else int(-found.value + 1e-6)

    def plan(self, edges: Edges, wanted: int, patience: int) -> Plan:
        """Return as many rounds of these edges as are found, with so many attempts at more while those are too few."""
        plan = self._split(edges)
        for _ in range(patience):
            if len(plan.rounds) >= wanted or not plan.rounds:
                break
            plan = self._split_anew(plan)
        return plan

    def some(self, rounds: list[Edges], count: int) -> tuple[list[Edges], list[Edges]]:
        """Return so many of the rounds by chance, or all if there are fewer, and the others."""
        order = self._chance.order(len(rounds)).tolist()
        return [rounds[place] for place in order[:count]], [rounds[place] for place in order[count:]]

    def _split_anew(self, plan: Plan) -> Plan:
        count = 1 + int(self._chance.numbers(1)[0] % MOST_SPLIT_ANEW)
        taken, kept = self.some(plan.rounds, count)
        split = self._split(merged(*taken, plan.unused))
        return plan if len(split.rounds) < len(taken) else Plan(kept + split.rounds, split.unused)

    def _split(self, edges: Edges) -> Plan:
        rounds: list[Edges] = []
        avoided = self._avoided(edges)
        while found := self._perfect_matching(edges, [chance - avoided[edge] for edge, chance in self._draw(edges)]):
            rounds.append(found)
            edges = without(edges, found)
        return Plan(rounds, edges)

    def _avoided(self, edges: Edges) -> dict[int, int]:
        """Return a penalty for edges whose ends both have edges to spare: those who have none need these two."""
        degrees = self._degrees(edges)
        spared = degrees[self._places[edges]].min(axis=1) - degrees.min()
        return dict(zip(edges, (spared << CHANCE_BITS).tolist(), strict=True))

    def _degrees(self, edges: Edges) -> Ints:
        """Return everybody's degree in these edges."""
        return np.bincount(self._places[edges].ravel(), minlength=self.size)

    def _draw(self, edges: Edges) -> list[tuple[int, int]]:
        """Return every edge with a number by chance."""
        chances: list[int] = (self._chance.numbers(len(edges)) >> np.uint64(64 - CHANCE_BITS)).tolist()
        return list(zip(edges, chances, strict=True))

    def _perfect_matching(self, edges: Edges, weights: list[int]) -> Edges | None:
        """Return the perfect matching of greatest weight; None where there is none."""
        if 2 * len(edges) < self.size:
            return None
        graph: rustworkx.PyGraph[None, int] = rustworkx.PyGraph(multigraph=False)
        graph.add_nodes_from([None] * self.size)
        graph.add_edges_from([(*self.ends[edge], weight) for edge, weight in zip(edges, weights, strict=True)])
        pairs = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
        if 2 * len(pairs) < self.size:
            return None
        return sorted(self._numbers[min(pair), max(pair)] for pair in pairs)


def without(edges: Edges, others: Edges) -> Edges:
    """Return the edges that are not among the others."""
    gone = set(others)
    return [edge for edge in edges if edge not in gone]


def merged(*parts: Edges) -> Edges:
    """Return the edges of all parts in ascending order."""
    return sorted(edge for part in parts for edge in part)
