"""Dates: 5 January 2027, January 5, le 5 janvier, 2027-01-05, tomorrow, next Tuesday; and days: Monday, in a week."""

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.cadence.error import CadenceError
from bot.cadence.language import Fault, Meaning, Unit
from bot.cadence.reading.cursor import PlaceInText

_YEARS_TO_THE_NEXT_LEAP_DAY = 8
"""1896 to 1904, or 2096 to 2104."""
_WEEK = 7


def read_date(place: PlaceInText, today: date) -> date | None:
    """Return the date that is said next, and go past it; None and stay where none is.

    Without a year it is the next such date, today included. Raises CadenceError for one that does not exist.
    """
    return _first_of(place, today, _read_figures, _read_day_and_month, _read_relative_day, _read_coming_weekday)


def read_day(place: PlaceInText, today: date) -> date | None:
    """Return the day that is said next where a day is asked for, so that "Monday" is the next one, and never today."""
    if (day := read_date(place, today)) is not None:
        return day
    return _first_of(place, today, _read_weekday, _read_span, _read_day_of_month, _read_month)


def next_weekday(weekday: int, today: date, from_day: int) -> date:
    """Return the next such weekday, counted from today (0) or tomorrow (1)."""
    start = today + timedelta(days=from_day)
    return start + timedelta(days=(weekday - start.weekday()) % _WEEK)


def _first_of(place: PlaceInText, today: date, *readers: Callable[[PlaceInText, date], date | None]) -> date | None:
    before = place.at
    for reader in readers:
        place.skip(Meaning.FILLER)
        if (day := reader(place, today)) is not None:
            return day
        place.at = before
    return None


def _read_figures(place: PlaceInText, today: date) -> date | None:
    """Return a date in figures: 2027-01-05, or 1/5/2027 in the order of the language."""
    before = place.at
    parts, sign = [place.take(Meaning.NUMBER)], ""
    while len(parts) < 3 and place.is_glued() and (word := place.word) and word.text in (sign or "-/"):
        sign = word.text
        place.at += 1
        parts.append(place.take(Meaning.NUMBER) if place.is_glued() else None)
    numbers = [part[0] for part in parts if part is not None]
    if len(numbers) != len(parts):
        return None
    words = place.since(before)
    if len(numbers) == 3 and numbers[0] > 31:
        return _existing([numbers[0]], numbers[1], numbers[2], words, today)
    if sign != "/" or len(numbers) < 2:
        return None
    month, day = numbers[:2] if place.language.month_before_day else reversed(numbers[:2])
    month, day = (day, month) if month > 12 else (month, day)
    return _existing([_full_year(year) for year in numbers[2:]], month, day, words, today)


def _read_day_and_month(place: PlaceInText, today: date) -> date | None:
    """Return 5 January 2027 or January 5, with or without a weekday before it, which must be right."""
    weekday = place.take(Meaning.WEEKDAY)
    place.take_text(",")
    place.skip(Meaning.FILLER)
    before = place.at
    month = place.take(Meaning.MONTH)
    if month is not None:
        place.skip(Meaning.FILLER)
    number = place.take(Meaning.NUMBER) or place.take(Meaning.NTH)
    if number is not None and month is None:
        place.skip(Meaning.FILLER)
        month = place.take(Meaning.MONTH)
    if number is None or month is None or not 0 <= number[0] <= 99:
        return None
    years = _read_year(place)
    day = _existing(years, month[0], number[0], place.since(before), today)
    if weekday is not None and day.weekday() not in weekday:
        raise CadenceError(Fault.WRONG_WEEKDAY, day)
    return day


def _read_year(place: PlaceInText) -> list[int]:
    """Return the year that follows, if there is one. What begins with four digits may be the next date, too."""
    before = place.at
    place.take_text(",")
    word = place.word
    year = place.take(Meaning.NUMBER) if word is not None and len(word.text) == len("2027") else None
    goes_on = place.is_glued() and place.word is not None and place.word.text in "-/:"
    if year is not None and not goes_on:
        return [year[0]]
    place.at = before
    return []


def _full_year(year: int) -> int:
    return year + 2000 if year < 100 else year


def _existing(years: list[int], month: int, day: int, words: str, today: date) -> date:
    """Return the first such date, today or later where no year is said. Raises CadenceError when there is none."""
    tried = years or range(today.year, today.year + _YEARS_TO_THE_NEXT_LEAP_DAY + 1)
    for year in tried:
        if (found := _date(year, month, day)) and (years or found >= today):
            return found
    raise CadenceError(Fault.NO_SUCH_DATE, words)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_relative_day(place: PlaceInText, today: date) -> date | None:
    ahead = place.take(Meaning.RELATIVE_DAY)
    return today + timedelta(days=ahead[0]) if ahead is not None else None


def _read_coming_weekday(place: PlaceInText, today: date) -> date | None:
    """Return next Tuesday, mardi prochain, Tuesday of next week, next week on Tuesday."""
    week = _read_week(place)
    place.skip(*([Meaning.FILLER, Meaning.AND] if week is not None else []))
    following = place.take(Meaning.NEXT)
    weekday = place.take(Meaning.WEEKDAY)
    if weekday is None or len(weekday) > 1:
        return None
    week = week if week is not None else _read_week(place)
    if week is not None:
        return _monday_of(today, weeks_later=week) + timedelta(days=weekday[0])
    following = following or place.take(Meaning.NEXT)
    return next_weekday(weekday[0], today, following[0]) if following is not None else None


def _read_week(place: PlaceInText) -> int | None:
    """Return which week is meant by next week, this week, la semaine prochaine; 1 is the next. None where none is."""
    before = place.at
    place.skip(Meaning.FILLER)
    following = place.take(Meaning.NEXT)
    is_week = place.take(Meaning.UNIT) == (Unit.WEEK, 1)
    following = following or place.take(Meaning.NEXT)
    if is_week and following is not None:
        return following[0]
    place.at = before
    return None


def _read_weekday(place: PlaceInText, today: date) -> date | None:
    weekday = place.take(Meaning.WEEKDAY)
    return next_weekday(weekday[0], today, 1) if weekday is not None and len(weekday) == 1 else None


def _read_span(place: PlaceInText, today: date) -> date | None:
    """Return the day after two weeks, in a month, next week."""
    place.skip(Meaning.AHEAD, Meaning.FILLER)
    following = place.take(Meaning.NEXT)
    count = place.take(Meaning.NUMBER)
    unit = place.take(Meaning.UNIT)
    following = following or place.take(Meaning.NEXT)
    if unit is None:
        return None
    if following is not None and count is None:
        return _beginning_of_next(Unit(unit[0]), today)
    many = unit[1] * (count[0] if count is not None else 1)
    if many > 400:
        return None
    return today + (relativedelta(months=many) if unit[0] == Unit.MONTH else timedelta(days=many * _days_in(unit[0])))


def _read_day_of_month(place: PlaceInText, today: date) -> date | None:
    """Return the 8th: the next one that comes."""
    word = place.word
    number = place.take(Meaning.NTH) or place.take(Meaning.NUMBER)
    if number is None or word is None or not 1 <= number[0] <= 31 or word.text.isalpha():
        return None
    days = (today + timedelta(days=ahead) for ahead in range(1, 63))
    return next(day for day in days if day.day == number[0])


def _read_month(place: PlaceInText, today: date) -> date | None:
    month = place.take(Meaning.MONTH)
    return _existing(_read_year(place), month[0], 1, "", today) if month is not None else None


def _beginning_of_next(unit: Unit, today: date) -> date:
    if unit is Unit.MONTH:
        return today.replace(day=1) + relativedelta(months=1)
    return _monday_of(today, weeks_later=1) if unit is Unit.WEEK else today + timedelta(days=1)


def _monday_of(today: date, weeks_later: int) -> date:
    return today + timedelta(days=_WEEK * weeks_later - today.weekday())


def _days_in(unit: int) -> int:
    return _WEEK if unit == Unit.WEEK else 1
