"""A cadence: a recurrence in the local time of its members, with the dates that are skipped or moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.cadence.error import CadenceError
from bot.cadence.language import Fault
from bot.cadence.recurrence import (
    BY_THE_MONTH,
    YEARS,
    Nth,
    On,
    Recurs,
    Weekday,
    dates_by_rule,
    first_date,
    in_order,
    recurrence_rule,
)
from bot.cadence.zones import is_zone


@dataclass(frozen=True)
class Move:
    """One date that happens on another day, at another time, or both; no time means the cadence's own."""

    original: date
    to: date
    at: time | None = None


@dataclass(frozen=True, kw_only=True)
class Cadence:
    """A recurring date and time, or a single one: one chosen date. Equal cadences happen at the same instants.

    ``at`` is local time in whole minutes, in the IANA zone ``zone``. Rhythms by the week need ``weekday``, those by the
    month ``weekday`` and ``nth``, and chosen dates ``dates``; nothing may be given that the rhythm does not need.
    ``also`` are further days of the same weeks or months; the first of all of them becomes ``weekday`` and ``nth``.
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
    also: tuple[On, ...] = ()
    dates: tuple[date, ...] = ()
    skipped: tuple[date, ...] = ()
    moved: tuple[Move, ...] = ()

    def __post_init__(self) -> None:
        _check_time(self.at, self.zone)
        _check_parts(self)
        _check_years(self)
        self._set(dates=tuple(sorted(set(self.dates))), skipped=tuple(sorted(set(self.skipped))))
        self._set(**_first_and_others(self.days))
        self._set(starts_on=self._first_date(), moved=self._real_moves())
        _check_moves(self)

    @property
    def days(self) -> tuple[On, ...]:
        """The days of the week or of the month that it falls on, in order; none for chosen dates."""
        return in_order([On(self.weekday, self.nth), *self.also]) if self.weekday is not None else ()

    @property
    def rule(self) -> str | None:
        """The RRULE by RFC 5545, without skipped and moved dates; None for chosen dates."""
        return recurrence_rule(self.recurs, self.days, self.starts_on) if self.days else None

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
            raise CadenceError(Fault.NONE_TO_COME)
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
        return first_date(self.days, self.starts_on) if self.days else self.dates[0]

    def _real_moves(self) -> tuple[Move, ...]:
        moves = {Move(move.original, move.to, None if move.at == self.at else move.at) for move in self.moved}
        real = [move for move in moves if move.to != move.original or move.at is not None]
        return tuple(sorted(real, key=lambda move: move.original))


def _first_and_others(days: Sequence[On]) -> dict[str, object]:
    return {"weekday": days[0].weekday, "nth": days[0].nth, "also": tuple(days[1:])} if days else {}


def _check_time(at: time, zone: str) -> None:
    if at.tzinfo is not None or at.second or at.microsecond:
        raise CadenceError(Fault.TIME_NOT_IN_MINUTES)
    if not is_zone(zone):
        raise CadenceError(Fault.UNKNOWN_ZONE, zone)


def _check_parts(cadence: Cadence) -> None:
    by_the_month = cadence.recurs in BY_THE_MONTH
    by_hand = cadence.recurs is Recurs.CHOSEN_DATES
    if by_hand and not cadence.dates:
        raise CadenceError(Fault.NO_DATE)
    if not by_hand and cadence.weekday is None:
        raise CadenceError(Fault.NO_WEEKDAY)
    if (by_hand and (cadence.days or cadence.also)) or (not by_hand and cadence.dates):
        raise CadenceError(Fault.DATES_AND_WEEKDAY)
    if by_the_month and not all(day.nth for day in cadence.days):
        raise CadenceError(Fault.NO_WEEK_OF_THE_MONTH)
    if not by_the_month and (cadence.nth or any(day.nth for day in cadence.also)):
        raise CadenceError(Fault.WEEK_OF_THE_MONTH_BY_THE_WEEK)


def _check_years(cadence: Cadence) -> None:
    moved = [day for move in cadence.moved for day in (move.original, move.to)]
    for day in (cadence.starts_on, *cadence.dates, *cadence.skipped, *moved):
        if day.year not in YEARS:
            raise CadenceError(Fault.YEAR_TOO_FAR, str(day.year))
    if any(move.at is not None and (move.at.tzinfo or move.at.second or move.at.microsecond) for move in cadence.moved):
        raise CadenceError(Fault.TIME_NOT_IN_MINUTES)


def _check_moves(cadence: Cadence) -> None:
    originals = [move.original for move in cadence.moved]
    if len(originals) != len(set(originals)):
        raise CadenceError(Fault.MOVED_TWICE)
    for day in originals:
        if day in cadence.skipped:
            raise CadenceError(Fault.SKIPPED_AND_MOVED, day)
        if not cadence.falls_on(day):
            raise CadenceError(Fault.NOT_PLANNED, day)
