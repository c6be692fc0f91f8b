"""Rounds of random people, and the best groups of a few people by trying everything."""

from collections.abc import Sequence
from itertools import combinations
from random import Random

import numpy as np

from bot.matching.asks.mentors import CareerStage
from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.pairs.exact import Score
from bot.matching.round_input import ANY_WAY, SMALLEST_GROUP, Past, Person, Reach, RoundInput, Rules

WAYS = (ANY_WAY, frozenset({"video"}), frozenset({"lunch"}), frozenset({"any", "video"}), frozenset({"video", "lunch"}))


def chance_of(number: int) -> Random:
    return Random(number)  # noqa: S311 (the same each time)


def random_input(
    chance: Random, count: int, *, forbidden: float = 0.1, met: float = 0.3, ways: bool = False
) -> RoundInput:
    """People who know little or much about each other, with so great a share of all twos forbidden or met before."""
    people = tuple(random_person(chance, f"person {number}", ways=ways) for number in range(count))
    twos = [frozenset({one.key, other.key}) for one, other in combinations(people, 2)]
    return RoundInput(
        people,
        Rules(
            size=SMALLEST_GROUP,
            reach=chance.choice(list(Reach)),
            apart=frozenset(two for two in twos if chance.random() < forbidden),
            taken=frozenset(person.key for person in people if chance.random() < 0.05),
        ),
        Past(
            met={two: chance.randint(1, 12) for two in twos if chance.random() < met},
            thirds={person.key: chance.randint(0, 4) for person in people if chance.random() < 0.5},
        ),
        seed=str(chance.random()),
    )


def random_person(chance: Random, key: str, *, ways: bool = False) -> Person:
    return Person(
        key,
        team=chance.choice(["", "Reference", "Systems", "Music", "Archives"]),
        place=chance.choice(["", "Main", "Law", "North"]),
        stage=chance.choice([None, *CareerStage]),
        topics=frozenset(chance.sample(["grants", "data", "maps", "moves", "zines"], chance.randint(0, 2))),
        values=frozenset(chance.sample(["care", "craft", "play"], chance.randint(0, 2))),
        hours=chance.choice([0, 0xFFFF << 14, 0xFFFF << 18, 0xFFFF << 30]),
        ways=chance.choice(WAYS) if ways else ANY_WAY,
    )


def score_by_hand(costs: Costs, groups: Sequence[tuple[int, ...]]) -> Score:
    """Return the people left out, the trios and the cost; fails where a group may not be."""
    scores = [_score(costs, group) for group in groups]
    assert None not in scores
    known = [score for score in scores if score is not None]
    return sum(one for one, _, _ in known), sum(trio for _, trio, _ in known), sum(cost for _, _, cost in known)


def best_score(costs: Costs) -> Score:
    """The best that there is, by trying all groups of one, two and three."""
    known: dict[tuple[int, ...], Score | None] = {}
    best: list[Score] = []

    def attempt(rest: tuple[int, ...], so_far: Score) -> None:
        if best and so_far >= best[0]:
            return
        if not rest:
            best[:] = [so_far]
            return
        for count in (1, 2, 0):
            for others in combinations(rest[1:], count):
                group = (rest[0], *others)
                if group not in known:
                    known[group] = _score(costs, group)
                score = known[group]
                if score is not None:
                    left = tuple(person for person in rest[1:] if person not in others)
                    attempt(left, tuple(map(sum, zip(so_far, score, strict=True))))  # type: ignore[arg-type]

    attempt(tuple(range(costs.size)), (0, 0, 0))
    return best[0]


def _score(costs: Costs, group: tuple[int, ...]) -> Score | None:
    """None where these may not be a group, by their own words and not by the matrix."""
    if len(group) == 1:
        return 1, 0, 0
    people = [costs.people[member] for member in group]
    twos = np.array(list(combinations(group, 2)))
    each = costs.of(twos[:, 0], twos[:, 1])
    if (each >= FORBIDDEN).any() or not frozenset.intersection(*(person.ways for person in people)):
        return None
    trio = len(group) == 3
    thirds = int(costs.thirds[list(group)].sum()) * costs.third if trio else 0
    return 0, int(trio), int(each.sum()) + thirds
