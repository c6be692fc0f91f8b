"""Who is invited to a question before whom, and why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.matching.asks.mentors import (
    Candidate,
    CareerStage,
    MeetingFormat,
    MentorReason,
    Preference,
    Ranked,
    ReasonKind,
    Seeker,
    rank_mentors,
)
from tests.matching.people import NOW, SAME, SEEKER


def order(*people: Candidate, seeker: Seeker = SEEKER, seed: str = "ask-1") -> list[str]:
    return [ranked.member for ranked in rank_mentors(seeker, people, NOW, seed)]


def only(candidate: Candidate, seeker: Seeker = SEEKER) -> Ranked:
    (ranked,) = rank_mentors(seeker, [candidate], NOW, "ask-1")
    return ranked


def kinds(candidate: Candidate, seeker: Seeker = SEEKER) -> list[ReasonKind]:
    return [reason.kind for reason in only(candidate, seeker).reasons]


BETTER_FIRST = {
    "a topic before any words": (
        replace(SAME, topics=frozenset({2})),
        replace(SAME, topics=frozenset(), words=SEEKER.words, team="Archives", place="Branch"),
    ),
    "words before nothing": (
        replace(SAME, topics=frozenset(), words=frozenset({"grant"})),
        replace(SAME, topics=frozenset({9}), words=frozenset({"code"}), team="Archives"),
    ),
    "the wished format before another": (
        replace(SAME, formats=frozenset({MeetingFormat.CALL})),
        replace(SAME, formats=frozenset({MeetingFormat.WRITING}), team="Archives"),
    ),
    "enough minutes before too few": (replace(SAME, minutes=30), replace(SAME, minutes=15, team="Archives")),
    "two topics before one": (
        replace(SAME, topics=frozenset({1, 2})),
        replace(SAME, team="Archives"),
    ),
    "topic and words before the topic alone": (
        replace(SAME, words=frozenset({"grant"})),
        replace(SAME, team="Archives"),
    ),
    "more reach after three words than a fourth word": (
        replace(SAME, words=frozenset({"grant", "budget", "funder"}), team="Archives"),
        replace(SAME, words=SEEKER.words),
    ),
    "another team before less load": (
        replace(SAME, team="Archives", taken_this_month=3),
        replace(SAME, taken_this_month=0),
    ),
    "another stage before the same": (replace(SAME, stage=CareerStage.STUDENT), SAME),
    "another place before the same": (replace(SAME, place="Branch"), SAME),
    "a team not known before the same team": (replace(SAME, team=None), SAME),
    "another team before one not known": (replace(SAME, team="Archives"), replace(SAME, team=None)),
    "less load for their capacity before longer since invited": (
        replace(SAME, capacity=10, taken_this_month=2, last_invited_at=NOW),
        replace(SAME, capacity=4, taken_this_month=1),
    ),
    "never invited before long ago": (
        SAME,
        replace(SAME, last_invited_at=NOW - timedelta(days=900), at_work_now=True),
    ),
    "longer ago before at work now": (
        replace(SAME, last_invited_at=NOW - timedelta(days=3)),
        replace(SAME, last_invited_at=NOW - timedelta(days=2), at_work_now=True),
    ),
    "at work now before away, though another machine's clock invited them in the future": (
        replace(SAME, last_invited_at=NOW + timedelta(hours=1), at_work_now=True),
        replace(SAME, last_invited_at=NOW),
    ),
    "at work now before away, on the same day": (
        replace(SAME, last_invited_at=NOW - timedelta(hours=49), at_work_now=True),
        replace(SAME, last_invited_at=NOW - timedelta(hours=70)),
    ),
}


@pytest.mark.parametrize("rule", BETTER_FIRST)
@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_the_better_one_comes_first(rule: str, names: tuple[str, str]) -> None:
    better, other = (replace(person, member=name) for person, name in zip(BETTER_FIRST[rule], names, strict=True))
    assert order(other, better) == [better.member, other.member]


PREFERRED = {
    Preference.SIMILAR_ROLE: (
        replace(SAME, role_words=frozenset({"librarian", "music"})),
        ReasonKind.SIMILAR_ROLE,
    ),
    Preference.FURTHER_ALONG: (replace(SAME, stage=CareerStage.EXPERIENCED), ReasonKind.FURTHER_ALONG),
    Preference.NEWER: (replace(SAME, stage=CareerStage.STUDENT), ReasonKind.NEWER),
    Preference.OUTSIDE_TEAM: (replace(SAME, team="Archives"), ReasonKind.ANOTHER_TEAM),
    Preference.SPONSOR: (replace(SAME, stage=CareerStage.SENIOR), ReasonKind.COULD_SPONSOR),
}


@pytest.mark.parametrize("preference", PREFERRED)
def test_whom_the_asker_would_like_to_hear_from_comes_before_more_topics(preference: Preference) -> None:
    preferred, kind = PREFERRED[preference]
    seeker = replace(SEEKER, preference=preference)
    other = replace(SAME, member="other", topics=SEEKER.topics, words=SEEKER.words, place="Branch")
    assert order(other, preferred, seeker=seeker) == ["same", "other"]
    assert kind in kinds(preferred, seeker)
    assert kind not in kinds(other, seeker)


@pytest.mark.parametrize("preference", [Preference.FURTHER_ALONG, Preference.NEWER])
@pytest.mark.parametrize("stage", [None, CareerStage.MIDDLE])
def test_a_stage_not_known_or_the_same_is_neither_further_nor_newer(
    preference: Preference, stage: CareerStage | None
) -> None:
    assert kinds(replace(SAME, stage=stage), replace(SEEKER, preference=preference)) == [ReasonKind.TOPICS]


def test_nobody_at_an_earlier_stage_is_put_forward_as_a_sponsor() -> None:
    seeker = replace(SEEKER, stage=CareerStage.SENIOR, preference=Preference.SPONSOR)
    assert ReasonKind.COULD_SPONSOR not in kinds(replace(SAME, stage=CareerStage.EXPERIENCED), seeker)
    assert ReasonKind.COULD_SPONSOR in kinds(replace(SAME, stage=CareerStage.SENIOR), seeker)


def test_to_meet_in_person_the_same_place_comes_first() -> None:
    seeker = replace(SEEKER, meeting_format=MeetingFormat.IN_PERSON)
    far = replace(SAME, member="far", place="Branch", team="Archives")
    assert order(far, SAME, seeker=seeker) == ["same", "far"]


def test_stages_are_in_the_order_of_a_working_life() -> None:
    assert [stage.position for stage in CareerStage] == [0, 1, 2, 3, 4]


def test_every_reason_is_data_that_a_view_can_say() -> None:
    mentor = replace(
        SAME,
        topics=frozenset({2, 1, 7}),
        words=frozenset({"grant", "budget", "code"}),
        team="Archives",
        place="Branch",
        stage=CareerStage.SENIOR,
        at_work_now=True,
    )
    assert only(mentor).reasons == (
        MentorReason(ReasonKind.TOPICS, topics=(1, 2)),
        MentorReason(ReasonKind.WORDS, detail=("budget", "grant")),
        MentorReason(ReasonKind.ANOTHER_TEAM, detail=("Archives",)),
        MentorReason(ReasonKind.ANOTHER_PLACE, detail=("Branch",)),
        MentorReason(ReasonKind.ANOTHER_STAGE),
        MentorReason(ReasonKind.AT_WORK_NOW),
    )


def test_whoever_could_go_over_capacity_by_saying_yes_to_everything_is_not_invited() -> None:
    assert order(replace(SAME, capacity=3, taken_this_month=1, open_invitations=1)) == ["same"]
    assert order(replace(SAME, capacity=3, taken_this_month=1, open_invitations=2)) == []
    assert order(replace(SAME, capacity=0)) == []
