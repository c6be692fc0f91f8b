"""The rules of pairings, without I/O: states and their transitions, limits and spans."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.profiles.working_hours import next_working_moment, working_day_before

SHORTEST_NOTICE = timedelta(hours=2)
"""A notice waits for its reader's working hours only if this much is left then to answer it."""
NOTICES_AT_ONCE = 100
"""Notices written in one transaction, which others wait for on SQLite."""
PAUSE_AT_MOST = timedelta(days=366)
MEETS_WITHIN = timedelta(days=28)
"""The time that a group has at most, where rounds are further apart."""
NUDGED_FROM = timedelta(days=6)
"""A group that has less time than this gets no word midway, only the question at the end."""
MEETS_AT_LEAST = timedelta(days=2)
"""The time that a round lasts at least, however soon the next one is announced."""
RUNS_AGAIN_AFTER = timedelta(days=7)
"""*Run now* is for a channel that has had no round for a week: who sees many in a row sees who never meets whom."""
SILENT_GROUPS = 3
"""Groups in a row in which nobody pressed anything, until we ask their members whether they would like to go on."""
DAYS_TO_GO_ON = 3
"""Working days that they have to answer that."""
FADES_AFTER = timedelta(days=3)
"""The time that the question whether they met stands, at least."""
WAITS_FOR_HOURS = timedelta(hours=24)
"""The time that an introduction waits at most for a moment when all of its readers are at work."""
COUNTS_FROM = 5
"""Organizers see no count of fewer people than these: it could point at a person."""
NAME_LIMIT = 60
PLACE_LIMIT = 60

LUNCH_AT = time(12)
PROPOSED_AT = time(9)
"""The hour when people are asked, on the working day before their lunch."""
ANSWERED_AT = time(16)
"""The hour by which they answer on that day."""
TIME_TO_ANSWER = timedelta(minutes=20)
"""Nobody has to answer sooner than this."""
SECOND_ANSWER_BEFORE = timedelta(minutes=75)
POOL_CLOSES_BEFORE = timedelta(minutes=60)
"""The last groups are made then, and the pool of today closes: eleven o'clock."""
LAST_ANSWER_BEFORE = timedelta(minutes=25)
SILENT_AFTER = 3
"""Proposals in a row that somebody leaves unanswered, until we ask no more."""
LUNCH_OPENS_BEFORE = timedelta(hours=1)
"""Those of a lunch are told then that their conversation has not opened, so that they find each other without it."""
SHORT_OUTAGE = timedelta(minutes=10)
"""A conversation is waited for so long in any case: the last yes may come late, and Slack be back soon."""
LUNCH_ASKED_AFTER = timedelta(hours=2)
"""Those who had lunch are asked then whether they met."""
REMATCH_WAIT = timedelta(minutes=5)
"""The time that somebody who became free waits for others who do, before they are matched again."""


class ProgrammeKind(StrEnum):
    """What recurs."""

    COFFEE = "coffee"
    LUNCH = "lunch"


class JoinMode(StrEnum):
    """Who is in a channel's random coffee."""

    EVERYONE = "everyone"
    """The channel's members, until they say otherwise."""
    WHO_JOINS = "who_joins"
    """Only who asked to be."""


class RoundState(StrEnum):
    """Where a round is."""

    OPEN = "open"
    """Announced; its groups are not decided yet. A lunch round stays open until lunch."""
    DECIDED = "decided"
    CLOSED = "closed"
    CALLED_OFF = "called_off"
    """Its channel is gone, or its programme was paused or ended."""


class GroupState(StrEnum):
    """Where a group is."""

    PROPOSED = "proposed"
    """Each of them has been asked, alone, whether they would like to."""
    DECIDED = "decided"
    """They will be introduced."""
    OPENING = "opening"
    """Their introduction is on its way: nobody knows yet whether it arrives."""
    UNOPENED = "unopened"
    """Their conversation could not be opened; each of them is told so, and may write to the others by themselves."""
    INTRODUCED = "introduced"
    MET = "met"
    DID_NOT_HAPPEN = "did_not_happen"
    STEPPED_BACK = "stepped_back"
    FADED = "faded"
    """Nobody said whether they met."""
    DISSOLVED = "dissolved"
    """Too few were left of them."""


class LunchAnswer(StrEnum):
    """A member's answer to a proposal, or their part in a group that was not proposed."""

    WAITING = "waiting"
    """Asked, and not answered yet."""
    IN = "in"
    OUT = "out"
    """They said no, dropped out or left; only they know which."""
    LAPSED = "lapsed"
    """They did not answer in time."""
    UNREACHED = "unreached"
    """They were never asked: the question could not be brought to them. That is no answer, and no silence."""


class SearchResult(StrEnum):
    """The truth for somebody for whom nobody was found in a round of lunch."""

    THAT_DAY = "that_day"
    """They knew that we looked: they had asked, or somebody proposed to them was lost."""
    THAT_WEEK = "that_week"
    """They had heard nothing all week."""


class GroupOffReason(StrEnum):
    """The reason for which a round was called off."""

    CHANNEL_GONE = "channel_gone"
    PAUSED = "paused"
    ENDED = "ended"
    MISSED = "missed"


class CheckIn(StrEnum):
    """The last question to a group in its conversation, and *Not yet* if it said so."""

    NUDGED = "nudged"
    """A word midway."""
    ASKED = "asked"
    """Did you meet?"""
    ASKS_AGAIN = "asks_again"
    """*Not yet*, and the question is still to come."""
    ASKS_NO_MORE = "asks_no_more"
    """*Not yet*, and nothing is asked any more."""


class GoingOn(StrEnum):
    """The state of the question to a member who never pressed anything, whether they would like to go on."""

    ASKED = "asked"
    ANSWERED = "answered"
    """By choosing something, or by what they said to another group."""
    SILENT = "silent"
    """They did not answer, and are paused."""


ROUND_MOVES: Mapping[RoundState, frozenset[RoundState]] = {
    RoundState.OPEN: frozenset({RoundState.DECIDED, RoundState.CLOSED, RoundState.CALLED_OFF}),
    RoundState.DECIDED: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset(),
    RoundState.CALLED_OFF: frozenset(),
}

GROUP_MOVES: Mapping[GroupState, frozenset[GroupState]] = {
    GroupState.PROPOSED: frozenset({GroupState.DECIDED, GroupState.DISSOLVED}),
    GroupState.DECIDED: frozenset({GroupState.OPENING, GroupState.DISSOLVED}),
    GroupState.OPENING: frozenset({GroupState.INTRODUCED, GroupState.UNOPENED, GroupState.DISSOLVED}),
    # A letter that was given up may arrive all the same; and one of them may turn out to be out of reach.
    GroupState.UNOPENED: frozenset({GroupState.INTRODUCED, GroupState.DISSOLVED}),
    GroupState.INTRODUCED: frozenset(
        {
            GroupState.MET,
            GroupState.DID_NOT_HAPPEN,
            GroupState.STEPPED_BACK,
            GroupState.FADED,
            GroupState.DISSOLVED,
        }
    ),
    GroupState.MET: frozenset({GroupState.STEPPED_BACK}),
    GroupState.DID_NOT_HAPPEN: frozenset({GroupState.MET, GroupState.STEPPED_BACK}),
    GroupState.STEPPED_BACK: frozenset(),
    GroupState.FADED: frozenset({GroupState.MET, GroupState.DID_NOT_HAPPEN, GroupState.STEPPED_BACK}),
    GroupState.DISSOLVED: frozenset(),
}


STILL_TO_MEET = (
    GroupState.PROPOSED,
    GroupState.DECIDED,
    GroupState.OPENING,
    GroupState.UNOPENED,
    GroupState.INTRODUCED,
)
"""The states of a group that has not met: who of it goes away is missed by the others."""
CAME_TO_ITS_END = (GroupState.MET, GroupState.DID_NOT_HAPPEN, GroupState.STEPPED_BACK, GroupState.FADED)
"""The states of a group in which nothing is left to skip."""
LIVE = (*STILL_TO_MEET, GroupState.MET)
"""The states of a group that is on its way: its people are not free for another one of the same round."""
KNOW_EACH_OTHER = (GroupState.UNOPENED, GroupState.INTRODUCED)
"""The states of a group whose people have read who they are, in their introduction or because it never opened."""
PRESENT = (LunchAnswer.WAITING, LunchAnswer.IN)
"""The answers of those who are still in their group."""
SAYS_NOTHING = (LunchAnswer.WAITING, LunchAnswer.LAPSED)
"""The readable answers of a seat while only the encryption key tells what was answered."""


def notice_before(meets_at: datetime, zone: str) -> datetime:
    """Return when a round is announced: one working day before it, so that everybody can skip it."""
    return working_day_before(ZoneInfo(zone), meets_at)


def still_makes_sense(now: datetime, meets_at: datetime, ends_at: datetime) -> bool:
    """Return True when introductions that come late leave people at least half of their time."""
    return now < meets_at + (ends_at - meets_at) / 2


def nudged_at(introduced: datetime, ends_at: datetime, zone: tzinfo) -> datetime | None:
    """Return when a group is reminded of itself: midway, in working hours, if that is before it is asked."""
    span = ends_at - introduced
    midway = next_working_moment(zone, introduced + span / 2)
    return midway if span >= NUDGED_FROM and midway < asked_at(introduced, ends_at, zone) else None


def asked_at(introduced: datetime, ends_at: datetime, zone: tzinfo) -> datetime:
    """Return when a group is asked whether it met: two working days before the end, but not before the next day."""
    two_before = working_day_before(zone, working_day_before(zone, ends_at))
    return max(two_before, next_working_moment(zone, introduced + timedelta(days=1)))


def lunch_given_up_at(meets_at: datetime, agreed_at: datetime) -> datetime:
    """Return until when a conversation about an agreed lunch is waited for: while it leaves time for lunch."""
    return min(meets_at, max(meets_at - LUNCH_OPENS_BEFORE, agreed_at + SHORT_OUTAGE))
