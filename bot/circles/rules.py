"""Rules of circles without I/O: states and their transitions, limits and spans."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.cadence import Cadence, Recurs
from bot.profiles.working_hours import LAST_HOUR, working_day_before
from bot.prompts.library import Section

NAME_LIMIT = 60
PLACE_LIMIT = 200
"""A call link fits into it."""
ABOUT_LIMIT = 300
TOPIC_LIMIT = 200
REFLECTION_LIMIT = 500
PART_LIMIT = 80
PARTS_AT_MOST = 12
MINUTES_AT_MOST = 600
"""A meeting is over on the day on which it begins, or soon after."""
CADENCE_LIMIT = 3_000
"""Slack's limit for a field; a rhythm that was moved fifty times fits into it."""
LENGTHS = (30, 45, 60, 75, 90, 120, 150, 180, 210, 240)
QUORUMS = range(2, 9)
SEATS = (6, 8, 10, 12, 15, 20, 30)
TABLE_SIZES = (4, 5, 6)
OPEN_TOPICS_EACH = 5
"""Topics that one member may have waiting in one circle."""
TOPICS_SHOWN = 10
"""Topics that an announcement lists; the agenda shows all."""
TOPICS_IN_A_FORM = 40
"""Slack allows 100 blocks in a form, and a topic takes two; topics of one's own are shown beyond these."""
TAKEAWAYS_SHOWN = 20
"""Slack allows 50 blocks in a message."""
AGENDA_IS_THIN = 2
"""With fewer topics than these, prompts are offered."""
PROMPTS_OFFERED = 2
NAMES_SHOWN = 12
"""Of those who come, so many are named; more are counted."""
MEMBERS_AT_ONCE = 80
"""Members who are written to in one transaction, which others wait for on SQLite."""
REMINDED_IN_VAIN = 3
"""After so many reminders of one meeting that could not be delivered, a member gets no more of them."""
PLACES_AT_ONCE = 10
"""Places that are given, or taken back from who has left the workspace, in one transaction."""
NEWS_SHOWN = 3
"""So many of the latest changes of a meeting are kept true where they were told."""

WORKING_DAYS_BEFORE = 5
"""An announcement comes a working week before its meeting, so that there is time to add a topic;"""
WORKING_DAYS_BEFORE_WEEKLY = 2
"""for a circle that meets every week it comes two days before."""
HOUR_BEFORE = timedelta(hours=1)
READ_BEFORE = timedelta(hours=1)
"""Who is in a circle's channel is read anew before a meeting is announced, for who is out of it is told no more,"""
READ_EVERY = timedelta(days=7)
"""and once a week: Slack may not have told us of somebody who was put out."""
PUBLISHED_EVERY = timedelta(minutes=5)
"""New topics and votes appear together at the next full five minutes: nobody can tell from the minute who it was."""
SUMMARY_CHANGES_FOR = timedelta(days=28)
"""Letters are kept for 30 days; for some days less than that a summary takes up what people add to it."""
NEWS_FOR = timedelta(days=7)
"""For so long a change is still told to whom it was not told at once, for nothing was running."""
DECIDED_BEFORE = timedelta(hours=2)
"""By when it is known whether a meeting below its quorum goes ahead."""
TIME_TO_SAY = timedelta(hours=2)
"""Whether a meeting goes ahead is asked only if there is this much time to say so."""
BY_DAY_FROM, BY_DAY_UNTIL = time(9), time(20)
"""Nobody looks outside these hours whether a meeting is on."""
SHORTEST_NOTICE = timedelta(hours=2)
"""A reminder waits for its reader's working hours only if this much is left then before the meeting."""
MOVED_BY = timedelta(days=7)
MOVED_BY_LESS = timedelta(days=2)
"""Where the next meeting is a week away."""
ROOM_BEFORE_NEXT = timedelta(days=3)
"""A meeting is moved to a day that leaves at least this much before the next one."""
NOTICE_OF_NEXT = timedelta(days=1)
"""Whoever moves a meeting leaves the next one at least this much to be announced in, which is done after it."""
MOVED_BY_AT_MOST = timedelta(days=366)
"""A typing error in a year should be told."""
TABLES_BEFORE = timedelta(minutes=10)
"""When a big circle is seated at tables, before it begins."""
TABLES_FROM = 9
"""Up to eight people talk at one table (the talk's small peer group; circles work best at four to six)."""
HOST_ASKED_FOR = 1
"""Working days after which somebody else is asked to host, where who was asked has said nothing."""


class CircleKind(StrEnum):
    """Kind of a circle. It decides what the form begins with and which prompts are offered."""

    COFFEE_KLATCH = "coffee_klatch"
    RESEARCH_SUPPORT_GROUP = "research_support_group"
    MINI_RETREAT = "mini_retreat"
    """Half a day with an agenda of timed parts."""
    OF_ITS_OWN = "of_its_own"


PROMPT_SECTIONS: Mapping[CircleKind, tuple[Section, ...]] = {
    CircleKind.COFFEE_KLATCH: (Section.QUESTIONS_FOR_A_KLATCH, Section.VALUES, Section.REFLECTION),
    CircleKind.RESEARCH_SUPPORT_GROUP: (Section.RESEARCH_LIFE, Section.VALUES, Section.QUESTIONS_FOR_A_KLATCH),
    CircleKind.MINI_RETREAT: (Section.VALUES, Section.QUESTIONS_FOR_A_KLATCH, Section.REFLECTION),
    CircleKind.OF_ITS_OWN: (Section.QUESTIONS_FOR_A_KLATCH, Section.VALUES, Section.REFLECTION),
}
"""Where the prompts of an announcement come from, the first section first.

One section is too small for a year of weekly meetings; reflection comes last, for summaries draw on it too.
"""


class Belonging(StrEnum):
    """Status of a member in a circle."""

    IN = "in"
    WAITING = "waiting"
    """The circle is full: they have a place as soon as one is free."""
    OUT = "out"


class Reminder(StrEnum):
    """When a member is reminded of a meeting, beside the announcement in the channel."""

    CHANNEL_ONLY = "channel_only"
    WHEN_ANNOUNCED = "when_announced"
    DAY_BEFORE = "day_before"
    HOUR_BEFORE = "hour_before"


class Coming(StrEnum):
    """Answer of a member to a meeting."""

    IN = "in"
    MAYBE = "maybe"
    NOT_THIS_TIME = "not_this_time"


class MeetingState(StrEnum):
    """State of a meeting."""

    ANNOUNCED = "announced"
    IN_QUESTION = "in_question"
    """Too few come: the members are asked whether to move it or to go ahead."""
    OVER = "over"
    CALLED_OFF = "called_off"
    MISSED = "missed"
    """Klatch was not running when it should have been announced."""


class MeetingOffReason(StrEnum):
    """Reason why a meeting does not happen, or a circle does not run."""

    NOBODY_SPOKE = "nobody_spoke"
    """Too few came, and nobody said what they would like instead."""
    NO_OTHER_DAY = "no_other_day"
    """Another day was wished for, and there is none before the next meeting."""
    CALLED_OFF = "called_off"
    PAUSED = "paused"
    ENDED = "ended"
    CHANNEL_GONE = "channel_gone"
    NOT_THEIR_CHANNEL = "not_their_channel"
    """Who started the circle is not in its private channel: it ended before anybody heard of it."""


class TopicState(StrEnum):
    """State of a suggested topic."""

    WAITING = "waiting"
    """It is on the agenda of the next meeting."""
    TALKED_ABOUT = "talked_about"
    TAKEN_BACK = "taken_back"


class MeetingWish(StrEnum):
    """Wish of a member when too few come."""

    GO_AHEAD = "go_ahead"
    MOVE = "move"


MEETING_MOVES: Mapping[MeetingState, frozenset[MeetingState]] = {
    MeetingState.ANNOUNCED: frozenset({MeetingState.IN_QUESTION, MeetingState.OVER, MeetingState.CALLED_OFF}),
    MeetingState.IN_QUESTION: frozenset({MeetingState.ANNOUNCED, MeetingState.OVER, MeetingState.CALLED_OFF}),
    MeetingState.OVER: frozenset(),
    MeetingState.CALLED_OFF: frozenset(),
    MeetingState.MISSED: frozenset(),
}

TOPIC_MOVES: Mapping[TopicState, frozenset[TopicState]] = {
    TopicState.WAITING: frozenset({TopicState.TALKED_ABOUT, TopicState.TAKEN_BACK}),
    TopicState.TALKED_ABOUT: frozenset({TopicState.WAITING}),
    TopicState.TAKEN_BACK: frozenset(),
}

TO_COME = (MeetingState.ANNOUNCED, MeetingState.IN_QUESTION)
"""The states of a meeting that people can still answer."""


def announced_at(starts_at: datetime, cadence: Cadence) -> datetime:
    """Return when a meeting is announced: some working days before it, at its own hour moved into working hours."""
    days = WORKING_DAYS_BEFORE_WEEKLY if cadence.recurs is Recurs.EVERY_WEEK else WORKING_DAYS_BEFORE
    instant = starts_at
    for _ in range(days):
        instant = working_day_before(ZoneInfo(cadence.zone), instant)
    return instant


def reminded_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the quorum is counted, and who likes it the day before is reminded: one working day before."""
    return working_day_before(zone, starts_at)


def decided_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Return by when a meeting in question is decided: two hours before it, or on an evening before."""
    local = (starts_at - DECIDED_BEFORE).astimezone(zone)
    if BY_DAY_FROM <= local.time() < BY_DAY_UNTIL:
        return local.astimezone(UTC)
    if local.time() >= BY_DAY_UNTIL:
        return local.replace(hour=LAST_HOUR.hour, minute=0).astimezone(UTC)
    return working_day_before(zone, local.replace(hour=LAST_HOUR.hour, minute=0))


def may_be_asked(now: datetime, starts_at: datetime, zone: ZoneInfo) -> bool:
    """Return whether there is time left to ask whether a meeting below its quorum goes ahead."""
    return decided_at(starts_at, zone) - now >= TIME_TO_SAY


def closes_at(starts_at: datetime) -> datetime:
    """Return when the summary of a meeting takes up no more."""
    return starts_at + SUMMARY_CHANGES_FOR


def published_at(now: datetime) -> datetime:
    """Return the next full five minutes, when what is new on an agenda is published."""
    step = PUBLISHED_EVERY.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // step + 1) * step, now.tzinfo)
