"""How many sit in each group."""

import pytest

from bot.matching.groups.sizes import Wanted
from bot.matching.round_input import LARGEST_GROUP, SMALLEST_GROUP


@pytest.mark.parametrize(
    ("count", "size", "sizes"),
    [
        (2, 4, (2,)),
        (3, 4, (3,)),
        (5, 4, (5,)),
        (6, 4, (3, 3)),
        (7, 4, (4, 3)),
        (10, 4, (5, 5)),
        (11, 4, (4, 4, 3)),
        (5, 3, (3, 2)),
        (4, 3, (4,)),
        (6, 5, (3, 3)),
        (11, 5, (4, 4, 3)),
        (5, 2, (3, 2)),
    ],
)
def test_what_does_not_divide_makes_some_groups_one_larger_or_one_smaller(
    count: int, size: int, sizes: tuple[int, ...]
) -> None:
    assert Wanted(size).sizes(count) == sizes


@pytest.mark.parametrize(
    "wanted",
    [
        *(Wanted(size) for size in range(SMALLEST_GROUP, LARGEST_GROUP + 1)),
        *(Wanted(size, smallest=4, largest=6) for size in (4, 5, 6)),
    ],
)
def test_everybody_has_a_seat_in_groups_as_even_as_can_be(wanted: Wanted) -> None:
    """For all counts from 2 to 200: no two sizes are further apart than one, none is out of bounds, none fit better."""
    least = _least_unevenness(200, wanted)
    for count in range(2, 201):
        sizes = wanted.sizes(count)
        assert sum(sizes) == count
        assert list(sizes) == sorted(sizes, reverse=True)
        assert sizes[0] - sizes[-1] <= 1
        assert sizes[-1] >= SMALLEST_GROUP
        assert sizes[0] <= wanted.largest
        assert wanted.unevenness(sizes) == least[count]


def _least_unevenness(most: int, wanted: Wanted) -> list[float]:
    """By number of people: the least that any sizes have, even or not."""
    least: list[float] = [0]
    for people in range(1, most + 1):
        last = range(SMALLEST_GROUP, min(wanted.largest, people) + 1)
        least.append(min((least[people - one] + wanted.unevenness([one]) for one in last), default=float("inf")))
    return least


def test_where_the_size_divides_all_groups_have_it() -> None:
    for size in range(SMALLEST_GROUP, LARGEST_GROUP + 1):
        for groups in range(1, 50):
            assert Wanted(size).sizes(groups * size) == (size,) * groups


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_are_no_group(count: int) -> None:
    assert Wanted(4).sizes(count) == ()


@pytest.mark.parametrize("size", [0, 1, 6])
def test_a_size_that_no_group_has_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="groups have 2 to 5 people"):
        Wanted(size)
