"""The mentors for a question, in the order in which they should be invited, each with the reasons why."""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

MOST_WORDS_COUNTED = 3
"""Shared words beyond this add nothing, or a long description of oneself would win over everything else."""


class Preference(StrEnum):
    """The kind of mentor that the asker would like to hear from."""

    NO_PREFERENCE = "no_preference"
    SIMILAR_ROLE = "similar_role"
    """Someone like me in role."""
    FURTHER_ALONG = "further_along"
    NEWER = "newer"
    """Reverse mentoring: someone at an earlier stage than mine."""
    OUTSIDE_TEAM = "outside_team"
    SPONSOR = "sponsor"
    """Someone who could speak up for me."""


class CareerStage(StrEnum):
    """A stage of working life; `position` gives the order. About time, not rank."""

    STUDENT = "student"
    EARLY = "early"
    MIDDLE = "middle"
    EXPERIENCED = "experienced"
    SENIOR = "senior"

    @property
    def position(self) -> int:
        """The place in the order, 0 for the earliest stage."""
        return _POSITIONS[self]


_POSITIONS = {stage: position for position, stage in enumerate(CareerStage)}


class MeetingFormat(StrEnum):
    """The way in which the two would talk."""

    WRITING = "writing"
    CALL = "call"
    IN_PERSON = "in_person"


class Fit(IntEnum):
    """The fit of a mentor and a question; more is better."""

    NONE = 0
    WORDS = 1
    """Words of the question are in the mentor's own description."""
    TOPIC = 2
    """The mentor volunteers for a topic of the question."""


class ReasonKind(StrEnum):
    """Why a mentor is suggested; a view makes the sentence."""

    TOPICS = "topics"
    """Volunteers for `topics`."""
    WORDS = "words"
    """Their own description has the stems in `detail`."""
    SIMILAR_ROLE = "similar_role"
    """Their role shares the stems in `detail`."""
    FURTHER_ALONG = "further_along"
    NEWER = "newer"
    COULD_SPONSOR = "could_sponsor"
    ANOTHER_TEAM = "another_team"
    """Works on the team in `detail`."""
    ANOTHER_PLACE = "another_place"
    """Works at the place in `detail`."""
    ANOTHER_STAGE = "another_stage"
    AT_WORK_NOW = "at_work_now"


@dataclass(frozen=True, slots=True)
class MentorReason:
    """One reason as data: topics by id, and other detail as text."""

    kind: ReasonKind
    topics: tuple[int, ...] = ()
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Traits:
    """The traits that are compared. Words are stems; None is not known."""

    member: str
    topics: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()
    team: str | None = None
    place: str | None = None
    stage: CareerStage | None = None
    role_words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seeker(_Traits):
    """The asker, with the question; None is no wish."""

    preference: Preference = Preference.NO_PREFERENCE
    minutes: int | None = None
    meeting_format: MeetingFormat | None = None


@dataclass(frozen=True, slots=True)
class Candidate(_Traits):
    """A mentor who could be invited.

    `capacity` and `taken_this_month` count conversations, `open_invitations` those not answered yet.
    `minutes` is the longest conversation they have time for (None: any); no `formats` means any.
    `last_invited_at` is aware (None: never).
    """

    formats: frozenset[MeetingFormat] = frozenset()
    minutes: int | None = None
    capacity: int = 1
    taken_this_month: int = 0
    open_invitations: int = 0
    last_invited_at: datetime | None = None
    at_work_now: bool = False

    @property
    def has_room(self) -> bool:
        """Whether they could accept one more and every open invitation and stay within their capacity."""
        return self.taken_this_month + self.open_invitations < self.capacity


@dataclass(frozen=True, slots=True)
class Ranked:
    """A mentor in the order of invitation. The reasons are found when they are asked for: few of many are invited."""

    seeker: Seeker
    candidate: Candidate

    @property
    def member(self) -> str:
        """The member who is the mentor."""
        return self.candidate.member

    @property
    def fit(self) -> Fit:
        """How the mentor fits the question."""
        return _fit(self.seeker, self.candidate)

    @property
    def reasons(self) -> tuple[MentorReason, ...]:
        """Every reason for this mentor in the order of its weight; each kind once."""
        return tuple(_reasons(self.seeker, self.candidate))


def rank_mentors(
    seeker: Seeker,
    candidates: Iterable[Candidate],
    now: datetime,
    seed: str,
    forbidden: frozenset[str] = frozenset(),
) -> list[Ranked]:
    """Return everyone who may be invited to this question, best first.

    The order is: fit (topic before words before none; then whether format and minutes agree; then the
    asker's preference; then how many topics and words are shared), reach to another team, place and stage,
    the smaller load against the capacity, longest since invited in whole days, at work now, and last a
    chance that is the same on every machine for the same seed. The seeker, the forbidden and those without
    room are left out. Those with no fit come last: the caller stops before them. `now` is aware.
    """
    ready = [
        candidate
        for candidate in candidates
        if candidate.member != seeker.member and candidate.member not in forbidden and candidate.has_room
    ]
    ready.sort(key=lambda one: (*availability_rank(seeker, one, now), _chance(seed, one.member), one.member))
    return [Ranked(seeker, candidate) for candidate in ready]


def availability_rank(seeker: Seeker, candidate: Candidate, now: datetime) -> tuple[float, ...]:
    """Return everything in the order but chance, smaller is earlier. It does not depend on who they are."""
    return (
        -_fit(seeker, candidate),
        -_practical(seeker, candidate),
        -bool(_preferred(seeker, candidate)),
        -len(seeker.topics & candidate.topics),
        -min(len(seeker.words & candidate.words), MOST_WORDS_COUNTED),
        -_reach(seeker, candidate),
        (candidate.taken_this_month + candidate.open_invitations) / candidate.capacity,
        -_days_since_invited(candidate, now),
        -candidate.at_work_now,
    )


def _fit(seeker: Seeker, candidate: Candidate) -> Fit:
    if not seeker.topics.isdisjoint(candidate.topics):
        return Fit.TOPIC
    return Fit.NONE if seeker.words.isdisjoint(candidate.words) else Fit.WORDS


def _practical(seeker: Seeker, candidate: Candidate) -> int:
    """Count which of format and minutes agree. To meet in person takes the same place, where both are known."""
    wish = seeker.meeting_format
    apart = wish is MeetingFormat.IN_PERSON and _difference(seeker.place, candidate.place) == _DIFFERENT
    format_agrees = wish is None or ((not candidate.formats or wish in candidate.formats) and not apart)
    minutes_agree = seeker.minutes is None or candidate.minutes is None or seeker.minutes <= candidate.minutes
    return format_agrees + minutes_agree


def _preferred(seeker: Seeker, candidate: Candidate) -> MentorReason | None:
    """Return the reason by which a mentor meets the asker's preference; None without a wish or one not met."""
    if seeker.preference is Preference.NO_PREFERENCE:
        return None
    steps = _steps_further(seeker, candidate)
    match seeker.preference:
        case Preference.SIMILAR_ROLE if shared := seeker.role_words & candidate.role_words:
            return MentorReason(ReasonKind.SIMILAR_ROLE, detail=tuple(sorted(shared)))
        case Preference.FURTHER_ALONG if steps is not None and steps > 0:
            return MentorReason(ReasonKind.FURTHER_ALONG)
        case Preference.NEWER if steps is not None and steps < 0:
            return MentorReason(ReasonKind.NEWER)
        case Preference.OUTSIDE_TEAM if _difference(seeker.team, candidate.team) == _DIFFERENT:
            return _from_another_team(candidate)
        case Preference.SPONSOR if _could_sponsor(candidate, steps):
            return MentorReason(ReasonKind.COULD_SPONSOR)
    return None


def _steps_further(seeker: Seeker, candidate: Candidate) -> int | None:
    if seeker.stage is None or candidate.stage is None:
        return None
    return candidate.stage.position - seeker.stage.position


def _could_sponsor(candidate: Candidate, steps: int | None) -> bool:
    """Return whether a mentor is experienced or senior, and not at an earlier stage than the asker."""
    return candidate.stage in (CareerStage.EXPERIENCED, CareerStage.SENIOR) and (steps is None or steps >= 0)


_SAME, _UNKNOWN, _DIFFERENT = 0, 1, 2


def _difference(ours: object | None, theirs: object | None) -> int:
    """Return _UNKNOWN between same and different, so that keeping one's team to oneself costs little."""
    if ours is None or theirs is None:
        return _UNKNOWN
    return _SAME if ours == theirs else _DIFFERENT


def _reach(seeker: Seeker, candidate: Candidate) -> int:
    """Return the distance of a mentor from the seeker: team, place (unless they meet in person) and stage."""
    place = 0 if seeker.meeting_format is MeetingFormat.IN_PERSON else _difference(seeker.place, candidate.place)
    return _difference(seeker.team, candidate.team) + place + _difference(seeker.stage, candidate.stage)


def _days_since_invited(candidate: Candidate, now: datetime) -> float:
    """Return whole days, so that hours and chance have a say among those of the same day; never is longest."""
    if candidate.last_invited_at is None:
        return float("inf")
    return max(0, (now - candidate.last_invited_at) // timedelta(days=1))


def _chance(seed: str, member: str) -> bytes:
    return hmac.digest(seed.encode("utf-8", "surrogatepass"), member.encode("utf-8", "surrogatepass"), "sha256")


def _from_another_team(candidate: Candidate) -> MentorReason:
    return MentorReason(ReasonKind.ANOTHER_TEAM, detail=(candidate.team or "",))


def _reasons(seeker: Seeker, candidate: Candidate) -> Iterator[MentorReason]:
    if topics := seeker.topics & candidate.topics:
        yield MentorReason(ReasonKind.TOPICS, topics=tuple(sorted(topics)))
    if shared := seeker.words & candidate.words:
        yield MentorReason(ReasonKind.WORDS, detail=tuple(sorted(shared)))
    if preferred := _preferred(seeker, candidate):
        yield preferred
    yield from (reason for reason in _reasons_of_reach(seeker, candidate) if reason != preferred)
    if candidate.at_work_now:
        yield MentorReason(ReasonKind.AT_WORK_NOW)


def _reasons_of_reach(seeker: Seeker, candidate: Candidate) -> Iterator[MentorReason]:
    if _difference(seeker.team, candidate.team) == _DIFFERENT:
        yield _from_another_team(candidate)
    if _difference(seeker.place, candidate.place) == _DIFFERENT:
        yield MentorReason(ReasonKind.ANOTHER_PLACE, detail=(candidate.place or "",))
    stage_said = seeker.preference in (Preference.FURTHER_ALONG, Preference.NEWER)
    if _difference(seeker.stage, candidate.stage) == _DIFFERENT and not stage_said:
        yield MentorReason(ReasonKind.ANOTHER_STAGE)
