"""What is kept of a round is enough to decide it again, and short."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.round_input import RoundInput
from bot.matching.round_record import from_record, to_record
from bot.matching.rounds import decide
from tests.matching.random_inputs import chance_of, random_input


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 40), st.booleans())
def test_whatever_a_round_was_made_of_can_be_read_again(number: int, count: int, ways: bool) -> None:
    round_input = random_input(chance_of(number), count, ways=ways)
    assert from_record(to_record(round_input)) == round_input


@pytest.mark.parametrize("size", [2, 4])
def test_the_same_groups_are_made_of_what_was_kept(size: int) -> None:
    round_input = random_input(chance_of(size), 31, ways=True)
    round_input = replace(round_input, rules=replace(round_input.rules, size=size))
    assert decide(from_record(to_record(round_input))) == decide(round_input)


def test_who_is_not_there_is_kept_where_somebody_met_them() -> None:
    round_input = random_input(chance_of(1), 20)
    missing = replace(round_input, people=round_input.people[3:])
    assert from_record(to_record(missing)) == missing


def test_a_record_with_an_object_for_each_person_is_read_too() -> None:
    round_input = random_input(chance_of(2), 20, ways=True)
    untaken = replace(round_input, rules=replace(round_input.rules, taken=frozenset()))
    assert from_record(json.dumps(_as_version_0_1_wrote(untaken))) == untaken


def test_a_record_takes_little_of_what_an_object_for_each_person_takes() -> None:
    round_input = random_input(chance_of(3), 200, forbidden=0.01, met=0.1)
    assert len(to_record(round_input)) * 5 < len(json.dumps(_as_version_0_1_wrote(round_input)))


def _as_version_0_1_wrote(found: RoundInput) -> dict[str, Any]:
    rules, past = found.rules, found.past
    return {
        "seed": found.seed,
        "people": [
            {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(person).items()}
            for person in found.people
        ],
        "rules": {"size": rules.size, "reach": rules.reach, "apart": sorted(sorted(two) for two in rules.apart)},
        "met": sorted([*sorted(two), rounds] for two, rounds in past.met.items()),
        "thirds": dict(sorted(past.thirds.items())),
    }
