"""Dates: 5 January 2027, January 5 and 12, le 5 janvier, 2027-01-05, tomorrow, next Tuesday, Friday the 8th."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.cadence.error import CadenceError
from bot.cadence.language import Fault
from bot.cadence.reading.cursor import PlaceInText
from bot.cadence.recurrence import YEARS, Nth, On, Weekday, first_date
from bot.cadence.vocabulary import Meaning, Unit, Value

DatesReader = Callable[[PlaceInText, date], Sequence[date]]
"""What reads the dates that are said next, and returns none where there are none."""

_YEARS_TO_THE_NEXT_LEAP_DAY = 8
"""1896 to 1904, or 2096 to 2104."""
_UNITS_AT_MOST = 400
_WEEK = 7
_DAYS_OF_A_MONTH = 31


def read_dates(place: PlaceInText, today: date) -> Sequence[date]:
    """Return the dates that are said next, several where they share a month, and go past them; none and stay otherwise.

    Without a year it is the next such date, today included. Raises CadenceError for one that does not exist.
    """
    return first_read(place, today, *_READERS)


def read_date(place: PlaceInText, today: date) -> date | None:
    """Return the date that is said next, and go past it; None and stay where there is none, or are several."""
    before = place.at
    found = read_dates(place, today)
    if len(found) == 1:
        return found[0]
    place.at = before
    return None


def first_read(place: PlaceInText, today: date, *readers: DatesReader) -> Sequence[date]:
    """Return what the first of several readers finds that finds anything."""
    before = place.at
    for reader in readers:
        place.skip(Meaning.FILLER)
        if found := reader(place, today):
            return found
        place.at = before
    return ()


def next_weekday(weekday: int, today: date, from_day: int) -> date:
    """Return the next such weekday, counted from today (0) or tomorrow (1)."""
    start = today + timedelta(days=from_day)
    return start + timedelta(days=(weekday - start.weekday()) % _WEEK)


def next_day_of_month(day: int, today: date) -> date:
    """Return the next date with this number, 1 to 31, after today."""
    days = (today + timedelta(days=ahead) for ahead in range(1, 63))
    return next(one for one in days if one.day == day)


def monday_of(today: date, weeks_later: int) -> date:
    """Return the Monday of this week (0), the next (1) or a later one."""
    return today + timedelta(days=_WEEK * weeks_later - today.weekday())


def later(today: date, count: int, unit: Value) -> date | None:
    """Return the date so many units later; None for more than anybody means."""
    many = count * unit[1]
    if many > _UNITS_AT_MOST:
        return None
    if unit[0] == Unit.MONTH:
        return today + relativedelta(months=many)
    return today + timedelta(days=many * (_WEEK if unit[0] == Unit.WEEK else 1))


def read_year(place: PlaceInText) -> list[int]:
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


def existing(years: Sequence[int], month: int, day: int, words: str, today: date) -> date:
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


def _in_figures(place: PlaceInText, today: date) -> Sequence[date]:
    """2027-01-05; 1/5/2027 in the order of the language; 5.1.2027; with a weekday before it, which must be right."""
    weekday = place.take(Meaning.WEEKDAY)
    place.take_text(",")
    before = place.at
    numbers, sign = _read_figures(place)
    words = place.since(before)
    if len(numbers) == 3 and numbers[0] > 31:
        return _on_its_weekday([existing(numbers[:1], numbers[1], numbers[2], words, today)], weekday)
    if len(numbers) < (3 if sign == "." else 2) or sign == "-":
        return ()
    is_month_first = sign == "/" and place.language.month_before_day
    month, day = numbers[:2] if is_month_first else reversed(numbers[:2])
    month, day = (day, month) if month > 12 else (month, day)
    years = [year + 2000 if year < 100 else year for year in numbers[2:]]
    return _on_its_weekday([existing(years, month, day, words, today)], weekday)


def _read_figures(place: PlaceInText) -> tuple[list[int], str]:
    """Return up to three numbers with one sign between them and no space, and the sign; none if one is missing."""
    parts, sign = [place.take(Meaning.NUMBER)], ""
    while len(parts) < 3 and place.is_glued() and (word := place.word) and word.text in (sign or "-/."):
        sign = word.text
        place.at += 1
        parts.append(place.take(Meaning.NUMBER) if place.is_glued() else None)
    numbers = [part[0] for part in parts if part is not None]
    return (numbers, sign) if len(numbers) == len(parts) else ([], "")


def _on_its_weekday(found: Sequence[date], weekday: Value | None) -> Sequence[date]:
    """Return dates again. Raises CadenceError if the first is not on the weekday that was said with it."""
    if weekday is not None and found[0].weekday() not in weekday:
        raise CadenceError(Fault.WRONG_WEEKDAY, found[0])
    return found


def _ahead(place: PlaceInText, today: date) -> Sequence[date]:
    """In two weeks."""
    count = place.take(Meaning.NUMBER) if place.takes(Meaning.AHEAD) else None
    unit = place.take(Meaning.UNIT) if count is not None else None
    found = later(today, count[0], unit) if count is not None and unit is not None else None
    return [found] if found is not None else ()


def _of_a_month(place: PlaceInText, today: date) -> Sequence[date]:
    """5 January 2027; January 5, 12 and 19; with a weekday before it, which must be right."""
    weekday = place.take(Meaning.WEEKDAY)
    place.take_text(",")
    place.skip(Meaning.FILLER)
    before = place.at
    month = place.take(Meaning.MONTH)
    numbers = _read_numbers(place, is_after_month=month is not None)
    if month is None:
        place.skip(Meaning.FILLER)
        month = place.take(Meaning.MONTH)
    if month is None or not numbers:
        return ()
    years = read_year(place)
    found = [existing(years, month[0], number, place.since(before), today) for number in numbers]
    place.take(Meaning.NEXT)
    return _on_its_weekday(found, weekday)


def _nth_weekday(place: PlaceInText, today: date) -> Sequence[date]:
    """First Tuesday in December, le premier mardi de décembre 2027."""
    nth, weekday = place.take(Meaning.NTH), place.take(Meaning.WEEKDAY)
    place.skip(Meaning.FILLER, Meaning.AHEAD)
    month = place.take(Meaning.MONTH)
    if nth is None or weekday is None or month is None or len(weekday) > 1 or nth[0] not in list(Nth):
        return ()
    years = read_year(place)
    firsts = [existing([year], month[0], 1, "", today) for year in years or (today.year, today.year + 1)]
    found = [first_date([On(Weekday(weekday[0]), Nth(nth[0]))], first) for first in firsts if first.year in YEARS]
    return [day for day in found if years or day >= today][:1]


def _read_numbers(place: PlaceInText, *, is_after_month: bool) -> list[int]:
    """Return the numbers of days in one month: a number after the month is none if it is a time's, or a next date's."""
    found = list[int]()
    while len(found) < _DAYS_OF_A_MONTH:
        before = place.at
        place.skip(Meaning.FILLER, *([Meaning.AND] if found else []))
        number = place.take(Meaning.NUMBER) or place.take(Meaning.NTH)
        is_day = number is not None and 0 <= number[0] <= 99 and not (found and is_after_month and _is_no_day(place))
        if number is None or not is_day:
            place.at = before
            break
        found.append(number[0])
    return found


def _is_no_day(place: PlaceInText) -> bool:
    """Return whether the number before belongs to what follows it: a time, a stretch of time, a month."""
    is_sign = place.word is not None and place.word.text in {":", ".", "/"} and place.is_glued()
    return is_sign or place.next_is(
        Meaning.OCLOCK, Meaning.HALF_OF_DAY, Meaning.TO, Meaning.MONTH, Meaning.CLOCK, Meaning.WEEKDAY, Meaning.UNIT
    )


def _relative_day(place: PlaceInText, today: date) -> Sequence[date]:
    ahead = place.take(Meaning.RELATIVE_DAY)
    return [today + timedelta(days=ahead[0])] if ahead is not None else ()


def _coming_weekday(place: PlaceInText, today: date) -> Sequence[date]:
    """Next Tuesday, mardi prochain, Tuesday of next week, next week on Tuesday."""
    week = _read_week(place)
    place.skip(*([Meaning.FILLER, Meaning.AND] if week is not None else []))
    following = _read_next(place)
    weekday = place.take(Meaning.WEEKDAY)
    if weekday is None or len(weekday) > 1:
        return ()
    week = week if week is not None else _read_week(place)
    if week is not None:
        return [monday_of(today, week) + timedelta(days=weekday[0])]
    following = following or _read_next(place)
    return [next_weekday(weekday[0], today, following[0])] if following is not None else ()


def _read_week(place: PlaceInText) -> int | None:
    """Return which week is meant by next week, this week, la semaine prochaine; 1 is the next. None where none is."""
    before = place.at
    place.skip(Meaning.FILLER)
    following = _read_next(place)
    is_week = place.take(Meaning.UNIT) == (Unit.WEEK, 1)
    following = following or _read_next(place)
    if is_week and following is not None:
        return following[0]
    place.at = before
    return None


def _read_next(place: PlaceInText) -> Value | None:
    """Return which one is meant; in "this coming Monday" the last word says it."""
    found = place.take(Meaning.NEXT)
    while found is not None and (more := place.take(Meaning.NEXT)) is not None:
        found = more
    return found


def _day_alone(place: PlaceInText, today: date) -> Sequence[date]:
    """On the 8th, Friday the 8th, mardi 8: the next one; where something recurs, it is no date."""
    weekday = place.take(Meaning.WEEKDAY)
    number = _read_number_alone(place, is_after_weekday=weekday is not None)
    if number is None or _recurs(place):
        return ()
    return _on_its_weekday([next_day_of_month(number, today)], weekday)


def _read_number_alone(place: PlaceInText, *, is_after_weekday: bool) -> int | None:
    """Return the number of a day in figures: the 8th; or 8, right after a weekday and before "at"."""
    is_led_up_to = place.takes(Meaning.BEFORE_DAY) or is_after_weekday
    if is_led_up_to and place.next_is(Meaning.AT, after=1) and (plain := place.take(Meaning.NUMBER)) is not None:
        return plain[0] if 1 <= plain[0] <= 31 else None
    place.skip(Meaning.FILLER)
    word, number = place.word, place.take(Meaning.NTH)
    is_in_figures = word is not None and not word.text.isalpha()
    is_day = number is not None and is_in_figures and 1 <= number[0] <= 31 and not _is_no_day(place)
    return number[0] if number is not None and is_day else None


def _recurs(place: PlaceInText) -> bool:
    """Return whether anything that is said speaks of more than one time."""
    several = (Meaning.EVERY, Meaning.RHYTHM, Meaning.TIMES, Meaning.UNIT, Meaning.OUT_OF)
    nths = sum(Meaning.NTH in word.senses for word in place.words)
    return nths > 1 or any(meaning in word.senses for word in place.words for meaning in several)


_READERS: Sequence[DatesReader] = (
    _in_figures,
    _ahead,
    _of_a_month,
    _nth_weekday,
    _relative_day,
    _coming_weekday,
    _day_alone,
)
"""In the order in which they are asked what is said next."""
