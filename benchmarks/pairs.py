"""Pairing a round: beside shuffling, greed, and the exact solvers as far as they go.

Each method runs in a process of its own, ``python -m benchmarks.pairs METHOD PEOPLE``. Memory is what that process grew
by at its peak (`getrusage`), beyond the people and their history, which are the same for all. Time is the processor's,
on one core, so that others who use the machine matter less: from plain people to pairs, with the costs counted; for
networkx and scipy only while they solve.
"""

import asyncio
import json
import math
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.databases import Databases
from benchmarks.report import Result
from bot.matching.arrays import Floats, Ints
from bot.matching.asks.mentors import CareerStage
from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.similarity import CHANCE_BELOW, HOURS_AT_MOST
from bot.matching.pairs.blocks import candidates_of_blocks, pair_by_candidates, pair_in_blocks
from bot.matching.pairs.candidates import CandidatePairs
from bot.matching.pairs.exact import UNMATCHED
from bot.matching.pairs.pairs import MOST_PROVED, pair
from bot.matching.pairs.pricing import cheaper_than
from bot.matching.round_input import Past, Person, RoundInput, Rules, Two

SIZES = (20, 100, 1_000, 10_000, 50_000)
QUICK_SIZES = (20, 100, 1_000)
GROWTH = (10_000, 50_000)
ROUNDS = 26
REACH = (HOURS_AT_MOST + 1) * CHANCE_BELOW
PRICINGS = 2
"""Before the bound is taken."""
ROWS = 20
"""Rows of 50,000 costs each, held against duals at once."""
Figures = dict[str, float]


async def run(_databases: Databases, _folder: Path, *, quick: bool) -> list[Result]:
    """One part for each number of people, and how time grows with it."""
    measured = {size: await _measured(size, quick=quick) for size in (QUICK_SIZES if quick else SIZES)}
    results = [_result(size, found) for size, found in measured.items()]
    return results if quick else [*results, _growth(*(measured[size]["blocks"] for size in GROWTH))]


async def _measured(size: int, *, quick: bool) -> dict[str, Figures]:
    methods = ["shuffle", "greedy", "klatch"]
    if size == 100 or (size == 1_000 and not quick):
        methods.append("networkx")
    if size == 10_000:
        methods += ["blocks", "scipy"]
    if size == 50_000:
        methods.append("bound")
    measured = {method: await _measure(method, size) for method in methods}
    # Who is more than `bot.matching.pairs.pairs` proves is paired by blocks anyway.
    return {"blocks": measured["klatch"], **measured} if size > MOST_PROVED else measured


def _result(size: int, measured: dict[str, Figures]) -> Result:
    klatch = measured["klatch"]
    bound = klatch.get("bound") or measured["bound"]["bound"]
    shown = {method: found for method, found in measured.items() if method != "bound" and found is not klatch}
    figures = {
        f"{method}: {name}": figure
        for method, found in {**shown, "klatch": klatch}.items()
        for name, figure in {**found, **_over(found, bound)}.items()
        if name not in ("cost", "bound")
    }
    for method, solver in (("networkx", "networkx on the same dense graph"), ("scipy", "scipy's dense assignment")):
        if method in measured:
            figures[f"times faster than {solver}"] = measured[method]["seconds"] / klatch["seconds"]
    if "scipy" in measured:
        figures["by blocks: times faster than scipy"] = measured["scipy"]["seconds"] / measured["blocks"]["seconds"]
    return Result(f"Pairs of {size:,} people", figures, *_target(size, figures))


def _over(found: Figures, bound: float) -> Figures:
    """Nothing where pairs are missing, or so dear by repeats that the figure says nothing."""
    comparable = not (found["left out"] or found["forbidden"] or found["repeats"])
    return {"over the bound, %": 100 * (found["cost"] / bound - 1)} if comparable else {}


def _target(size: int, figures: Figures) -> tuple[str, bool]:
    over, memory = figures.get("klatch: over the bound, %", math.inf), figures["klatch: MB"]
    allowed = not figures["klatch: forbidden"] and not figures["klatch: left out"]
    if size == 50_000:
        return "within 4 % of the bound, in under 300 MB", allowed and over <= 4 and memory < 300
    if size == 10_000:
        met = over <= 0.1 and figures["times faster than scipy's dense assignment"] >= 10 and memory < 150
        return "proved within 0.1 %, ten times faster than scipy's assignment, in under 150 MB", allowed and met
    faster = figures.get("times faster than networkx on the same dense graph")
    if size == 1_000 and faster is not None:
        return "the optimum, proved, a hundred times faster than networkx", allowed and over == 0 and faster >= 100
    return "the optimum, proved", allowed and over == 0


def _growth(few: Figures, many: Figures) -> Result:
    exponent = math.log(many["seconds"] / few["seconds"]) / math.log(GROWTH[1] / GROWTH[0])
    figures = {f"exponent of time, {GROWTH[0]:,} to {GROWTH[1]:,} people": exponent}
    return Result("Pairs by blocks", figures, "time grows no faster than the number of people to 1.3", exponent <= 1.3)


async def _measure(method: str, size: int) -> Figures:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.pairs", method, str(size)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    written, _ = await process.communicate()
    assert process.returncode == 0, f"{method} of {size} failed"
    found: Figures = json.loads(written)
    return found


def _main(method: str, size: int) -> None:
    round_input = community(size)
    before = _megabytes()
    began = time.process_time()
    costs = Costs(round_input)
    if method == "bound":
        sys.stdout.write(json.dumps({"bound": _bound(costs)}))
        return
    partners, bound, solving = METHODS[method](costs)
    took = solving or time.process_time() - began
    first = np.flatnonzero((partners != UNMATCHED) & (np.arange(size) < partners))
    each = costs.of(first, partners[first])
    allowed = each[each < FORBIDDEN]
    figures = {
        "seconds": took,
        "MB": _megabytes() - before,
        "left out": size - 2 * len(first),
        "forbidden": len(each) - len(allowed),
        "repeats": int(costs.repeats(each).sum()),
        "reach": int((allowed % costs.repeat % costs.repeat_step // REACH).sum()),
        "cost": int(allowed.sum()),
        "bound": bound,
    }
    sys.stdout.write(json.dumps({name: figure for name, figure in figures.items() if figure is not None}))


def _bound(costs: Costs) -> float:
    """Return a lower bound on the cost of pairs of all.

    All edges are held against the duals among candidates, and those that cost less become candidates too, but not until
    there are none, which would take long. Half of one's dual then, and half of the least reduced cost at the duals of
    the others, is a dual that no edge undercuts.
    """
    everyone = np.arange(costs.size)
    candidates, duals = candidates_of_blocks(costs, everyone, pair_in_blocks(costs, everyone))
    for _ in range(PRICINGS):
        doubled = _doubled_duals(candidates, duals)
        candidates.add(cheaper_than(costs, everyone, doubled))
        duals = doubled / 2
    asked = _doubled_duals(candidates, duals) // 2
    least = np.full(costs.size, FORBIDDEN)
    for rows in np.array_split(everyone, costs.size // ROWS):
        columns = everyone[rows[0] :]
        matrix = costs.between(rows, columns)
        least[rows] = np.minimum(least[rows], (matrix - asked[columns]).min(axis=1))
        least[columns] = np.minimum(least[columns], (matrix - asked[rows][:, None]).min(axis=0))
    return int((asked + least).sum()) / 2


def _doubled_duals(candidates: CandidatePairs, duals: Floats) -> Ints:
    """Return the doubled duals, from rough ones."""
    doubled = candidates.doubled_duals(candidates.assign(duals))
    assert doubled is not None
    return doubled


def _shuffle(costs: Costs) -> tuple[Ints, float | None, float]:
    order = np.arange(costs.size)
    return _partners(order[::2], order[1::2], costs.size), None, 0


def _greedy(costs: Costs) -> tuple[Ints, float | None, float]:
    """Everyone in turn takes the next whom they met least and may meet."""
    partners = np.full(costs.size, UNMATCHED)
    for person in range(costs.size):
        if partners[person] == UNMATCHED:
            free = np.flatnonzero(partners[person + 1 : person + 200] == UNMATCHED) + person + 1
            if len(free):
                met = costs.between(np.array([person]), free)[0]
                partner = int(free[(np.where(met >= costs.repeat, met, 0)).argmin()])
                partners[person], partners[partner] = partner, person
    return partners, None, 0


def _klatch(costs: Costs) -> tuple[Ints, float | None, float]:
    paired = pair(costs)
    groups = np.array(paired.groups)
    return _partners(groups[:, 0], groups[:, 1], costs.size), paired.bound, 0


def _blocks(costs: Costs) -> tuple[Ints, float | None, float]:
    return pair_by_candidates(costs, np.arange(costs.size)), None, 0


def _networkx(costs: Costs) -> tuple[Ints, float | None, float]:
    import networkx  # noqa: PLC0415 (for this comparison alone)

    everyone = np.arange(costs.size)
    matrix = costs.between(everyone, everyone)
    first, second = np.nonzero(np.triu(matrix < FORBIDDEN, 1))
    graph = networkx.Graph()
    weights = (-matrix[first, second]).tolist()
    graph.add_weighted_edges_from(zip(first.tolist(), second.tolist(), weights, strict=True))
    began = time.process_time()
    found = np.array(list(networkx.max_weight_matching(graph, maxcardinality=True)))
    return _partners(found[:, 0], found[:, 1], costs.size), None, time.process_time() - began


def _scipy(costs: Costs) -> tuple[Ints, float | None, float]:
    """The assignment alone, before odd cycles are repaired."""
    matrix = np.empty((costs.size, costs.size))
    everyone = np.arange(costs.size)
    for rows in np.array_split(everyone, costs.size // 500):
        matrix[rows] = costs.between(rows, everyone)
    matrix[matrix >= FORBIDDEN] = np.inf
    began = time.process_time()
    chosen = linear_sum_assignment(matrix)[1]
    took = time.process_time() - began
    return np.where(chosen[chosen] == everyone, chosen, UNMATCHED), float(matrix[everyone, chosen].sum()) / 2, took


METHODS: dict[str, Callable[[Costs], tuple[Ints, float | None, float]]] = {
    "shuffle": _shuffle,
    "greedy": _greedy,
    "klatch": _klatch,
    "blocks": _blocks,
    "networkx": _networkx,
    "scipy": _scipy,
}


def _partners(first: Ints, second: Ints, size: int) -> Ints:
    partners = np.full(size, UNMATCHED)
    partners[first], partners[second] = second, first
    return partners


def community(size: int, rounds: int = ROUNDS) -> RoundInput:
    """Teams and places large and small, hours around the world, some unknown; rounds behind them; some stay apart."""
    chance = Random(1)  # noqa: S311 (the same each time)
    teams = _large_and_small(chance, max(4, size // 25), size)
    places = _large_and_small(chance, max(3, size // 400), size)
    day = (1 << 16) - 1
    people = tuple(
        Person(
            key=f"U{number:06}",
            team=f"team {teams[number]}",
            place=f"place {places[number]}",
            stage=chance.choice([None, *CareerStage]),
            topics=frozenset(f"topic {topic}" for topic in _large_and_small(chance, 40, chance.randint(0, 3))),
            values=frozenset(f"value {chance.randrange(16)}" for _ in range(chance.randint(0, 2))),
            hours=0 if chance.random() < 0.1 else day << chance.choice([6, 14, 14, 16, 18, 28]),
        )
        for number in range(size)
    )
    keys = [person.key for person in people]
    met: dict[Two, int] = {}
    for ago in range(rounds, 0, -1):
        chance.shuffle(keys)
        met |= {frozenset(two): ago for two in zip(keys[::2], keys[1::2], strict=False)}
    apart = frozenset(frozenset(chance.sample(keys, 2)) for _ in range(size // 20))
    return RoundInput(people, Rules(apart=apart), Past(met), "seed")


def _large_and_small(chance: Random, kinds: int, count: int) -> list[int]:
    return chance.choices(range(kinds), [1 / (kind + 1) for kind in range(kinds)], k=count)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
