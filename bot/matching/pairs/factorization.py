"""Splitting pairs of people into rounds: everybody once in each round, every pair in one round at most.

In the field's words: a one-factorization of a graph, or as many disjoint perfect matchings of it as are found. Taking
one perfect matching away after the other often leaves a remainder that has none; it is mended by dealing it anew with a
few of the matchings already there, by chance, as long as nothing gets worse.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import rustworkx
from numpy.typing import NDArray

from bot.matching.chance import Chance
from bot.matching.linear_programmes import LinearProgramme, optimum

CHANCE_BITS = 32
MOST_MENDED = 3
"""Rounds that are dealt anew together; more of them are less likely to come out whole."""

Edges = list[int]
"""Pairs of people, by their numbers in a graph, in ascending order."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Rounds in which everybody meets somebody, and the pairs that are in none of them."""

    rounds: list[Edges]
    spare: Edges


class Graph:
    """People by their places 0, 1, 2 …, and the pairs of them that may meet, numbered in ascending order."""

    def __init__(self, may_meet: NDArray[np.bool_], costs: NDArray[np.int64], chance: Chance) -> None:
        firsts, seconds = np.nonzero(np.triu(may_meet, 1))
        self.size = len(may_meet)
        self.ends: list[tuple[int, int]] = list(zip(firsts.tolist(), seconds.tolist(), strict=True))
        self.costs: list[int] = costs[firsts, seconds].tolist()
        self._places = np.column_stack([firsts, seconds])
        self._numbers = {ends: number for number, ends in enumerate(self.ends)}
        self._chance = chance

    @property
    def edges(self) -> Edges:
        """All pairs that may meet."""
        return list(range(len(self.ends)))

    def cost(self, edges: Iterable[int]) -> int:
        """Of these pairs together."""
        return sum(self.costs[edge] for edge in edges)

    def cheapest(self, edges: Edges, doubt: int = 0) -> Edges | None:
        """Of these pairs a round of least cost, among equals one by chance; None if they do not reach everybody.

        With a doubt, chance takes up to so much off the cost of every pair first: then it is one of the cheap rounds.
        """
        dearest = max((self.costs[edge] for edge in edges), default=0)
        # Chance below the costs leaves one optimum alone, so that no solver's habits decide.
        room = CHANCE_BITS + self.size.bit_length()
        unit = 1 + (doubt << room - CHANCE_BITS)
        weights = [(dearest - self.costs[edge] << room) + chance * unit for edge, chance in self._draw(edges)]
        return self._round(edges, weights)

    def most_rounds(self, edges: Edges) -> int:
        """There can be no more rounds of these pairs than this, and seldom are there fewer."""
        degrees = self._degrees(edges)
        if degrees.min() == degrees.max():
            return int(degrees[0])
        # Every pair is taken in part, 0 to 1, so that everybody's parts have the same sum, as great as can be.
        programme = LinearProgramme(
            costs=np.append(np.zeros(len(edges)), -1.0),
            upper=np.append(np.ones(len(edges)), float(self.size)),
            counts=np.append(np.full(len(edges), 2), self.size),
            rows=np.append(self._places[edges].ravel(), np.arange(self.size)),
            shares=np.append(np.ones(2 * len(edges)), np.full(self.size, -1.0)),
            least=np.zeros(self.size),
            most=np.zeros(self.size),
        )
        found = optimum(programme)
        return int(degrees.min()) if found is None else int(-found.value + 1e-6)

    def plan(self, edges: Edges, wanted: int, patience: int) -> Plan:
        """As many rounds of these pairs as are found; while those are too few, with so many attempts to mend."""
        plan = self._peeled(edges)
        for _ in range(patience):
            if len(plan.rounds) >= wanted or not plan.rounds:
                break
            plan = self._mended(plan)
        return plan

    def some(self, rounds: list[Edges], count: int) -> tuple[list[Edges], list[Edges]]:
        """So many of the rounds by chance, or all if there are fewer, and the others."""
        order = self._chance.order(len(rounds)).tolist()
        return [rounds[place] for place in order[:count]], [rounds[place] for place in order[count:]]

    def _mended(self, plan: Plan) -> Plan:
        count = 1 + int(self._chance.numbers(1)[0] % MOST_MENDED)
        taken, kept = self.some(plan.rounds, count)
        dealt = self._peeled(merged(*taken, plan.spare))
        return plan if len(dealt.rounds) < len(taken) else Plan(kept + dealt.rounds, dealt.spare)

    def _peeled(self, edges: Edges) -> Plan:
        rounds: list[Edges] = []
        avoided = self._avoided(edges)
        while found := self._round(edges, [chance - avoided[edge] for edge, chance in self._draw(edges)]):
            rounds.append(found)
            edges = without(edges, found)
        return Plan(rounds, edges)

    def _avoided(self, edges: Edges) -> dict[int, int]:
        """What counts against a pair whose two both have partners to spare: those who have none need these two."""
        degrees = self._degrees(edges)
        spared = degrees[self._places[edges]].min(axis=1) - degrees.min()
        return dict(zip(edges, (spared << CHANCE_BITS).tolist(), strict=True))

    def _degrees(self, edges: Edges) -> NDArray[np.int64]:
        """With how many others everybody is in these pairs."""
        return np.bincount(self._places[edges].ravel(), minlength=self.size)

    def _draw(self, edges: Edges) -> list[tuple[int, int]]:
        """Every edge with a number by chance."""
        chances: list[int] = (self._chance.numbers(len(edges)) >> np.uint64(64 - CHANCE_BITS)).tolist()
        return list(zip(edges, chances, strict=True))

    def _round(self, edges: Edges, weights: list[int]) -> Edges | None:
        """The perfect matching of greatest weight, if there is one."""
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
    """The edges that are not among the others."""
    gone = set(others)
    return [edge for edge in edges if edge not in gone]


def merged(*parts: Edges) -> Edges:
    """The edges of all parts in ascending order."""
    return sorted(edge for part in parts for edge in part)
