"""Who could come together at all, by one or over others: each such circle is decided by itself."""

import numpy as np
import rustworkx
from numpy.typing import NDArray

from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.traits import Numbers


def components_by_ways(costs: Costs) -> list[Numbers]:
    """Everybody, apart by chains of ways in common."""
    bits = np.unpackbits(costs.traits.ways.bits.view(np.uint8), axis=1)
    people, ways = np.nonzero(bits)
    links: rustworkx.PyGraph[None, None] = rustworkx.PyGraph(multigraph=False)
    links.add_nodes_from([None] * (costs.size + bits.shape[1]))
    links.add_edges_from_no_data(list(zip(people.tolist(), (costs.size + ways).tolist(), strict=True)))
    circles = [sorted(one for one in found if one < costs.size) for found in rustworkx.connected_components(links)]
    return [np.array(circle, np.int64) for circle in sorted(circles) if circle]


def components_by_costs(costs: Numbers) -> list[Numbers]:
    """Places in a symmetric matrix of costs, apart by chains of twos who may be a pair."""
    may_meet, left, circles = costs < FORBIDDEN, np.ones(len(costs), np.bool_), []
    for first in range(len(costs)):
        if left[first]:
            circle = _reached(may_meet, first)
            left[circle] = False
            circles.append(circle)
    return circles


def _reached(may_meet: NDArray[np.bool_], first: int) -> Numbers:
    """Who can be reached from one, by steps from all who were reached last."""
    reached = np.zeros(len(may_meet), np.bool_)
    news = reached.copy()
    news[first] = True
    while news.any():
        reached |= news
        news = may_meet[news].any(axis=0) & ~reached
    return np.flatnonzero(reached)
