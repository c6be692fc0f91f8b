"""The pairs of a round, chosen so that further rounds without a repeat are still known to exist.

A round's own optimum uses the best liked partners up first, until the last new partners of a small community do not go
together. So the rounds to come are planned too, every time anew from who has not met yet: nothing is kept from round to
round, and who joins or leaves is in the next plan. A plan is there to know that it can go on; its first round is used.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.chance import Chance
from bot.matching.pairs.factorization import Edges, Graph, Plan, merged, without

MOST_PEOPLE = 128
"""Beyond, a community has years of rounds before it, and a plan takes about a second."""
PATIENCE = 60
"""Attempts to mend a plan that should be possible."""
BRIEF_PATIENCE = 4
"""The same where another candidate is as good."""
ATTEMPTS = 250
"""How often the round is dealt anew to make it cheaper. From 12 to 30 people an integer programme is 0.1 % better."""
MOST_DEALT = 8
"""Later rounds that are dealt anew together with this one."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The round to be, and a plan for the rounds after it."""

    now: Edges
    later: Plan


def look_ahead(costs: NDArray[np.int64], fresh: NDArray[np.bool_], seed: str) -> list[tuple[int, int]] | None:
    """Pairs for everybody, none of whom have met, of nearly least cost among those that leave the most rounds possible.

    `costs` is symmetric, and so is `fresh`: who may meet and has not yet. People are places in both, and should stand
    in an order that does not depend on how they were given. Pairs come in ascending order, each and all.
    None where there are no such pairs, for more than MOST_PEOPLE, and for an odd number: a trio uses up three meetings
    at once, and then the round's own optimum lasts as long as a plan.
    """
    size = len(fresh)
    if size % 2 or not 0 < size <= MOST_PEOPLE:
        return None
    graph = Graph(fresh, costs, Chance(seed))
    best = graph.cheapest(graph.edges)
    if best is None:
        return None
    outlook = _improved(graph, _first_outlook(graph, best), graph.cost(best))
    return [graph.ends[edge] for edge in outlook.now]


def _first_outlook(graph: Graph, best: Edges) -> Outlook:
    """The best round, if as many rounds can follow it as can follow any; if not, one of a plan that is longer."""
    most = graph.most_rounds(graph.edges) - 1
    rest = without(graph.edges, best)
    after_best = graph.plan(rest, most, PATIENCE if graph.most_rounds(rest) >= most else 0)
    if len(after_best.rounds) >= most:
        return Outlook(best, after_best)
    free = graph.plan(graph.edges, most + 1, 5 * PATIENCE)
    if len(free.rounds) <= len(after_best.rounds) + 1:
        return Outlook(best, after_best)
    now = min(free.rounds, key=lambda edges: (graph.cost(edges), edges))
    return Outlook(now, Plan([edges for edges in free.rounds if edges != now], free.spare))


def _improved(graph: Graph, outlook: Outlook, least: int) -> Outlook:
    """Cheaper pairs now, with as many rounds later: `now` and a few later rounds are dealt anew, again and again."""
    failed: set[tuple[int, ...]] = set()
    for attempt in range(ATTEMPTS):
        gap = graph.cost(outlook.now) - least
        if gap == 0:
            break
        taken, kept = graph.some(outlook.later.rounds, 1 + attempt % MOST_DEALT)
        edges = merged(outlook.now, *taken, outlook.later.spare)
        now = graph.cheapest(edges, gap if attempt % 3 else 0)
        if now is None or graph.cost(now) >= graph.cost(outlook.now) or tuple(now) in failed:
            continue
        dealt = graph.plan(without(edges, now), len(taken), BRIEF_PATIENCE)
        if len(dealt.rounds) < len(taken):
            failed.add(tuple(now))
        else:
            outlook = Outlook(now, Plan(kept + dealt.rounds, dealt.spare))
    return outlook
