"""Why a group was made: only what is true for all of it, the most telling first."""

from dataclasses import replace
from itertools import combinations
from random import Random

from bot.matching.asks.mentors import CareerStage
from bot.matching.round_input import Because, Past, Person, Reason, Two
from bot.matching.rounds import MOST_DETAILS, MOST_REASONS, reasons_of
from tests.matching.random_inputs import random_person

ANA = Person(
    "ana",
    "Music",
    "Main",
    CareerStage.EARLY,
    frozenset({"data", "grants"}),
    frozenset({"care"}),
    0xFF << 10,
)
BEN = Person(
    "ben",
    "Law",
    "North",
    CareerStage.SENIOR,
    frozenset({"data", "zines"}),
    frozenset({"play"}),
    0xFF << 14,
)
NOBODY_MET = Past()


def test_what_two_share_comes_before_how_far_they_reach() -> None:
    assert reasons_of([ANA, BEN], NOBODY_MET) == (
        Reason(Because.TOPICS, ("data",)),
        Reason(Because.ANOTHER_TEAM),
        Reason(Because.ANOTHER_PLACE),
        Reason(Because.ANOTHER_STAGE),
    )


def test_topics_are_those_of_everybody_in_order_and_at_most_three() -> None:
    many = frozenset({"e", "d", "c", "b", "a"})
    first, second, third = (replace(ANA, key=key, topics=many | {key}) for key in ("x", "y", "z"))
    assert reasons_of([first, second, third], NOBODY_MET)[0] == Reason(Because.TOPICS, ("a", "b", "c"))


def test_a_topic_that_one_does_not_share_is_no_reason() -> None:
    third = replace(ANA, key="cem", topics=frozenset({"moves"}), team="Systems")
    assert Because.TOPICS not in _because([ANA, BEN, third])


def test_what_is_not_known_of_one_is_not_said_of_all() -> None:
    unknown = Person("dan", topics=frozenset({"data"}))
    assert _because([ANA, BEN, unknown]) == [Because.TOPICS, Because.NEW_TO_EACH_OTHER]


def test_two_of_one_team_make_teams_no_reason_for_the_group() -> None:
    third = replace(BEN, key="cem", team=ANA.team, place="Harbour", stage=CareerStage.MIDDLE)
    assert Because.ANOTHER_TEAM not in _because([ANA, BEN, third])
    assert Because.ANOTHER_PLACE in _because([ANA, BEN, third])


def test_people_who_met_are_told_how_many_rounds_ago_it_last_was() -> None:
    ana, ben, cem = (Person(key) for key in ("ana", "ben", "cem"))
    past = Past(met={Two({"ana", "ben"}): 7, Two({"ben", "cem"}): 9})
    assert reasons_of([ana, ben, cem], past) == (Reason(Because.LONGEST_AGO, ("7",)),)


def test_who_met_in_the_round_before_is_told_nothing_of_it() -> None:
    past = Past(met={Two({"ana", "ben"}): 1})
    assert reasons_of([Person("ana"), Person("ben")], past) == ()


def test_hours_are_said_when_all_share_an_hour() -> None:
    ana, ben = Person("ana", hours=0b0111), Person("ben", hours=0b1110)
    assert reasons_of([ana, ben], NOBODY_MET)[-1] == Reason(Because.HOURS, ("2",))
    assert Because.HOURS not in _because([ana, replace(ben, hours=0b1100)])
    assert Because.HOURS not in _because([ana, replace(ben, hours=0)])


def test_one_person_is_no_group_and_has_no_reasons() -> None:
    assert reasons_of([ANA], NOBODY_MET) == ()
    assert reasons_of([], NOBODY_MET) == ()


def test_every_reason_of_any_group_is_true_for_all_twos_in_it() -> None:
    chance = Random(1)  # noqa: S311
    for _ in range(1_000):
        members = [random_person(chance, f"person {number}") for number in range(chance.randint(2, 5))]
        past = Past(met={Two((a.key, b.key)): 3 for a, b in combinations(members, 2) if chance.random() < 0.2})
        reasons = reasons_of(members, past)
        assert len(reasons) <= MOST_REASONS
        assert all(len(reason.detail) <= MOST_DETAILS for reason in reasons)
        for one, other in combinations(members, 2):
            assert all(_is_true(reason, one, other, past) for reason in reasons)


def test_the_order_of_members_changes_nothing() -> None:
    assert reasons_of([ANA, BEN], NOBODY_MET) == reasons_of([BEN, ANA], NOBODY_MET)


def _because(members: list[Person]) -> list[Because]:
    return [reason.because for reason in reasons_of(members, NOBODY_MET)]


def _is_true(reason: Reason, one: Person, other: Person, past: Past) -> bool:
    match reason.because:
        case Because.ANOTHER_TEAM:
            return bool(one.team and other.team) and one.team != other.team
        case Because.ANOTHER_PLACE:
            return bool(one.place and other.place) and one.place != other.place
        case Because.ANOTHER_STAGE:
            return None not in (one.stage, other.stage) and one.stage != other.stage
        case Because.TOPICS:
            return set(reason.detail) <= one.topics & other.topics
        case Because.VALUES:
            return set(reason.detail) <= one.values & other.values
        case Because.HOURS:
            return (one.hours & other.hours).bit_count() >= int(reason.detail[0])
        case Because.NEW_TO_EACH_OTHER:
            return Two((one.key, other.key)) not in past.met
        case Because.LONGEST_AGO:
            return past.met.get(Two((one.key, other.key)), 1_000) >= int(reason.detail[0])
