"""Lunch on a member's own calendar: which days there are, when people are asked, and by when they answer. Pure.

A round of lunch is an instant: noon. Whoever has noon then, on a working day of theirs, shares it.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.pairings import rules
from bot.profiles.working_hours import WORKING_WEEKDAYS

FRIDAY = 4
A_DAY = timedelta(days=1)
A_WEEK = timedelta(weeks=1)


def noon_of(day: date, zone: tzinfo) -> datetime:
    """Return when lunch is on a day there, in UTC."""
    return datetime.combine(day, rules.LUNCH_AT, zone).astimezone(UTC)


def day_at(noon: datetime, zone: tzinfo) -> date | None:
    """Return the working day on which this instant is lunchtime there; None where it is not."""
    local = noon.astimezone(zone)
    return local.date() if local.time() == rules.LUNCH_AT and local.weekday() in WORKING_WEEKDAYS else None


def working_day_before(day: date) -> date:
    """Return the last working day before a day: Friday for a Monday."""
    before = day - A_DAY
    while before.weekday() not in WORKING_WEEKDAYS:
        before -= A_DAY
    return before


def next_working_day(day: date) -> date:
    """Return the first working day after a day."""
    following = day + A_DAY
    while following.weekday() not in WORKING_WEEKDAYS:
        following += A_DAY
    return following


def asks_at(day: date, zone: tzinfo) -> datetime:
    """Return when people are first asked about lunch on a day: at nine on the working day before, in UTC."""
    return datetime.combine(working_day_before(day), rules.PROPOSED_AT, zone).astimezone(UTC)


def pool_closes(noon: datetime) -> datetime:
    """Return until when one can still ask for a lunch; then the last groups of it are made."""
    return noon - rules.POOL_CLOSES_BEFORE


def last_answer(noon: datetime) -> datetime:
    """Return the very last moment to answer; then everybody is told what came of it."""
    return noon - rules.LAST_ANSWER_BEFORE


def leaves_time(noon: datetime, now: datetime) -> bool:
    """Return True when a proposal that is made now can still be answered."""
    return last_answer(noon) - now >= rules.TIME_TO_ANSWER


def answer_by(noon: datetime, zones: Collection[tzinfo], now: datetime) -> datetime:
    """Return by when a proposal of now to people in these zones is answered, so that there is time for another.

    On the working day before at four in the afternoon, on the day itself at a quarter to eleven, or else at the
    very last moment.
    """
    days = [working_day_before(noon.astimezone(zone).date()) for zone in zones]
    first = min(datetime.combine(day, rules.ANSWERED_AT, zone) for day, zone in zip(days, zones, strict=True))
    deadlines = (first.astimezone(UTC), noon - rules.SECOND_ANSWER_BEFORE)
    return next((by for by in deadlines if by - now >= rules.TIME_TO_ANSWER), last_answer(noon))


def days_ahead(zone: tzinfo, now: datetime) -> Iterator[date]:
    """Yield the lunch days there whose pool is still open, from the next one on, without end."""
    day = now.astimezone(zone).date() - A_DAY
    while True:
        day = next_working_day(day)
        if pool_closes(noon_of(day, zone)) > now:
            yield day


def days_to_open(weekdays: Collection[int], zone: tzinfo, now: datetime) -> list[date]:
    """Return the lunch days whose rounds have to be there now: up to the first about which nobody is asked yet.

    Empty when there are no weekdays.
    """
    opened: list[date] = []
    ahead = (day for day in days_ahead(zone, now) if day.weekday() in weekdays)
    for day in ahead if set(weekdays) & set(WORKING_WEEKDAYS) else ():
        opened.append(day)
        if asks_at(day, zone) > now:
            break
    return opened


def monday_of_lunch_week(zone: tzinfo, now: datetime) -> date:
    """Return the Monday of the week that "this week" means there: of the next, once Friday's pool has closed."""
    day = next(days_ahead(zone, now))
    return day - timedelta(days=day.weekday())


def starts_at(day: date, zone: tzinfo) -> datetime:
    """Return the first instant of a day there, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def is_same_week(one: date, other: date) -> bool:
    """Return True when two days are in one week, from Monday to Sunday."""
    return one.isocalendar()[:2] == other.isocalendar()[:2]


def next_day_of(
    weekdays: Collection[int],
    zone: tzinfo,
    now: datetime,
    *,
    after: datetime,
    before: datetime | None,
    taken: Iterable[date],
) -> date | None:
    """Return the next lunch day on these weekdays, in no week of the days that are taken; None if none is soon.

    Lunch is not before ``after`` (the end of a pause) and not after ``before`` (the end of taking part).
    """
    taken = list(taken)
    for day in days_ahead(zone, now):
        noon = noon_of(day, zone)
        if (before is not None and noon > before) or noon > max(now, after) + 3 * A_WEEK:
            return None
        if noon >= after and day.weekday() in weekdays and not any(is_same_week(day, one) for one in taken):
            return day
    return None
