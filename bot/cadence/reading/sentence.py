"""A whole cadence as somebody types it: a rhythm or dates, a time, perhaps a zone, a start, and dates that differ."""

from dataclasses import dataclass, field
from datetime import date, time

from bot.cadence.cadence import Cadence, Move
from bot.cadence.error import CadenceError
from bot.cadence.language import Fault
from bot.cadence.reading.cursor import PlaceInText
from bot.cadence.reading.dates import next_weekday, read_date, read_dates
from bot.cadence.reading.days import read_day
from bot.cadence.reading.rhythm import SaidRhythm, rhythm_of
from bot.cadence.reading.times import SaidTime, read_bare_hour, read_time
from bot.cadence.reading.words import Word
from bot.cadence.reading.zones import read_zone
from bot.cadence.recurrence import On, Recurs, Weekday
from bot.cadence.vocabulary import Meaning, Unit


@dataclass(slots=True)
class _Said:
    """What has been read so far."""

    place: PlaceInText
    home: str
    today: date
    rhythm: SaidRhythm = field(default_factory=SaidRhythm)
    dates: list[date] = field(default_factory=list)
    at: SaidTime | None = None
    part_of_day: int | None = None
    """Hours that a morning (0) or an evening (12) adds to an hour of which nothing else is said."""
    zone: str | None = None
    starts_on: date | None = None
    skipped: list[date] = field(default_factory=list)
    excluded: set[int] = field(default_factory=set)
    """Weekdays on which it is not: every weekday except Friday."""
    moved: list[Move] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    """Places of words that could not be read."""


def read_cadence(place: PlaceInText, home: str, today: date) -> Cadence:
    """Return the cadence that words describe. Raises CadenceError with what was not understood."""
    said = _Said(place, home, today)
    while place.word is not None:
        if not any(reader(said) for reader in _READERS):
            said.unread.append(place.at)
            place.at += 1
    _read_bare_hour(said)
    _refuse_unread(said)
    if said.at is None or not (said.rhythm.is_said or said.dates):
        raise CadenceError(Fault.NO_RHYTHM_OR_TIME, place.text.typed)
    return _cadence(said, said.at.on_a_clock(said.part_of_day))


def _cadence(said: _Said, at: time) -> Cadence:
    recurs, days = _rhythm(said)
    return Cadence(
        recurs=recurs,
        weekday=days[0].weekday if days else None,
        nth=days[0].nth if days else None,
        also=days[1:],
        dates=tuple(said.dates),
        at=at,
        zone=said.zone or said.home,
        starts_on=said.starts_on or said.today,
        skipped=tuple(said.skipped),
        moved=tuple(said.moved),
    )


def _rhythm(said: _Said) -> tuple[Recurs, tuple[On, ...]]:
    """Return the rhythm; its day is that of its start where no other is said, and a date alone is once."""
    rhythm = said.rhythm
    if rhythm.is_once and not said.dates and len(rhythm.days) == 1 and rhythm.days[0].nth is None:
        said.dates = [next_weekday(rhythm.days[0].weekday, said.today, 1)]
        rhythm.days = []
    if said.dates and (rhythm.days or (rhythm.is_said and not rhythm.is_once)):
        raise CadenceError(Fault.DATES_AND_WEEKDAY)
    if said.dates:
        return Recurs.CHOSEN_DATES, ()
    if not rhythm.days and not rhythm.is_every_day and said.starts_on is not None:
        rhythm.days = [On(Weekday(said.starts_on.weekday()))]
    recurs, days = rhythm_of(rhythm)
    return recurs, tuple(day for day in days if day.weekday not in said.excluded)


def _read_exceptions(said: _Said) -> bool:
    """But not on 2 March and 9 March; except Friday."""
    place, at = said.place, said.place.at
    if not place.takes(Meaning.EXCEPT):
        return False
    dates = _read_dates(said)
    said.skipped += dates
    if not dates and (days := place.take(Meaning.WEEKDAY)) is not None:
        said.excluded.update(days)
    elif not dates:
        raise CadenceError(Fault.UNREAD_DATE, place.stretch(at + 1))
    return True


def _read_dates(said: _Said) -> list[date]:
    """Return the dates of a list, which are parted by commas and "and"."""
    found, place = list[date](), said.place
    while True:
        before = place.at
        place.skip(Meaning.AND, Meaning.FILLER)
        more = read_dates(place, said.today)
        if not more:
            place.at = before if found else place.at
            return found
        found += more


def _read_move(said: _Said) -> bool:
    """With 9 March moved to 10 March at 14:00."""
    place = said.place
    if not place.takes(Meaning.MOVING):
        return False
    original = read_date(place, said.today)
    to = read_date(place, said.today) if original is not None and place.takes(Meaning.MOVED_TO) else None
    if original is None or to is None:
        raise CadenceError(Fault.UNREAD_CLAUSE)
    at = read_time(place)
    said.moved.append(Move(original, to, at.on_a_clock() if at is not None else None))
    return True


def _read_start(said: _Said) -> bool:
    """Starting 5 January. "From 3 to 4 pm" is no start, but a time."""
    place = said.place
    if not place.takes(Meaning.STARTING):
        return False
    at = place.at
    day = read_date(place, said.today)
    if day is None and read_time(place) is not None:
        place.at = at
        return True
    day = day or read_day(place, said.today)
    if day is None:
        raise CadenceError(Fault.UNREAD_DATE, place.stretch(at))
    if said.starts_on is not None:
        raise CadenceError(Fault.TWO_STARTS)
    said.starts_on = day
    return True


def _refuse_end(said: _Said) -> bool:
    """Raise CadenceError for "until 3 March": an end cannot be planned."""
    place, before = said.place, said.place.at
    if place.takes(Meaning.UNTIL) and read_day(place, said.today) is not None:
        raise CadenceError(Fault.NO_END, place.since(before))
    place.at = before
    return False


def _read_more_dates(said: _Said) -> bool:
    place, before = said.place, said.place.at
    found = read_dates(place, said.today)
    said.dates += found
    halves = [word.senses[Meaning.HALF_OF_DAY][0] for word in place.words[before : place.at] if _is_part_of_day(word)]
    said.part_of_day = halves[0] if halves else said.part_of_day
    return bool(found)


def _is_part_of_day(word: Word) -> bool:
    return Meaning.HALF_OF_DAY in word.senses


def _read_part_of_day(said: _Said) -> bool:
    """On Tuesday evenings, le mardi matin."""
    half = said.place.take(Meaning.HALF_OF_DAY)
    said.part_of_day = half[0] if half is not None else said.part_of_day
    return half is not None


def _read_time(said: _Said) -> bool:
    before = said.place.at
    at = read_time(said.place)
    if at is None:
        return False
    if said.at is not None:
        raise CadenceError(Fault.TWO_TIMES, said.place.since(before))
    said.at = at
    while (zone := read_zone(said.place, said.home, said.today)) is not None:
        said.zone = zone
    return True


def _read_rhythm(said: _Said) -> bool:
    return said.rhythm.read(said.place)


def _skip(said: _Said) -> bool:
    before = said.place.at
    said.place.skip(Meaning.AND, Meaning.FILLER, Meaning.AT, Meaning.AHEAD)
    return said.place.at > before


_READERS = (
    _read_exceptions,
    _read_move,
    _read_start,
    _refuse_end,
    _read_more_dates,
    _read_time,
    _read_part_of_day,
    _read_rhythm,
    _skip,
)
"""In the order in which they are asked what comes next."""


def _read_bare_hour(said: _Said) -> None:
    """Take a number alone for the time, if no other time is said: Tuesdays 3."""
    numbers = [at for at in said.unread if Meaning.NUMBER in said.place.words[at].senses]
    if said.at is None and len(numbers) == 1:
        said.place.at = numbers[0]
        said.at = read_bare_hour(said.place)
        said.unread.remove(numbers[0])


def _refuse_unread(said: _Said) -> None:
    """Raise CadenceError with the first words that could not be read, or with all where none could."""
    if not said.unread:
        return
    if said.at is None and not said.dates and not said.rhythm.is_said:
        raise CadenceError(Fault.NO_RHYTHM_OR_TIME, said.place.text.typed)
    words = _words_unread(said)
    first = said.place.words[said.unread[0]].senses
    is_day_of_month = Meaning.NTH in first or Meaning.NUMBER in first
    if is_day_of_month and not said.rhythm.days and any(unit == Unit.MONTH for unit, _ in said.rhythm.every):
        raise CadenceError(Fault.DATE_OF_EACH_MONTH, words)
    raise CadenceError(Fault.UNREAD, words)


def _words_unread(said: _Said) -> str:
    """Return the first words that could not be read, with those between them that say nothing."""
    place, last = said.place, said.unread[0]
    for at in said.unread:
        if all(Meaning.FILLER in word.senses for word in place.words[last + 1 : at]):
            last = at
    place.at = last + 1
    return place.since(said.unread[0])
