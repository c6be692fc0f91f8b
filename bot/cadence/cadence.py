"""A cadence: a recurrence in the local time of its members, with the dates that are skipped or moved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.cadence.dates import date_in_words
from bot.cadence.error import CadenceError, quoted
from bot.cadence.recurrence import BY_THE_MONTH, Nth, Recurs, Weekday, dates_by_rule, first_date, recurrence_rule
from bot.cadence.zones import is_zone

YEARS = range(1970, 3000)
"""Years that a cadence may name: a typing error in one should be told, not computed."""


@dataclass(frozen=True)
class Move:
    """One date that happens on another day, at another time, or both; no time means the cadence's own."""

    original: date
    to: date
    at: time | None = None


@dataclass(frozen=True, kw_only=True)
class Cadence:
    """A recurring date and time. Equal cadences happen at the same instants.

    ``at`` is local time in whole minutes, in the IANA zone ``zone``. Rhythms by the week need ``weekday``, those by the
    month ``weekday`` and ``nth``, and chosen dates ``dates``; nothing may be given that the rhythm does not need.
    ``starts_on`` becomes the first date of the rhythm on or after the one given (for chosen dates: on their first),
    and every second week or other month is counted from there. Skipping a date that the rhythm does not have is fine,
    so that a list of holidays can be given; a date that is moved must be one of the rhythm's, and not skipped.

    Raises CadenceError for anything else.
    """

    recurs: Recurs
    at: time
    zone: str
    starts_on: date
    weekday: Weekday | None = None
    nth: Nth | None = None
    dates: tuple[date, ...] = ()
    skipped: tuple[date, ...] = ()
    moved: tuple[Move, ...] = ()

    def __post_init__(self) -> None:
        _check_time(self.at, self.zone)
        _check_parts(self)
        _check_years(self)
        self._set(dates=tuple(sorted(set(self.dates))), skipped=tuple(sorted(set(self.skipped))))
        self._set(starts_on=self._first_date(), moved=self._real_moves())
        _check_moves(self)

    @property
    def rule(self) -> str | None:
        """The RRULE by RFC 5545, without skipped and moved dates; None for chosen dates."""
        if self.weekday is None:
            return None
        return recurrence_rule(self.recurs, self.weekday, self.nth, self.starts_on)

    def dates_from(self, since: date) -> Iterator[date]:
        """Yield the local dates of the rhythm itself from a day on, in order, skipped and moved ones among them."""
        if self.rule is None:
            return (day for day in self.dates if day >= since)
        return dates_by_rule(self.rule, self.starts_on, since)

    def falls_on(self, day: date) -> bool:
        """Return whether the rhythm has this date, be it skipped, moved or neither."""
        return next(self.dates_from(day), None) == day

    def skipping(self, day: date) -> "Cadence":
        """Return the cadence without one of its dates; a date that was moved is skipped instead."""
        kept = self.restoring(day)
        return replace(kept, skipped=(*kept.skipped, day))

    def moving(self, day: date, to: date, at: time | None = None) -> "Cadence":
        """Return the cadence with one of its dates moved, whatever became of that date before.

        Raises CadenceError when the rhythm does not have that date.
        """
        kept = self.restoring(day)
        return replace(kept, moved=(*kept.moved, Move(day, to, at)))

    def restoring(self, day: date) -> "Cadence":
        """Return the cadence with one of its dates neither skipped nor moved."""
        return replace(
            self,
            skipped=tuple(skipped for skipped in self.skipped if skipped != day),
            moved=tuple(move for move in self.moved if move.original != day),
        )

    def beginning_after(self, day: date) -> "Cadence":
        """Return the cadence without its dates up to a day; every second week stays the same second week.

        Raises CadenceError when no date is left.
        """
        following = next(self.dates_from(day + timedelta(days=1)), None)
        if following is None:
            raise CadenceError("None of these dates is to come. Please add one.")
        return replace(
            self,
            starts_on=following,
            dates=tuple(chosen for chosen in self.dates if chosen > day),
            moved=tuple(move for move in self.moved if move.original > day),
        )

    def _set(self, **parts: object) -> None:
        for name, value in parts.items():
            object.__setattr__(self, name, value)

    def _first_date(self) -> date:
        return self.dates[0] if self.weekday is None else first_date(self.weekday, self.nth, self.starts_on)

    def _real_moves(self) -> tuple[Move, ...]:
        moves = {Move(move.original, move.to, None if move.at == self.at else move.at) for move in self.moved}
        real = [move for move in moves if move.to != move.original or move.at is not None]
        return tuple(sorted(real, key=lambda move: move.original))


def _check_time(at: time, zone: str) -> None:
    if at.tzinfo is not None or at.second or at.microsecond:
        raise CadenceError("The time is a local time in whole minutes, like 15:00.")
    if not is_zone(zone):
        raise CadenceError(f"I don't know the time zone “{quoted(zone)}”.")


def _check_parts(cadence: Cadence) -> None:
    by_the_month = cadence.recurs in BY_THE_MONTH
    by_hand = cadence.recurs is Recurs.CHOSEN_DATES
    if by_hand and not cadence.dates:
        raise CadenceError("Choose at least one date.")
    if not by_hand and cadence.weekday is None:
        raise CadenceError("Choose a day of the week.")
    if by_the_month and cadence.nth is None:
        raise CadenceError("Choose which week of the month: first, second, third, fourth or last.")
    if (by_hand and cadence.weekday is not None) or (not by_hand and cadence.dates):
        raise CadenceError("Choose either dates or a day of the week, not both.")
    if not by_the_month and cadence.nth is not None:
        raise CadenceError("The week of the month is only for what recurs by the month.")


def _check_years(cadence: Cadence) -> None:
    moved = [day for move in cadence.moved for day in (move.original, move.to)]
    for day in (cadence.starts_on, *cadence.dates, *cadence.skipped, *moved):
        if day.year not in YEARS:
            raise CadenceError(f"The year {day.year} is too far away. Please check the date.")
    if any(move.at is not None and (move.at.tzinfo or move.at.second or move.at.microsecond) for move in cadence.moved):
        raise CadenceError("The time is a local time in whole minutes, like 15:00.")


def _check_moves(cadence: Cadence) -> None:
    originals = [move.original for move in cadence.moved]
    if len(originals) != len(set(originals)):
        raise CadenceError("A date can be moved to one other date only.")
    for day in originals:
        if day in cadence.skipped:
            raise CadenceError(f"{date_in_words(day)} is skipped and moved. Please choose one of the two.")
        if not cadence.falls_on(day):
            raise CadenceError(f"{date_in_words(day)} cannot be moved: nothing is planned for that day.")
