"""What holds of every ranking of mentors, whoever they are."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.matching.asks.mentors import (
    Candidate,
    CareerStage,
    Fit,
    MeetingFormat,
    Preference,
    ReasonKind,
    Seeker,
    availability_rank,
    rank_mentors,
)
from tests.matching.people import NOW, SAME, SEEKER

teams = st.sampled_from([None, "Reference", "Archives"])
places = st.sampled_from([None, "Main", "Branch"])
stages = st.sampled_from([None, *CareerStage])
stem_sets = st.frozensets(st.sampled_from(["grant", "budget", "funder", "code"]))
role_sets = st.frozensets(st.sampled_from(["librarian", "archivist"]))
topic_sets = st.frozensets(st.integers(1, 4))
seekers = st.builds(
    Seeker,
    member=st.just("asker"),
    topics=topic_sets,
    words=stem_sets,
    team=teams,
    place=places,
    stage=stages,
    role_words=role_sets,
    preference=st.sampled_from(Preference),
    minutes=st.sampled_from([None, 15, 30, 45]),
    meeting_format=st.sampled_from([None, *MeetingFormat]),
)
members = st.sampled_from(["asker", *(f"m{number}" for number in range(12))])
candidates = st.lists(
    st.builds(
        Candidate,
        member=members,
        topics=topic_sets,
        words=stem_sets,
        team=teams,
        place=places,
        stage=stages,
        role_words=role_sets,
        formats=st.frozensets(st.sampled_from(MeetingFormat)),
        minutes=st.sampled_from([None, 15, 30, 45]),
        capacity=st.integers(0, 3),
        taken_this_month=st.integers(0, 3),
        open_invitations=st.integers(0, 2),
        last_invited_at=st.none() | st.integers(-5, 900).map(lambda hours: NOW - timedelta(hours=hours)),
        at_work_now=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.member,
)
forbidden_sets = st.frozensets(members, max_size=4)


def order(*people: Candidate, seeker: Seeker = SEEKER, seed: str = "ask-1") -> list[str]:
    return [ranked.member for ranked in rank_mentors(seeker, people, NOW, seed)]


@given(seekers, candidates, st.data(), st.text(max_size=80))
def test_the_order_of_the_candidates_does_not_matter(
    seeker: Seeker, people: list[Candidate], data: st.DataObject, seed: str
) -> None:
    shuffled = data.draw(st.permutations(people))
    assert rank_mentors(seeker, shuffled, NOW, seed) == rank_mentors(seeker, people, NOW, seed)


@given(seekers, candidates, forbidden_sets)
def test_exactly_those_with_room_who_are_neither_forbidden_nor_asking_are_ranked_once(
    seeker: Seeker, people: list[Candidate], forbidden: frozenset[str]
) -> None:
    ranked = [ranked.member for ranked in rank_mentors(seeker, people, NOW, "seed", forbidden)]
    expected = [
        person.member
        for person in people
        if person.member not in forbidden | {"asker"}
        and person.taken_this_month + person.open_invitations + 1 <= person.capacity
    ]
    assert sorted(ranked) == sorted(expected)


def standings(seeker: Seeker, people: list[Candidate], seed: str = "seed") -> list[tuple[float, ...]]:
    by_name = {person.member: person for person in people}
    ranked = rank_mentors(seeker, people, NOW, seed)
    return [availability_rank(seeker, by_name[one.member], NOW) for one in ranked]


@given(seekers, candidates)
def test_new_names_change_nothing_but_the_order_of_ties(seeker: Seeker, people: list[Candidate]) -> None:
    others = [person for person in people if person.member != seeker.member]
    renamed = [replace(person, member=f"renamed {person.member}") for person in others]
    assert standings(seeker, renamed) == standings(seeker, others)


@given(seekers, candidates, st.text(max_size=20))
def test_another_seed_changes_nothing_but_the_order_of_ties(seeker: Seeker, people: list[Candidate], seed: str) -> None:
    assert standings(seeker, people, seed) == standings(seeker, people) == sorted(standings(seeker, people))


@given(seekers, candidates)
def test_better_fit_always_comes_first(seeker: Seeker, people: list[Candidate]) -> None:
    fits = [ranked.fit for ranked in rank_mentors(seeker, people, NOW, "seed")]
    assert fits == sorted(fits, reverse=True)


@given(seekers, candidates)
def test_each_kind_of_reason_is_given_once_and_fit_is_explained(seeker: Seeker, people: list[Candidate]) -> None:
    for ranked in rank_mentors(seeker, people, NOW, "seed"):
        given_kinds = [reason.kind for reason in ranked.reasons]
        assert len(given_kinds) == len(set(given_kinds))
        assert (ReasonKind.TOPICS in given_kinds) == (ranked.fit is Fit.TOPIC)
        assert (ranked.fit is Fit.NONE) <= (ReasonKind.WORDS not in given_kinds)


@given(st.integers(0, 200))
def test_ties_are_broken_by_chance_and_not_by_name(number: int) -> None:
    """Over many seeds everyone comes first now and then."""
    people = [replace(SAME, member=name) for name in "abc"]
    firsts = {order(*people, seed=f"{number}-{attempt}")[0] for attempt in range(60)}
    assert firsts == {"a", "b", "c"}


def test_chance_is_the_same_on_every_machine() -> None:
    people = [replace(SAME, member=name) for name in "abcdef"]
    assert order(*people, seed="ask-1") == ["a", "f", "b", "d", "e", "c"]


@given(st.text(st.characters(), max_size=200), st.text(st.characters(), max_size=40))
def test_any_seed_and_any_member_id_can_be_ranked(seed: str, member: str) -> None:
    assume(member != SEEKER.member)
    assert order(replace(SAME, member=member), seed=seed) == [member]
