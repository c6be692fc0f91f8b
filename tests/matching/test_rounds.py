"""What is true of any round of pairs, and what becomes of many rounds."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rustworkx import PyGraph, max_weight_matching

from bot.matching.round_input import Past, Person, RoundInput, Rules, Two, Why
from bot.matching.rounds import decide
from tests.matching.random_inputs import chance_of, random_input, random_person


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 70), st.booleans(), st.sampled_from([0, 0.1, 0.7]))
def test_everyone_is_in_one_group_or_named_and_nothing_forbidden_is_done(
    number: int, count: int, ways: bool, forbidden: float
) -> None:
    round_input = random_input(chance_of(number), count, forbidden=forbidden, ways=ways)
    _assert_is_sound(round_input)


@pytest.mark.parametrize("count", [200, 333, 500])
def test_so_it_is_with_hundreds(count: int) -> None:
    _assert_is_sound(random_input(chance_of(count), count, forbidden=0.02, met=0.2, ways=count == 333))


def test_the_same_round_input_gives_the_same_groups_in_whatever_order_people_come() -> None:
    for number in range(8):
        chance = chance_of(number)
        round_input = random_input(chance, 31, ways=True)
        shuffled = replace(round_input, people=tuple(chance.sample(round_input.people, len(round_input.people))))
        assert decide(round_input) == decide(shuffled)


def test_another_seed_gives_other_groups_as_good() -> None:
    round_input = replace(random_input(chance_of(1), 60, met=0), rules=Rules())
    one, other = decide(replace(round_input, seed="one")), decide(replace(round_input, seed="other"))
    assert one.groups != other.groups
    assert abs(one.cost - other.cost) < 30 * 256


def test_other_names_give_groups_as_good() -> None:
    """But for chance, which the names decide: less than one step of it a pair."""
    round_input = replace(random_input(chance_of(2), 40, met=0, forbidden=0), rules=Rules())
    renamed = tuple(replace(person, key=f"also {person.key}") for person in round_input.people)
    assert abs(decide(round_input).cost - decide(replace(round_input, past=Past(), people=renamed)).cost) < 20 * 256


def test_who_is_left_out_is_told_why() -> None:
    people = [
        Person("alone", ways=frozenset({"lunch"})),
        Person("apart"),
        Person("ann"),
        Person("ben"),
        Person("taken"),
    ]
    apart = frozenset(frozenset({"apart", other}) for other in ("ann", "ben"))
    groups = decide(RoundInput(tuple(people), Rules(apart=apart, taken=frozenset({"taken"}))))
    assert {out.key: out.why for out in groups.left_out} == {
        "alone": Why.NO_COMMON_WAY,
        "apart": Why.KEPT_APART,
        "taken": Why.TAKEN,
    }
    assert decide(RoundInput((Person("ann"),))).left_out[0].why == Why.ALONE


def test_who_could_only_meet_those_who_meet_others_is_left_over() -> None:
    apart = frozenset({frozenset({"ann", "ben"}), frozenset({"ben", "cat"}), frozenset({"ann", "cat"})})
    groups = decide(RoundInput(tuple(map(Person, ("ann", "ben", "cat", "dan"))), Rules(apart=apart)))
    assert [out.why for out in groups.left_out] == [Why.LEFT_OVER, Why.LEFT_OVER]


def test_the_same_key_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        decide(RoundInput((Person("ann"), Person("ann"))))


def test_everyone_takes_a_turn_in_the_trio() -> None:
    """Of nine people all have been in one after three rounds, when nobody minds a repeat in it."""
    people = tuple(random_person(chance_of(3), str(number)) for number in range(9))
    thirds: dict[str, int] = {}
    for number in range(3):
        groups = decide(RoundInput(people, past=Past(thirds=thirds), seed=str(number)))
        for group in groups.groups:
            if len(group.members) == 3:
                thirds |= {member: thirds.get(member, 0) + 1 for member in group.members}
    assert sorted(thirds.values()) == [1] * 9


def test_twenty_people_over_a_year_of_weeks_meet_again_only_after_twelve_rounds() -> None:
    """With 2 in 100 coming and going each round, when all have met, those who meet again met longest ago."""
    chance = chance_of(4)
    people = [random_person(chance, str(number)) for number in range(20)]
    last: dict[Two, int] = {}
    between = []
    for round_number in range(52):
        people = [
            random_person(chance, f"{round_number} {place}") if chance.random() < 0.02 else person
            for place, person in enumerate(people)
        ]
        past = Past({two: round_number - when for two, when in last.items()})
        for group in decide(RoundInput(tuple(people), past=past, seed=str(round_number))).groups:
            two = frozenset(group.members)
            between += [past.met[two]] if two in past.met else []
            last[two] = round_number
    assert len(between) > 100
    assert min(between) >= 12


def test_thirty_people_who_come_and_go_meet_anew_while_they_can_and_then_the_longest_ago() -> None:
    """2 in 100 are replaced each round. Whether everybody can meet somebody new is asked of blossoms, apart from us."""
    chance = chance_of(6)
    people = [random_person(chance, str(number)) for number in range(30)]
    last: dict[Two, int] = {}
    for round_number in range(104):
        people = [
            random_person(chance, f"{round_number} {place}") if chance.random() < 0.02 else person
            for place, person in enumerate(people)
        ]
        past = Past({two: round_number - when for two, when in last.items()})
        twos = [frozenset(group.members) for group in decide(RoundInput(tuple(people), past=past, seed="any")).groups]
        met = [past.met[two] for two in twos if two in past.met]
        assert len(met) == 15 - _most_new_pairs([person.key for person in people], past)
        assert min(met, default=20) >= 20
        last |= dict.fromkeys(twos, round_number)


def _most_new_pairs(keys: list[str], past: Past) -> int:
    """In how many pairs at most nobody has met the other, when everybody is in a pair."""
    graph: PyGraph[None, int] = PyGraph(multigraph=False)
    graph.add_nodes_from([None] * len(keys))
    for one, other in combinations(range(len(keys)), 2):
        graph.add_edge(one, other, int(frozenset((keys[one], keys[other])) not in past.met))
    pairs = max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sum(graph.get_edge_data(*pair) for pair in pairs)


def _assert_is_sound(round_input: RoundInput) -> None:
    groups = decide(round_input)
    keys = [key for group in groups.groups for key in group.members] + [out.key for out in groups.left_out]
    people = {person.key: person for person in round_input.people}
    assert sorted(keys) == sorted(people)
    for group in groups.groups:
        members = frozenset(group.members)
        assert 2 <= len(members) <= 3
        assert not any(two <= members for two in round_input.rules.apart)
        assert frozenset.intersection(*(people[key].ways for key in members))
    taken = {out.key for out in groups.left_out if out.why is Why.TAKEN}
    assert taken == round_input.rules.taken
    assert groups.bound is None or groups.bound <= groups.cost
    assert decide(round_input) == groups
