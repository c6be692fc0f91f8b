"""Who could come together at all, by one or over others: each such circle is decided by itself."""

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.traits import Numbers


def circles_by_ways(costs: Costs) -> list[Numbers]:
    """Everybody, apart by chains of ways in common."""
    bits = np.unpackbits(costs.traits.ways.bits.view(np.uint8), axis=1)
    people, ways = np.nonzero(bits)
    count = costs.size + bits.shape[1]
    links = coo_array((np.ones(len(people), np.int8), (people, costs.size + ways)), shape=(count, count))
    return _split(connected_components(links, directed=False)[1][: costs.size])


def circles_by_costs(costs: Numbers) -> list[Numbers]:
    """Places in a symmetric matrix of costs, apart by chains of twos who may be a pair."""
    return _split(connected_components(csr_array(costs < FORBIDDEN), directed=False)[1])


def _split(labels: Numbers) -> list[Numbers]:
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else []
