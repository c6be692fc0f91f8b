"""Dates and times of day as members write them: 5 January 2027, January 5, 2027-01-05; 15:00, 3 pm."""

import re
from calendar import day_name, month_abbr, month_name
from datetime import date, time

from bot.cadence.error import CadenceError, quoted

_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(day_name).casefold()}),? )?"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = [
    re.compile(rf"{_WEEKDAY}{_ORDINAL}(?: of)? (?P<month>[a-z]+)\.?(?: (?P<year>\d{{4}}))?"),
    re.compile(rf"{_WEEKDAY}(?P<month>[a-z]+)\.? {_ORDINAL}(?:,? (?P<year>\d{{4}}))?"),
    re.compile(rf"{_WEEKDAY}(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)"),
]
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?: ?(?P<half>[ap])\.?m\.?)?")

# A comma before a year is inside a date, as in "January 5, 2027"; one after a weekday is, too.
_BETWEEN_DATES = re.compile(rf",? and |(?<!{r')(?<!'.join(day_name).casefold()}), (?!\d{{4}}\b(?!-))")

_YEARS_TO_THE_NEXT_LEAP_DAY = 8
"""1896 to 1904, or 2096 to 2104."""


def date_in_words(day: date) -> str:
    """Return a date in words: 5 January 2027."""
    return f"{day.day} {month_name[day.month]} {day.year}"


def dates_in_words(days: list[date] | tuple[date, ...]) -> str:
    """Return several dates in words: 3 March 2027, 14 April 2027 and 9 June 2027."""
    said = [date_in_words(day) for day in days]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def dates_from_words(words: str, today: date) -> list[date]:
    """Parse a list of dates in lower case. Raises CadenceError, also when one of them does not exist."""
    return [date_from_words(part, today) for part in _BETWEEN_DATES.split(words)]


def date_from_words(words: str, today: date) -> date:
    """Parse a date in lower case; without a year, it is the next such date, today included. Raises CadenceError."""
    said = next((match for pattern in _DATES if (match := pattern.fullmatch(words))), None)
    month = _month(said["month"]) if said else None
    if said is None or month is None:
        raise CadenceError(f"I can't read the date “{quoted(words)}”. Write it like 5 January 2027.")
    years = [int(said["year"])] if said["year"] else range(today.year, today.year + _YEARS_TO_THE_NEXT_LEAP_DAY + 1)
    days = [day for year in years if (day := _date(year, month, int(said["day"]))) and (said["year"] or day >= today)]
    if not days:
        raise CadenceError(f"There is no {quoted(words)} in the calendar. Please check the date.")
    if said["weekday"] and day_name[days[0].weekday()].casefold() != said["weekday"]:
        raise CadenceError(f"{date_in_words(days[0])} is a {day_name[days[0].weekday()]}. Please check the date.")
    return days[0]


def time_from_words(words: str) -> time:
    """Parse a time of day in lower case. Raises CadenceError, also for a bare "at 3", which could be day or night."""
    said = _TIME.fullmatch(words)
    if said is None or not (said["minute"] or said["half"]):
        raise CadenceError(f"I can't read the time “{quoted(words)}”. Write it like 15:00 or 3 pm.")
    hour, minute = int(said["hour"]), int(said["minute"] or 0)
    if hour > (12 if said["half"] else 23) or minute > 59 or (said["half"] and not hour):
        raise CadenceError(f"There is no {quoted(words)} on a clock. Write the time like 15:00 or 3 pm.")
    if said["half"]:
        hour = hour % 12 + (12 if said["half"] == "p" else 0)
    return time(hour, minute)


def _month(said: str) -> int | None:
    if said.isdecimal():
        return int(said)
    names = [name.casefold() for name in month_name], [name.casefold() for name in month_abbr]
    return next((listed.index(said) for listed in names if said in listed), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
