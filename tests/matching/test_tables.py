"""Mixed tables for a big circle."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from bot.matching.groups.tables import deal_tables
from bot.matching.round_input import Person, Two
from tests.matching.random_inputs import random_person


def people_by_chance(count: int, seed: int = 1) -> list[Person]:
    chance = Random(seed)  # noqa: S311
    return [random_person(chance, f"person {number:02}", ways=True) for number in range(count)]


def twos_at(tables: list[tuple[str, ...]]) -> set[Two]:
    return {Two(two) for table in tables for two in combinations(table, 2)}


@pytest.mark.parametrize("size", [4, 5, 6])
def test_everybody_has_a_seat_at_a_table_of_four_to_six(size: int) -> None:
    for count in (8, 11, 14, 23):
        tables = deal_tables(people_by_chance(count), size, seed="today")
        assert sorted(key for table in tables for key in table) == [f"person {number:02}" for number in range(count)]
        assert {len(table) for table in tables} <= {4, 5, 6}


def test_a_table_of_three_is_only_where_there_is_no_other_way() -> None:
    assert [len(table) for table in deal_tables(people_by_chance(3), 4, seed="today")] == [3]
    assert sorted(len(table) for table in deal_tables(people_by_chance(7), 6, seed="today")) == [3, 4]


def test_those_who_sat_together_last_time_sit_apart() -> None:
    people = people_by_chance(24)
    last_time = frozenset(twos_at(deal_tables(people, 4, seed="last time")))
    assert not twos_at(deal_tables(people, 4, together_last_time=last_time, seed="today")) & last_time


def test_teams_are_mixed() -> None:
    """Five teams of five at five tables: nobody has to sit with their own team, so nobody does."""
    people = [Person(f"{team} {number}", team=team) for team in "abcde" for number in range(5)]
    tables = deal_tables(people, 5, seed="today")
    assert [sorted(key[0] for key in table) for table in tables] == [list("abcde")] * 5


def test_those_kept_apart_are_never_at_one_table() -> None:
    people = people_by_chance(20)
    chance = Random(3)  # noqa: S311
    apart = frozenset(Two(chance.sample([person.key for person in people], 2)) for _ in range(40))
    tables = deal_tables(people, 5, apart=apart, seed="today")
    assert not twos_at(tables) & apart
    assert sum(len(table) for table in tables) == 20


def test_how_people_would_rather_meet_makes_no_difference_at_a_meeting() -> None:
    people = people_by_chance(15)
    all_ways = [replace(person, ways=frozenset({"video"})) for person in people]
    assert deal_tables(people, 5, seed="today") == deal_tables(all_ways, 5, seed="today")


def test_the_order_of_people_makes_no_difference() -> None:
    people = people_by_chance(22)
    assert deal_tables(people[::-1], 4, seed="today") == deal_tables(people, 4, seed="today")


@pytest.mark.parametrize("size", [3, 7])
def test_a_size_that_no_table_has_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="groups have 4 to 6 people"):
        deal_tables(people_by_chance(12), size, seed="today")


def test_nobody_there_is_no_table() -> None:
    assert deal_tables([], 4, seed="today") == []
