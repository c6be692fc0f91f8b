"""The input of a round of introductions, and the groups that come out of it: plain data, for pairs and for groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.matching.asks.mentors import CareerStage

SMALLEST_GROUP = 2
LARGEST_GROUP = 5
HALF_HOURS = 48
"""Half hours of a day in UTC, the first from 00:00 to 00:30."""
ANY_WAY = frozenset({"any"})
"""The way to meet of people who did not choose one."""

Two = frozenset[str]
"""Two people by their keys: an unordered pair, who need not be matched."""


class Reach(StrEnum):
    """The reach of introductions, which an organizer chooses. Background is no choice, and nobody can match on it."""

    FAR = "far"
    """Another team, another place, another stage of working life: as far as possible."""
    TEAMS = "teams"
    """Another team; the place and the stage do not matter."""
    LOCAL = "local"
    """Another team in the same place: go local first."""
    CHANCE = "chance"
    """Chance alone, once repeats are avoided."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone to be introduced. What is empty or None is not known, and counts neither as alike nor as different.

    The names of the fields are in the records of decisions in the database.
    """

    key: str
    team: str = ""
    place: str = ""
    stage: CareerStage | None = None
    topics: frozenset[str] = frozenset()
    """The topics that they would like to talk about."""
    values: frozenset[str] = frozenset()
    """The values that matter to them at work."""
    hours: int = 0
    """The half hours of a day in UTC when they are at work, as bits: bit 0 is 00:00 to 00:30. 0 is not known."""
    ways: frozenset[str] = ANY_WAY
    """The ways in which they would meet; only people with a way in common are put together."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Constraints that are never broken, and the choices of an organizer."""

    size: int = SMALLEST_GROUP
    """People in a group, 2 to 5. What does not divide makes some groups one larger or smaller; pairs, one trio."""
    reach: Reach = Reach.FAR
    apart: frozenset[Two] = frozenset()
    """Twos who are never put together."""
    taken: frozenset[str] = frozenset()
    """People who are in a group already, and are left out of this round."""


@dataclass(frozen=True, slots=True)
class Past:
    """The history of earlier rounds."""

    met: Mapping[Two, int] = field(default_factory=dict)
    """The number of rounds since two people were last in one group: 1 is the round before this one."""
    thirds: Mapping[str, int] = field(default_factory=dict)
    """The number of times that someone was in a trio when the others were in pairs."""


@dataclass(frozen=True, slots=True)
class RoundInput:
    """Everything that decides a round. The same input gives the same groups on any machine."""

    people: tuple[Person, ...]
    rules: Rules = Rules()
    past: Past = Past()
    seed: str = ""


class Because(StrEnum):
    """Why these people; a view makes the sentence."""

    ANOTHER_TEAM = "another_team"
    """They work on different teams."""
    ANOTHER_PLACE = "another_place"
    ANOTHER_STAGE = "another_stage"
    TOPICS = "topics"
    """They would all like to talk about the topics in `detail`."""
    VALUES = "values"
    """The values in `detail` matter to all of them."""
    HOURS = "hours"
    """They share working hours: `detail` has the number of half hours."""
    NEW_TO_EACH_OTHER = "new_to_each_other"
    """No two of them were in one group before."""
    LONGEST_AGO = "longest_ago"
    """Some met before, as long ago as could be: `detail` has the least number of rounds."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason as data."""

    because: Because
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchedGroup:
    """People to be introduced to each other, in the order of their keys, and why."""

    members: tuple[str, ...]
    reasons: tuple[Reason, ...]


class Why(StrEnum):
    """Why somebody is in no group."""

    ALONE = "alone"
    """Nobody else was there."""
    TAKEN = "taken"
    """They are in a group already."""
    NO_COMMON_WAY = "no_common_way"
    """Nobody who was there would meet in a way that they would."""
    KEPT_APART = "kept_apart"
    """Everyone who was there for them is someone they are kept apart from."""
    LEFT_OVER = "left_over"
    """There were people for them, but all of those are in groups that they cannot join."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who could not be placed, and why."""

    key: str
    why: Why


@dataclass(frozen=True, slots=True)
class Groups:
    """The decision: everyone who was there is in one group, or left out with the reason."""

    groups: tuple[MatchedGroup, ...]
    left_out: tuple[LeftOut, ...]
    cost: int
    """The cost of all groups, as `bot.matching.costs.costs` counts; less is better."""
    bound: float | None
    """Nothing costs less that places as many people in groups of these sizes; None where that was not proved."""
