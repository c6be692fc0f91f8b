"""Times of day: 15:00, 3 pm, 15 h 30, noon, half past three; of a stretch, such as 3-4pm, its beginning."""

from dataclasses import dataclass, replace
from datetime import time

from bot.cadence.error import CadenceError
from bot.cadence.language import Fault, Meaning
from bot.cadence.reading.cursor import PlaceInText
from bot.cadence.saying import AFTERNOON_IF_UNSAID

_MINUTE_SIGNS = (":", ".")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A time as it stands: ``half`` is 0 or 12 where it is said which half of the day is meant."""

    hour: int
    minute: int
    half: int | None
    words: str
    is_bare: bool
    """A number and nothing that makes a time of it."""

    @property
    def is_of_twelve(self) -> bool:
        return self.half is None and 1 <= self.hour <= 12 and not self.words.startswith("0")


def read_time(place: PlaceInText) -> time | None:
    """Return the time that is said next, and go past it; None and stay where none is.

    A number alone is a time only after "at", or as the beginning of a stretch. Raises CadenceError for a time that no
    clock shows.
    """
    before = place.at
    before_end = Meaning.AND if place.takes(Meaning.BETWEEN) else Meaning.TO
    is_announced = place.takes(Meaning.AT)
    place.skip(Meaning.AT, Meaning.FILLER)
    begins = _read_clock(place, is_announced=is_announced)
    ends = _read_end(place, before_end) if begins is not None else None
    if begins is None or (begins.is_bare and ends is None and not is_announced):
        place.at = before
        return None
    return _time_of(_in_its_half(begins, ends))


def read_bare_hour(place: PlaceInText) -> time | None:
    """Return the time of a number alone; only for where no other time is said."""
    begins = _read_clock(place)
    return _time_of(_in_its_half(begins, None)) if begins is not None else None


def _read_end(place: PlaceInText, sign: Meaning) -> _Reading | None:
    before = place.at
    if place.takes(sign):
        place.skip(Meaning.AT)
        if (ends := _read_clock(place)) is not None:
            return ends
    place.at = before
    return None


def _read_clock(place: PlaceInText, *, is_announced: bool = False) -> _Reading | None:
    before = place.at
    if (named := place.take(Meaning.CLOCK)) is not None:
        minutes = sum(place.take(Meaning.MINUTES_AFTER) or ())
        return _Reading(named[0], named[1] + minutes, None, "0", is_bare=False)
    ahead = place.take(Meaning.MINUTES_BEFORE_HOUR)
    hour = _read_hour(place, is_announced=is_announced or ahead is not None)
    if hour is None:
        place.at = before
        return None
    minute = _read_minutes(place)
    has_hours = minute is None and place.takes(Meaning.OCLOCK)
    after = place.take(Meaning.MINUTES_AFTER)
    half = place.take(Meaning.HALF_OF_DAY)
    if minute is not None and minute > 59:
        raise CadenceError(Fault.NO_SUCH_TIME, place.since(before))
    total = hour + (minute or 0) + sum(ahead or ()) + sum(after or ())
    is_bare = not has_hours and all(part is None for part in (minute, ahead, after, half))
    return _Reading(total // 60, total % 60, half[0] if half else None, place.since(before), is_bare)


def _read_hour(place: PlaceInText, *, is_announced: bool) -> int | None:
    """Return the minutes of the hour. In letters, or as in 1530, it is one only where it is clear that it is."""
    word, number = place.word, place.take(Meaning.NUMBER)
    if word is None or number is None:
        return None
    if is_announced and len(word.text) == len("1530"):
        return number[0] // 100 * 60 + number[0] % 100
    is_clear = is_announced or place.next_is(Meaning.OCLOCK, Meaning.HALF_OF_DAY, Meaning.MINUTES_AFTER)
    return number[0] * 60 if is_clear or word.text.isdigit() else None


def _read_minutes(place: PlaceInText) -> int | None:
    """Return the minutes that follow the hour, as two digits after a sign or an h."""
    before = place.at
    is_sign = place.word is not None and place.word.text in _MINUTE_SIGNS and place.is_glued()
    place.at += is_sign
    if is_sign or place.takes(Meaning.OCLOCK):
        word = place.word
        is_date = place.next_is(Meaning.MONTH, after=1)
        if word is not None and len(word.text) == 2 and word.text.isdigit() and not (is_date and not is_sign):
            return (place.take(Meaning.NUMBER) or (60,))[0]
    place.at = before
    return None


def _in_its_half(begins: _Reading, ends: _Reading | None) -> _Reading:
    """Return the time with the half of the day that is likeliest where none is said.

    It is that of the stretch's end, by which 3-4pm begins in the afternoon and 11-1pm does not; or working hours.
    """
    if not begins.is_of_twelve:
        return begins
    if ends is not None and ends.half is not None and 1 <= ends.hour <= 12:
        is_same = begins.hour % 12 <= ends.hour % 12
        return replace(begins, half=ends.half if is_same else 12 - ends.half)
    return replace(begins, half=12) if begins.hour in AFTERNOON_IF_UNSAID else begins


def _time_of(said: _Reading) -> time:
    hour = said.hour
    if hour > (12 if said.half is not None else 23) or (said.half is not None and not hour):
        raise CadenceError(Fault.NO_SUCH_TIME, said.words)
    return time(hour if said.half is None else hour % 12 + said.half, said.minute)
