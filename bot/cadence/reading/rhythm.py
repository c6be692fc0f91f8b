"""How often and on which days: the words of a rhythm, in whatever order they came, as one that Klatch knows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.cadence.error import CadenceError
from bot.cadence.language import Fault
from bot.cadence.reading.cursor import PlaceInText
from bot.cadence.recurrence import MONTHS, WEEKS, Nth, On, Recurs, Weekday
from bot.cadence.vocabulary import Meaning, Unit, Value

_BY_WEEKS = {weeks: recurs for recurs, weeks in WEEKS.items()}
_BY_MONTHS = {months: recurs for recurs, months in MONTHS.items()}
_TIMES_A_YEAR = {6: Recurs.SIX_TIMES_A_YEAR, 7: Recurs.SEVEN_TIMES_A_YEAR}
_AT_ONCE = 14
"""Words of one meaning that are read in a row: more than anybody means."""
_YEAR = (Unit.MONTH, 12)
_ORDINALS_THAT_COUNT = range(2, 9)
"""Every second, third … week; the first is every one."""


@dataclass(slots=True)
class SaidRhythm:
    """What has been said of a rhythm so far."""

    days: list[On] = field(default_factory=list)
    every: set[Value] = field(default_factory=set)
    """Units, and how many of each lie between one and the next."""
    times: int = 0
    times_in: Value = ()
    """The unit in which it happens so many times, and how many of it."""
    is_every_day: bool = False
    words: list[str] = field(default_factory=list)

    @property
    def is_said(self) -> bool:
        """Whether anything was said."""
        return bool(self.days or self.every or self.times or self.is_every_day)

    @property
    def is_once(self) -> bool:
        """Whether it was said to happen once, and not once a month."""
        return self.times == 1 and not self.times_in and not self.every

    def read(self, place: PlaceInText) -> bool:
        """Read what is said of it next, and go past it. Return whether there was anything."""
        before = place.at
        for reader in (
            _read_times,
            _read_one_out_of,
            _read_so_many_days,
            _read_every,
            _read_nth_days,
            _read_days,
            _read_unit,
        ):
            if reader(self, place):
                self.words.append(place.since(before))
                return True
            place.at = before
        return False


def rhythm_of(said: SaidRhythm) -> tuple[Recurs, tuple[On, ...]]:
    """Return the rhythm that is likeliest meant. Raises CadenceError when Klatch knows none such."""
    recurs = _recurs(said)
    days = said.days or ([On(day) for day in Weekday] if said.is_every_day else [])
    if not days:
        raise CadenceError(Fault.NO_WEEKDAY)
    if recurs in WEEKS:
        if any(day.nth for day in days):
            raise _unknown(said)
        return recurs, tuple(days)
    if len({day.nth is None for day in days}) > 1:
        raise _unknown(said)
    usual = (Nth.FIRST, Nth.THIRD) if said.times == 2 and said.times_in == (Unit.MONTH, 1) else (Nth.FIRST,)
    return recurs, tuple(On(day.weekday, nth) for day in days for nth in ((day.nth,) if day.nth else usual))


def _recurs(said: SaidRhythm) -> Recurs:
    if said.times and said.times_in:
        return _recurs_so_many_times(said)
    if len(said.every) > 1:
        raise _unknown(said)
    unit, count = next(iter(said.every), (Unit.MONTH if any(day.nth for day in said.days) else Unit.WEEK, 1))
    if unit == Unit.DAY and count > 1:
        weeks, rest = divmod(count, len(Weekday))
        unit, count = (unit, count) if rest else (Unit.WEEK, weeks)
    known = {Unit.DAY: {1: Recurs.EVERY_WEEK}, Unit.WEEK: _BY_WEEKS, Unit.MONTH: _BY_MONTHS}[Unit(unit)]
    if count not in known:
        raise _unknown(said)
    return known[count]


def _recurs_so_many_times(said: SaidRhythm) -> Recurs:
    unit, count = said.times_in
    if unit == Unit.DAY:
        return Recurs.EVERY_WEEK
    if unit == Unit.WEEK:
        return _BY_WEEKS[max(1, count // said.times)]
    if said.times_in == _YEAR and said.times in _TIMES_A_YEAR:
        return _TIMES_A_YEAR[said.times]
    months, rest = (1, 0) if count == 1 and said.times == 2 else divmod(count, said.times)
    if rest or months not in _BY_MONTHS:
        raise _unknown(said)
    return _BY_MONTHS[months]


def _unknown(said: SaidRhythm) -> CadenceError:
    return CadenceError(Fault.NO_SUCH_RHYTHM, " ".join(said.words))


def _read_times(said: SaidRhythm, place: PlaceInText) -> bool:
    """Six times a year, twice a month, once."""
    number = place.take(Meaning.NUMBER)
    times = place.take(Meaning.TIMES)
    if times is None or not (number or times):
        return False
    said.times = (number or times)[0]
    before = place.at
    place.skip(Meaning.FILLER, Meaning.AHEAD)
    unit = place.take(Meaning.UNIT)
    if unit is None:
        place.at = before
    said.times_in = unit or ()
    said.is_every_day = unit == (Unit.DAY, 1)
    return said.times > 0


def _read_one_out_of(said: SaidRhythm, place: PlaceInText) -> bool:
    """One Tuesday out of two; un mardi sur deux, un mois sur trois."""
    if place.take(Meaning.NUMBER) != (1,):
        return False
    days, unit = place.take(Meaning.WEEKDAY), place.take(Meaning.UNIT)
    if (days is None and unit is None) or not place.takes(Meaning.OUT_OF):
        return False
    count = place.take(Meaning.NUMBER)
    if count is None:
        return False
    said.every.add(_times(unit or (Unit.WEEK, 1), count[0]))
    said.days += [On(Weekday(day)) for day in days or ()]
    return True


def _read_so_many_days(said: SaidRhythm, place: PlaceInText) -> bool:
    """One Tuesday a month, deux mardis par mois."""
    number, days = place.take(Meaning.NUMBER), place.take(Meaning.WEEKDAY)
    place.skip(Meaning.FILLER)
    unit = place.take(Meaning.UNIT)
    if not number or not number[0] or days is None or unit is None:
        return False
    said.times, said.times_in = number[0], unit
    said.days += [On(Weekday(day)) for day in days]
    return True


def _read_every(said: SaidRhythm, place: PlaceInText) -> bool:
    """Every week, every two weeks, every second month, every other Tuesday, biweekly."""
    if (rhythm := place.take(Meaning.RHYTHM)) is not None:
        return _add_every(said, rhythm)
    is_every = place.takes(Meaning.EVERY)
    place.skip(Meaning.FILLER)
    is_every = is_every or place.next_is(Meaning.OTHER)
    count = _read_count(place)
    if count is None and not is_every:
        return False
    if (unit := place.take(Meaning.UNIT)) is not None:
        return _add_every(said, _times(unit, count or 1))
    if count is None or not place.next_is(Meaning.WEEKDAY) or not is_every:
        said.is_every_day = said.is_every_day or place.next_is(Meaning.HALF_OF_DAY)
        return is_every and count is None
    said.every.add((Unit.WEEK, count))
    return True


def _read_count(place: PlaceInText) -> int | None:
    """Return how manieth one is meant: two, second, other."""
    if place.takes(Meaning.OTHER):
        return 2
    before = place.at
    if (number := place.take(Meaning.NUMBER)) is not None and number[0] > 0:
        return number[0]
    nth = place.take(Meaning.NTH)
    counts = nth is not None and nth[0] in _ORDINALS_THAT_COUNT
    if nth is not None and counts and (place.next_is(Meaning.UNIT) or _counts_weeks(place)):
        return nth[0]
    place.at = before
    return None


def _counts_weeks(place: PlaceInText) -> bool:
    """Return whether an ordinal before a weekday counts weeks; it does not where a month is spoken of."""
    if not place.language.ordinal_counts_weeks or not place.next_is(Meaning.WEEKDAY):
        return False
    return not any(
        word.senses.get(meaning, (None,))[0] == Unit.MONTH
        for word in place.words
        for meaning in (Meaning.UNIT, Meaning.RHYTHM)
    )


def _add_every(said: SaidRhythm, every: Value) -> bool:
    said.every.add(every)
    said.is_every_day = said.is_every_day or every == (Unit.DAY, 1)
    return True


def _times(unit: Value, count: int) -> Value:
    return (unit[0], unit[1] * count)


def _read_nth_days(said: SaidRhythm, place: PlaceInText) -> bool:
    """The first and third Tuesday, the last Friday and Saturday."""
    nths = _read_several(place, Meaning.NTH)
    is_one_day = place.word is not None and len(place.word.senses.get(Meaning.WEEKDAY, ())) == 1
    if not nths or not is_one_day or any(nth not in list(Nth) for nth in nths):
        return False
    days = _read_weekdays(place)
    said.days += [On(Weekday(day), Nth(nth)) for nth in nths for day in days]
    return True


def _read_days(said: SaidRhythm, place: PlaceInText) -> bool:
    """Tuesday; Tuesdays and Thursdays; Monday to Friday."""
    days = _read_weekdays(place)
    said.days += [On(Weekday(day)) for day in days]
    return bool(days)


def _read_unit(said: SaidRhythm, place: PlaceInText) -> bool:
    """Of the month: what it adds is seen where an ordinal is read."""
    return bool(said.days) and place.takes(Meaning.UNIT)


def _read_weekdays(place: PlaceInText) -> Sequence[int]:
    days = _read_several(place, Meaning.WEEKDAY)
    before = place.at
    if days and place.takes(Meaning.TO) and (last := place.take(Meaning.WEEKDAY)) is not None:
        between = (last[0] - days[-1]) % 7
        return [*days, *((days[-1] + later) % 7 for later in range(1, between + 1))]
    place.at = before
    return days


def _read_several(place: PlaceInText, meaning: Meaning) -> list[int]:
    """Return what several words of one meaning stand for, with commas, articles and "and" between them."""
    found = list[int]()
    while len(found) < _AT_ONCE:
        before = place.at
        place.skip(Meaning.FILLER, *([Meaning.AND] if found else []))
        value = place.take(meaning)
        if value is None:
            place.at = before
            break
        found += value
    return found
