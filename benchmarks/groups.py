"""Groups of four, beside what is done elsewhere: a shuffle, exchanges of two for as long, and an integer programme."""

import asyncio
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from benchmarks.databases import Databases
from benchmarks.report import Result
from bot.matching.asks.mentors import CareerStage
from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.similarity import CHANCE_BELOW, HOURS_AT_MOST
from bot.matching.groups.groups import divide
from bot.matching.groups.sizes import Wanted
from bot.matching.round_input import HALF_HOURS, Past, Person, RoundInput, Rules, Two

SIZE = 4
ROUNDS = 26
"""Rounds of pairs before this one."""
STEP_OF_REACH = (HOURS_AT_MOST + 1) * CHANCE_BELOW
LEAST_GAIN = 0.15
MOST_OVER_OPTIMUM = 0.01
SECONDS_FOR_THE_PROGRAMME = 120.0

Groups = Sequence[Sequence[int]] | NDArray[np.int64]
"""People by their indices in the costs."""


async def run(_databases: Databases, _folder: Path, *, quick: bool) -> list[Result]:
    """A thousand people, ten thousand, and few enough that an integer programme finds the optimum."""
    large = 2_000 if quick else 10_000
    few = (24,) if quick else (24, 36, 48)
    return [
        await asyncio.to_thread(_beside_exchanges, 200 if quick else 1_000),
        await asyncio.to_thread(_many, large),
        *[await asyncio.to_thread(_beside_the_optimum, count) for count in few],
    ]


def _beside_exchanges(count: int) -> Result:
    costs = Costs(_round_input(count))
    began = time.perf_counter()
    divided = divide(costs, Wanted(SIZE), "bench")
    seconds = time.perf_counter() - began
    between = _matrix(costs)
    shuffled = np.random.default_rng(1).permutation(count).reshape(-1, SIZE)
    exchanged = _exchange(between, shuffled, seconds)
    ours, theirs = _reach(costs, divided.groups), _reach(costs, exchanged)
    figures = {
        "seconds, and as many for the exchanges": seconds,
        **_quality(costs, "shuffle", shuffled),
        **_quality(costs, "exchanges of two", exchanged),
        **_quality(costs, "Klatch", divided.groups),
        "better than the exchanges by, %": 100 * (1 - ours / theirs),
    }
    target = (
        f"at least {LEAST_GAIN:.0%} better than exchanges of two in the same time, nothing forbidden, no more repeats"
    )
    met = ours <= (1 - LEAST_GAIN) * theirs and _sound(costs, divided.groups, exchanged)
    return Result(f"Groups of {SIZE}, {count:,} people", figures, target, met)


def _many(count: int) -> Result:
    costs = Costs(_round_input(count))
    began = time.perf_counter()
    divided = divide(costs, Wanted(SIZE), "bench")
    seconds = time.perf_counter() - began
    shuffled = np.random.default_rng(1).permutation(count).reshape(-1, SIZE)
    figures = {
        "seconds": seconds,
        **_quality(costs, "shuffle", shuffled),
        **_quality(costs, "Klatch", divided.groups),
    }
    met = not divided.left and not _forbidden(costs, divided.groups) and not _repeats(costs, divided.groups)
    return Result(f"Groups of {SIZE}, {count:,} people", figures, "everyone placed, nothing forbidden, no repeat", met)


def _beside_the_optimum(count: int) -> Result:
    costs = Costs(_round_input(count, rounds=5))
    began = time.perf_counter()
    divided = divide(costs, Wanted(SIZE), "bench")
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    optimum, bound = _optimum(costs)
    figures = {
        "Klatch, seconds": seconds,
        "Klatch, reach": _reach(costs, divided.groups),
        "Klatch, proved (1 is yes)": float(divided.exact),
        "integer programme of all groups, seconds": time.perf_counter() - began,
        "integer programme, reach": optimum,
        "over its bound, %": 100 * (_reach(costs, divided.groups) / bound - 1),
    }
    met = _reach(costs, divided.groups) <= (1 + MOST_OVER_OPTIMUM) * optimum
    target = f"within {MOST_OVER_OPTIMUM:.0%} of the integer programme, which has {SECONDS_FOR_THE_PROGRAMME:.0f} s"
    return Result(f"Groups of {SIZE}, {count:,} people", figures, target, met)


def _round_input(count: int, rounds: int = ROUNDS) -> RoundInput:
    """People of 25 teams and 6 places, some much larger than others, with so many rounds of pairs behind them."""
    chance = Random(1)  # noqa: S311 (the same each time)
    people = tuple(_person(chance, number) for number in range(count))
    keys = [person.key for person in people]
    met: dict[Two, int] = {}
    for ago in range(rounds, 0, -1):
        chance.shuffle(keys)
        met.update({Two(two): ago for two in zip(keys[::2], keys[1::2], strict=True)})
    apart = frozenset(Two(chance.sample(keys, 2)) for _ in range(count // 10))
    return RoundInput(people, Rules(size=SIZE, apart=apart), Past(met), "bench")


def _person(chance: Random, number: int) -> Person:
    begins = chance.choice([14, 16, 18, 26, 28, 30, 34])
    return Person(
        f"U{number:05}",
        team=f"team {int(chance.paretovariate(0.8)) % 25}",
        place=f"place {min(int(chance.paretovariate(1.0)), 6)}",
        stage=chance.choice(list(CareerStage)),
        topics=frozenset(f"topic {topic}" for topic in chance.sample(range(30), 3)),
        values=frozenset(f"value {value}" for value in chance.sample(range(12), 2)),
        hours=sum(1 << (begins + half) % HALF_HOURS for half in range(16)),
    )


def _matrix(costs: Costs) -> NDArray[np.int64]:
    """All costs, nothing for oneself."""
    everybody = np.arange(costs.size)
    between = costs.between(everybody, everybody)
    np.fill_diagonal(between, 0)
    return between


def _exchange(between: NDArray[np.int64], start: NDArray[np.int64], seconds: float) -> Groups:
    """Local search: groups are paired by chance, and in each pair of groups the best exchange of two people is made.

    All pairs at once in numpy, which is as fast as this can be here.
    """
    groups, half, chance = start.copy(), len(start) // 2, np.random.default_rng(1)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        order = chance.permutation(len(groups))
        ours, theirs = order[:half], order[half : 2 * half]
        here, there = groups[ours], groups[theirs]
        across = between[here[:, :, None], there[:, None, :]]
        leave = between[here[:, :, None], here[:, None, :]].sum(axis=2)
        come = between[there[:, :, None], there[:, None, :]].sum(axis=2)
        joined = across.sum(axis=2)[:, :, None] + across.sum(axis=1)[:, None, :] - 2 * across
        change = (joined - leave[:, :, None] - come[:, None, :]).reshape(half, -1)
        best = change.argmin(axis=1)
        better = np.nonzero(change[np.arange(half), best] < 0)[0]
        one, other = np.divmod(best[better], SIZE)
        groups[ours[better], one] = there[better, other]
        groups[theirs[better], other] = here[better, one]
    return groups


def _optimum(costs: Costs) -> tuple[float, float]:
    """Reach of the best groups without a repeat that an integer programme of all groups finds, and its bound."""
    groups = np.array(list(combinations(range(costs.size), SIZE)))
    between = _matrix(costs)
    totals = np.zeros(len(groups), np.int64)
    for one, other in combinations(range(SIZE), 2):
        totals += between[groups[:, one], groups[:, other]]
    new = totals < costs.repeat
    groups, reach = groups[new], totals[new] / STEP_OF_REACH
    columns = np.repeat(np.arange(len(groups)), SIZE)
    rows = csc_array((np.ones(groups.size), (groups.ravel(), columns)), shape=(costs.size, len(groups)))
    solved = milp(
        reach,
        constraints=LinearConstraint(rows, 1, 1),
        integrality=np.ones(len(groups)),
        bounds=Bounds(0, 1),
        options={"time_limit": SECONDS_FOR_THE_PROGRAMME},
    )
    return float(solved.fun), float(solved.mip_dual_bound)


def _edge_costs(costs: Costs, groups: Groups) -> NDArray[np.int64]:
    edges = np.array([edge for group in groups for edge in combinations(group, 2)])
    return costs.of(edges[:, 0], edges[:, 1])


def _forbidden(costs: Costs, groups: Groups) -> int:
    return int((_edge_costs(costs, groups) >= FORBIDDEN).sum())


def _repeats(costs: Costs, groups: Groups) -> int:
    return int(costs.repeats(_edge_costs(costs, groups)).sum())


def _reach(costs: Costs, groups: Groups) -> float:
    """In steps of reach, hours and chance as parts of one; of those edges that are neither forbidden nor a repeat."""
    found = _edge_costs(costs, groups)
    return float(found[found < costs.repeat].sum()) / STEP_OF_REACH


def _quality(costs: Costs, name: str, groups: Groups) -> dict[str, float]:
    return {
        f"{name}: forbidden": _forbidden(costs, groups),
        f"{name}: repeats": _repeats(costs, groups),
        f"{name}: reach": _reach(costs, groups),
    }


def _sound(costs: Costs, groups: Groups, others: Groups) -> bool:
    return not _forbidden(costs, groups) and _repeats(costs, groups) <= _repeats(costs, others)
