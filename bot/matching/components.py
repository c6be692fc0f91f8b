"""Connected components: people who could come together at all, by one or over others, are matched by themselves."""

import numpy as np
import rustworkx

from bot.matching.arrays import Flags, Ints
from bot.matching.costs.costs import FORBIDDEN, Costs


def components_by_ways(costs: Costs) -> list[Ints]:
    """Return everybody in components, which are connected by ways to meet that two have in common."""
    bits = np.unpackbits(costs.traits.ways.bits.view(np.uint8), axis=1)
    people, ways = np.nonzero(bits)
    graph: rustworkx.PyGraph[None, None] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * (costs.size + bits.shape[1]))
    graph.add_edges_from_no_data(list(zip(people.tolist(), (costs.size + ways).tolist(), strict=True)))
    found = (sorted(one for one in some if one < costs.size) for some in rustworkx.connected_components(graph))
    return [np.array(component, np.int64) for component in sorted(found) if component]


def components_by_costs(costs: Ints) -> list[Ints]:
    """Return the places of a symmetric matrix in components, which are connected by costs below FORBIDDEN."""
    may_meet, left, components = costs < FORBIDDEN, np.ones(len(costs), np.bool_), []
    for first in range(len(costs)):
        if left[first]:
            component = _reachable(may_meet, first)
            left[component] = False
            components.append(component)
    return components


def _reachable(may_meet: Flags, first: int) -> Ints:
    """Return all who can be reached from one, by breadth-first search."""
    reached = np.zeros(len(may_meet), np.bool_)
    frontier = reached.copy()
    frontier[first] = True
    while frontier.any():
        reached |= frontier
        frontier = may_meet[frontier].any(axis=0) & ~reached
    return np.flatnonzero(reached)
