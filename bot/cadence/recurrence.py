"""The rhythms that Klatch knows, as recurrence rules of RFC 5545, section 3.3.10."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import IntEnum, StrEnum
from typing import NamedTuple

from dateutil.rrule import rrulestr

YEARS = range(1970, 3000)
"""Years that a cadence may name: a typing error in one should be told, not computed."""


class Recurs(StrEnum):
    """The kinds of rhythm, as an organizer chooses them in a form."""

    EVERY_WEEK = "every_week"
    EVERY_TWO_WEEKS = "every_two_weeks"
    EVERY_THREE_WEEKS = "every_three_weeks"
    EVERY_FOUR_WEEKS = "every_four_weeks"
    EVERY_FIVE_WEEKS = "every_five_weeks"
    EVERY_SIX_WEEKS = "every_six_weeks"
    EVERY_EIGHT_WEEKS = "every_eight_weeks"
    EVERY_MONTH = "every_month"
    EVERY_OTHER_MONTH = "every_other_month"
    EVERY_THREE_MONTHS = "every_three_months"
    EVERY_FOUR_MONTHS = "every_four_months"
    EVERY_SIX_MONTHS = "every_six_months"
    EVERY_YEAR = "every_year"
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


class On(NamedTuple):
    """A weekday, and which of its kind in the month where the rhythm goes by the month."""

    weekday: Weekday
    nth: Nth | None = None


WEEKS: Mapping[Recurs, int] = {
    Recurs.EVERY_WEEK: 1,
    Recurs.EVERY_TWO_WEEKS: 2,
    Recurs.EVERY_THREE_WEEKS: 3,
    Recurs.EVERY_FOUR_WEEKS: 4,
    Recurs.EVERY_FIVE_WEEKS: 5,
    Recurs.EVERY_SIX_WEEKS: 6,
    Recurs.EVERY_EIGHT_WEEKS: 8,
}
"""From one to the next; weeks begin on Monday, which matters where there are several days in one."""

MONTHS: Mapping[Recurs, int] = {
    Recurs.EVERY_MONTH: 1,
    Recurs.EVERY_OTHER_MONTH: 2,
    Recurs.EVERY_THREE_MONTHS: 3,
    Recurs.EVERY_FOUR_MONTHS: 4,
    Recurs.EVERY_SIX_MONTHS: 6,
    Recurs.EVERY_YEAR: 12,
}
"""From one to the next."""

BY_THE_WEEK = frozenset(WEEKS)
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

_DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def in_order(days: Iterable[On]) -> tuple[On, ...]:
    """Return days as they come in a month or a week, each once."""
    return tuple(sorted(set(days), key=lambda day: ((day.nth or 0) % 5, day.weekday)))


def recurrence_rule(recurs: Recurs, days: Iterable[On], first: date) -> str:
    """Return the RRULE of a rhythm whose first date is known; chosen dates have none."""
    return f"{_frequency(recurs, first)};BYDAY={_by_day(days)}"


def day_of(code: str, relative: int | None) -> On:
    """Return the day of an RRULE's code, such as TU, and of its number. Raises ValueError when there is none."""
    return On(Weekday(_DAY_CODES.index(code)), Nth(relative) if relative else None)


def dates_by_rule(rule: str, first: date, since: date) -> Iterator[date]:
    """Yield the dates of an RRULE that begins on ``first``, from the day ``since`` on, in order.

    They are local dates: the rule never sees a zone, so no change of clocks can lose or double one.
    """
    moments = rrulestr(rule, dtstart=datetime.combine(first, time.min))
    return (moment.date() for moment in moments.xafter(datetime.combine(since, time.min), inc=True))


def first_date(days: Sequence[On], since: date) -> date:
    """Return the first of such days, in any week or month, on the day ``since`` or after it."""
    frequency = "FREQ=MONTHLY" if days[0].nth else "FREQ=WEEKLY"
    return next(dates_by_rule(f"{frequency};BYDAY={_by_day(days)}", since, since))


def _frequency(recurs: Recurs, first: date) -> str:
    if recurs in SPREAD:
        return f"FREQ=YEARLY;BYMONTH={_months(recurs, first.month)}"
    every = WEEKS.get(recurs) or MONTHS[recurs]
    return f"FREQ={'WEEKLY' if recurs in WEEKS else 'MONTHLY'}{f';INTERVAL={every}' if every > 1 else ''}"


def _by_day(days: Iterable[On]) -> str:
    return ",".join(f"{day.nth or ''}{_DAY_CODES[day.weekday]}" for day in days)


def _months(recurs: Recurs, first_month: int) -> str:
    months = sorted((first_month - 1 + later) % 12 + 1 for later in SPREAD[recurs])
    return ",".join(str(month) for month in months)
