"""The rhythms that Klatch knows, as recurrence rules of RFC 5545, section 3.3.10."""

from collections.abc import Iterator
from datetime import date, datetime, time
from enum import IntEnum, StrEnum

from dateutil.rrule import rrulestr


class Recurs(StrEnum):
    """The kinds of rhythm, as an organizer chooses them in a form."""

    EVERY_WEEK = "every_week"
    EVERY_TWO_WEEKS = "every_two_weeks"
    EVERY_FOUR_WEEKS = "every_four_weeks"
    EVERY_MONTH = "every_month"
    EVERY_OTHER_MONTH = "every_other_month"
    SIX_TIMES_A_YEAR = "six_times_a_year"
    SEVEN_TIMES_A_YEAR = "seven_times_a_year"
    CHOSEN_DATES = "chosen_dates"


class Weekday(IntEnum):
    """A day of the week, numbered as ``date.weekday`` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class Nth(IntEnum):
    """Which of its weekdays in a month. There is no fifth: not every month has one, but each has a last."""

    FIRST = 1
    SECOND = 2
    THIRD = 3
    FOURTH = 4
    LAST = -1


BY_THE_WEEK = frozenset({Recurs.EVERY_WEEK, Recurs.EVERY_TWO_WEEKS, Recurs.EVERY_FOUR_WEEKS})
"""Rhythms that need a weekday."""

BY_THE_MONTH = frozenset(Recurs) - BY_THE_WEEK - {Recurs.CHOSEN_DATES}
"""Rhythms that need a weekday and which of them in the month."""

SPREAD = {
    Recurs.SIX_TIMES_A_YEAR: (0, 2, 4, 6, 8, 10),
    Recurs.SEVEN_TIMES_A_YEAR: (0, 2, 3, 5, 7, 9, 10),
}
"""Months after the month of the first date: as even over the year as whole months allow, and the same each year.

Seven from January: January, March, April, June, August, October, November. Counting from the first date lets a circle
begin with its term, on either half of the earth; a month that does not suit is a single date to skip or move.
"""

_FREQUENCY = {
    Recurs.EVERY_WEEK: "FREQ=WEEKLY",
    Recurs.EVERY_TWO_WEEKS: "FREQ=WEEKLY;INTERVAL=2",
    Recurs.EVERY_FOUR_WEEKS: "FREQ=WEEKLY;INTERVAL=4",
    Recurs.EVERY_MONTH: "FREQ=MONTHLY",
    Recurs.EVERY_OTHER_MONTH: "FREQ=MONTHLY;INTERVAL=2",
}
_DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def recurrence_rule(recurs: Recurs, weekday: Weekday, nth: Nth | None, first: date) -> str:
    """Return the RRULE of a rhythm whose first date is known; chosen dates have none."""
    frequency = _FREQUENCY.get(recurs) or f"FREQ=YEARLY;BYMONTH={_months(recurs, first.month)}"
    return f"{frequency};BYDAY={nth or ''}{_DAY_CODES[weekday]}"


def weekday_of(code: str) -> Weekday:
    """Return the weekday of an RRULE's code, such as TU. Raises ValueError when there is none."""
    return Weekday(_DAY_CODES.index(code))


def dates_by_rule(rule: str, first: date, since: date) -> Iterator[date]:
    """Yield the dates of an RRULE that begins on ``first``, from the day ``since`` on, in order.

    They are local dates: the rule never sees a zone, so no change of clocks can lose or double one.
    """
    moments = rrulestr(rule, dtstart=datetime.combine(first, time.min))
    return (moment.date() for moment in moments.xafter(datetime.combine(since, time.min), inc=True))


def first_date(weekday: Weekday, nth: Nth | None, since: date) -> date:
    """Return the first such weekday, or nth weekday of a month, on the day ``since`` or after it."""
    frequency = "FREQ=MONTHLY" if nth else "FREQ=WEEKLY"
    return next(dates_by_rule(f"{frequency};BYDAY={nth or ''}{_DAY_CODES[weekday]}", since, since))


def _months(recurs: Recurs, first_month: int) -> str:
    months = sorted((first_month - 1 + later) % 12 + 1 for later in SPREAD[recurs])
    return ",".join(str(month) for month in months)
