"""Days where a day is asked for: Monday, in a week, next month, the 8th, January; and every date."""

from collections.abc import Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.cadence.reading.cursor import PlaceInText
from bot.cadence.reading.dates import (
    existing,
    first_read,
    later,
    monday_of,
    next_day_of_month,
    next_weekday,
    read_date,
    read_year,
)
from bot.cadence.vocabulary import Meaning, Unit


def read_day(place: PlaceInText, today: date) -> date | None:
    """Return the day that is said next, and go past it; None and stay where none is.

    "Monday" is the next one, and never today. Raises CadenceError for a date that does not exist.
    """
    if (day := read_date(place, today)) is not None:
        return day
    return next(iter(first_read(place, today, _weekday, _span, _day_of_month, _month)), None)


def _weekday(place: PlaceInText, today: date) -> Sequence[date]:
    weekday = place.take(Meaning.WEEKDAY)
    return [next_weekday(weekday[0], today, 1)] if weekday is not None and len(weekday) == 1 else ()


def _span(place: PlaceInText, today: date) -> Sequence[date]:
    """For two weeks, a month, next week."""
    place.skip(Meaning.AHEAD, Meaning.LASTING, Meaning.FILLER)
    following = place.take(Meaning.NEXT)
    count = place.take(Meaning.NUMBER)
    unit = place.take(Meaning.UNIT)
    following = following or place.take(Meaning.NEXT)
    if unit is None:
        return ()
    if following is not None and count is None:
        return [_beginning_of_next(Unit(unit[0]), today)]
    found = later(today, count[0] if count is not None else 1, unit)
    return [found] if found is not None else ()


def _beginning_of_next(unit: Unit, today: date) -> date:
    if unit is Unit.MONTH:
        return today.replace(day=1) + relativedelta(months=1)
    return monday_of(today, weeks_later=1) if unit is Unit.WEEK else today + timedelta(days=1)


def _day_of_month(place: PlaceInText, today: date) -> Sequence[date]:
    """The 8th, le 8."""
    word = place.word
    number = place.take(Meaning.NTH) or place.take(Meaning.NUMBER)
    if number is None or word is None or word.text.isalpha() or not 1 <= number[0] <= 31:
        return ()
    return [next_day_of_month(number[0], today)]


def _month(place: PlaceInText, today: date) -> Sequence[date]:
    """January: its first day."""
    month = place.take(Meaning.MONTH)
    return [existing(read_year(place), month[0], 1, "", today)] if month is not None else ()
