"""Times of day: 15:00, 3 pm, 15 h 30, noon, half past three; of a stretch, such as 3-4pm, its beginning."""

from dataclasses import dataclass, replace
from datetime import time

from bot.cadence.error import CadenceError
from bot.cadence.language import Fault
from bot.cadence.reading.cursor import PlaceInText
from bot.cadence.saying import AFTERNOON_IF_UNSAID
from bot.cadence.vocabulary import Meaning

_MINUTE_SIGNS = (":", ".")
_SMALLEST_IN_LETTERS = 10
"""Nobody says three five for 3:05."""


@dataclass(frozen=True, slots=True)
class SaidTime:
    """A time as it stands: ``half`` is 0 or 12 where it is said which half of the day is meant."""

    hour: int
    minute: int
    half: int | None
    words: str
    is_bare: bool
    """A number and nothing that makes a time of it."""

    @property
    def is_of_twelve(self) -> bool:
        """Whether it is on a clock with twelve hours, and not said on which half of the day."""
        return self.half is None and 1 <= self.hour <= 12 and not self.words.startswith("0")

    def on_a_clock(self, part_of_day: int | None = None) -> time:
        """Return the time. Where its half of the day was not said with it, it is by the part of the day, or likely.

        Raises CadenceError for a time that no clock shows.
        """
        half = self.half
        if self.is_of_twelve and self.hour < 12:
            half = part_of_day if part_of_day is not None else 12 if self.hour in AFTERNOON_IF_UNSAID else None
        if self.hour > (12 if half is not None else 23) or (half is not None and not self.hour):
            raise CadenceError(Fault.NO_SUCH_TIME, self.words)
        return time(self.hour if half is None else self.hour % 12 + half, self.minute)


def read_time(place: PlaceInText) -> SaidTime | None:
    """Return the time that is said next, and go past it; None and stay where none is.

    A number alone is a time only after "at", or as the beginning of a stretch. Raises CadenceError for more
    minutes than an hour has.
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
    return _in_the_half_of(begins, ends)


def read_bare_hour(place: PlaceInText) -> SaidTime | None:
    """Return the time of a number alone; only for where no other time is said."""
    return _read_clock(place)


def _read_end(place: PlaceInText, sign: Meaning) -> SaidTime | None:
    before = place.at
    if place.takes(sign):
        place.skip(Meaning.AT)
        if (ends := _read_clock(place)) is not None:
            return ends
    place.at = before
    return None


def _read_clock(place: PlaceInText, *, is_announced: bool = False) -> SaidTime | None:
    before = place.at
    if (named := place.take(Meaning.CLOCK)) is not None:
        total = named[0] * 60 + named[1] + sum(place.take(Meaning.MINUTES_AFTER) or ())
        return SaidTime(*_on_a_clock(total), None, "0", is_bare=False)
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
    return SaidTime(*_on_a_clock(total), half[0] if half else None, place.since(before), is_bare)


def _on_a_clock(minutes: int) -> tuple[int, int]:
    """Return hours and minutes; a quarter to midnight is on the evening before."""
    return divmod(minutes if minutes >= 0 else minutes + 24 * 60, 60)


def _read_hour(place: PlaceInText, *, is_announced: bool) -> int | None:
    """Return the minutes of the hour. In letters, or as in 1530, it is one only where it is clear that it is."""
    word, number = place.word, place.take(Meaning.NUMBER)
    if word is None or number is None:
        return None
    if is_announced and word.text.isdigit() and len(word.text) == len("1530"):
        return number[0] // 100 * 60 + number[0] % 100
    is_clear = is_announced or place.next_is(Meaning.OCLOCK, Meaning.HALF_OF_DAY, Meaning.MINUTES_AFTER)
    return number[0] * 60 if is_clear or word.text.isdigit() else None


def _read_minutes(place: PlaceInText) -> int | None:
    """Return the minutes that follow the hour: two digits after a sign or an h, or in letters as the hour is."""
    before = place.at
    is_in_letters = place.words[before - 1].text.isalpha()
    is_sign = place.word is not None and place.word.text in _MINUTE_SIGNS and place.is_glued()
    place.at += is_sign
    has_sign = is_sign or place.takes(Meaning.OCLOCK)
    word, minutes = place.word, place.take(Meaning.NUMBER)
    if word is not None and minutes is not None and (is_sign or not place.next_is(Meaning.MONTH)):
        is_written_out = (has_sign or is_in_letters) and word.text[0].isalpha() and minutes[0] >= _SMALLEST_IN_LETTERS
        if is_written_out or (has_sign and word.text.isdigit() and len(word.text) == len("30")):
            place.at += is_sign and place.next_is(Meaning.OCLOCK)
            return minutes[0]
    place.at = before
    return None


def _in_the_half_of(begins: SaidTime, ends: SaidTime | None) -> SaidTime:
    """Return the beginning of a stretch in the half of the day in which it ends: 3-4pm, but not 11-1pm."""
    if ends is None or ends.half is None or not begins.is_of_twelve or not 1 <= ends.hour <= 12:
        return begins
    is_same = begins.hour % 12 <= ends.hour % 12
    return replace(begins, half=ends.half if is_same else 12 - ends.half)
