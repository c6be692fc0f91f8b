"""What decides in circles, without I/O: states and their transitions, limits and spans."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.agenda.cadence import Cadence, Recurs
from bot.people.hours import at_work, next_working_moment, working_day_before

NAME_LIMIT = 60
PLACE_LIMIT = 200
"""A call link fits into it."""
ABOUT_LIMIT = 300
TOPIC_LIMIT = 200
REFLECTION_LIMIT = 500
PART_LIMIT = 80
PARTS_AT_MOST = 12
OPEN_TOPICS_EACH = 5
"""Topics that one member may have waiting in one circle."""
TOPICS_SHOWN = 10
"""Topics that an announcement lists; the agenda shows all."""
AGENDA_IS_THIN = 2
"""With fewer topics than these, prompts are offered."""
PROMPTS_OFFERED = 2
NAMES_SHOWN = 12
"""How many of those who come are named; more are counted."""
MEMBERS_AT_ONCE = 100
"""Members who are written to in one transaction, which others wait for on SQLite."""

WORKING_DAYS_BEFORE = 5
"""An announcement comes a working week before its meeting, so that there is time to add a topic;"""
WORKING_DAYS_BEFORE_WEEKLY = 2
"""for a circle that meets every week it comes two days before."""
HOUR_BEFORE = timedelta(hours=1)
REDRAWN_EVERY = timedelta(minutes=5)
"""New topics and votes appear together at the next full five minutes: nobody can tell from the minute who it was."""
DECIDED_BEFORE = timedelta(hours=2)
"""By when it is known whether a meeting below its quorum goes ahead."""
SHORTEST_NOTICE = timedelta(hours=2)
"""A reminder waits for its reader's working hours only if this much is left then before the meeting."""
MOVED_BY = timedelta(days=7)
MOVED_BY_LESS = timedelta(days=2)
"""Where the next meeting is a week away."""
ROOM_BEFORE_NEXT = timedelta(days=3)
"""A meeting is moved to a day that leaves at least this much before the next one."""
TABLES_BEFORE = timedelta(minutes=10)
"""When a big circle is dealt into tables, before it begins."""
TABLES_FROM = 9
"""Up to eight people talk at one table (the talk's small peer group; circles work best at four to six)."""


class CircleKind(StrEnum):
    """What kind of circle. It decides what the form begins with and which prompts are offered."""

    COFFEE_KLATCH = "coffee_klatch"
    RESEARCH_SUPPORT_GROUP = "research_support_group"
    MINI_RETREAT = "mini_retreat"
    """Half a day with an agenda of timed parts."""
    OF_ITS_OWN = "of_its_own"


class CircleState(StrEnum):
    """Where a circle is."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Belonging(StrEnum):
    """Where a member stands to a circle."""

    IN = "in"
    WAITING = "waiting"
    """The circle is full: they have a place as soon as one is free."""
    OUT = "out"


class Reminder(StrEnum):
    """How a member hears of a meeting, beside the announcement in the channel."""

    CHANNEL_ONLY = "channel_only"
    WHEN_ANNOUNCED = "when_announced"
    DAY_BEFORE = "day_before"
    HOUR_BEFORE = "hour_before"


class Coming(StrEnum):
    """What a member has answered."""

    IN = "in"
    MAYBE = "maybe"
    NOT_THIS_TIME = "not_this_time"


class MeetingState(StrEnum):
    """Where a meeting is."""

    ANNOUNCED = "announced"
    IN_QUESTION = "in_question"
    """Too few come: the members are asked whether to move it or to go ahead."""
    OVER = "over"
    CALLED_OFF = "called_off"
    MISSED = "missed"
    """Klatch was not running when it should have been announced."""


class TopicState(StrEnum):
    """Where a suggested topic is."""

    WAITING = "waiting"
    """It stands on the agenda of the next meeting."""
    TALKED_ABOUT = "talked_about"
    TAKEN_BACK = "taken_back"


class Wish(StrEnum):
    """What a member would like when too few come."""

    GO_AHEAD = "go_ahead"
    MOVE = "move"


class ImpossibleMoveError(Exception):
    """There is no such step from this state: a defect, for use cases look before they step."""


CIRCLE_MOVES: Mapping[CircleState, frozenset[CircleState]] = {
    CircleState.RUNNING: frozenset({CircleState.PAUSED, CircleState.ENDED}),
    CircleState.PAUSED: frozenset({CircleState.RUNNING, CircleState.ENDED}),
    CircleState.ENDED: frozenset(),
}

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
    """When a meeting is announced: some working days before it, at its own hour moved into working hours."""
    days = WORKING_DAYS_BEFORE_WEEKLY if cadence.recurs is Recurs.EVERY_WEEK else WORKING_DAYS_BEFORE
    instant = starts_at
    for _ in range(days):
        instant = working_day_before(ZoneInfo(cadence.zone), instant)
    return instant


def reminded_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """When those who like it the day before are reminded, and the quorum is counted: one working day before."""
    return working_day_before(zone, starts_at)


def decided_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """By when a meeting in question is decided: two hours before it, or the last hour of the working day before."""
    two_hours_before = starts_at - DECIDED_BEFORE
    if at_work(zone, two_hours_before):
        return two_hours_before
    evening = working_day_before(zone, starts_at.astimezone(zone).replace(hour=20))
    return min(evening, two_hours_before)


def in_working_hours(zone: ZoneInfo, now: datetime, starts_at: datetime) -> datetime:
    """When a reminder reaches its reader: at work, where that leaves time before the meeting; otherwise now."""
    then = next_working_moment(zone, now)
    return then if starts_at - then >= SHORTEST_NOTICE else now


def redrawn_at(now: datetime) -> datetime:
    """The next full five minutes."""
    step = REDRAWN_EVERY.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // step + 1) * step, now.tzinfo)
