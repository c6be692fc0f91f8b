"""Look-ahead: pairs of a round after which further rounds without a repeat are still known to exist.

A round's own optimum uses the best liked partners up first, until the last new partners of a small community do not go
together. So the rounds to come are planned too, every time anew from who has not met yet: nothing is kept from round to
round, and the next plan knows who joined or left. A plan proves that there are more rounds; only its first is used.
"""

from dataclasses import dataclass

from bot.matching.arrays import Flags, Ints
from bot.matching.chance import Chance
from bot.matching.pairs.factorization import Edges, Graph, Plan, merged, without

MOST_PEOPLE = 128
"""Beyond, a community has years of rounds before it, and a plan takes about a second."""
PATIENCE = 60
"""Attempts to find a plan that should be possible."""
BRIEF_PATIENCE = 4
"""The same where another candidate is as good."""
ATTEMPTS = 250
"""Attempts to choose a cheaper round. From 12 to 30 people an integer programme is 0.1 % better."""
MOST_LATER = 8
"""Later rounds that are planned anew together with this one."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The edges of this round, and a plan for the rounds after it."""

    now: Edges
    later: Plan


def look_ahead(costs: Ints, fresh: Flags, seed: str) -> list[tuple[int, int]] | None:
    """Return pairs of all, none of whom met before, of nearly least cost among those that leave the most rounds.

    `costs` is a symmetric matrix, and so is `fresh`: True for those who may meet and have not yet. The order of people
    in both should not depend on how they were given. The pairs are in ascending order, each and all. None where there
    are no such pairs, for more than MOST_PEOPLE, and for an odd number: a trio uses up three meetings at once, and then
    the round's own optimum lasts as long as a plan.
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
    """Return the best round if as many can follow it as can follow any; otherwise one of a plan that is longer."""
    most = graph.most_rounds(graph.edges) - 1
    others = without(graph.edges, best)
    after_best = graph.plan(others, most, PATIENCE if graph.most_rounds(others) >= most else 0)
    if len(after_best.rounds) >= most:
        return Outlook(best, after_best)
    free = graph.plan(graph.edges, most + 1, 5 * PATIENCE)
    if len(free.rounds) <= len(after_best.rounds) + 1:
        return Outlook(best, after_best)
    now = min(free.rounds, key=lambda edges: (graph.cost(edges), edges))
    return Outlook(now, Plan([edges for edges in free.rounds if edges != now], free.unused))


def _improved(graph: Graph, outlook: Outlook, least: int) -> Outlook:
    """Return a cheaper round with as many after it: `now` and a few later rounds are split anew, again and again."""
    failed: set[tuple[int, ...]] = set()
    for attempt in range(ATTEMPTS):
        gap = graph.cost(outlook.now) - least
        if gap == 0:
            break
        taken, kept = graph.some(outlook.later.rounds, 1 + attempt % MOST_LATER)
        edges = merged(outlook.now, *taken, outlook.later.unused)
        now = graph.cheapest(edges, gap if attempt % 3 else 0)
        if now is None or graph.cost(now) >= graph.cost(outlook.now) or tuple(now) in failed:
            continue
        later = graph.plan(without(edges, now), len(taken), BRIEF_PATIENCE)
        if len(later.rounds) < len(taken):
            failed.add(tuple(now))
        else:
            outlook = Outlook(now, Plan(kept + later.rounds, later.unused))
    return outlook
