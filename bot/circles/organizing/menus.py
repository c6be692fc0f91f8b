"""What can be chosen in menus of when a circle meets, and how that stands to what can be typed."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.cadence import Cadence, Nth, Recurs, Weekday
from bot.recurring.menus import HOW_OFTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is chosen in the menus: a rhythm on a day of the week, or one date."""

    recurs: Recurs
    at: time
    nth: Nth | None = None
    weekday: Weekday | None = None
    day: date | None = None
    """The date of what happens once."""


def chosen_of(cadence: Cadence) -> Chosen | None:
    """Return what the menus show of a cadence; None for one that they have no words for."""
    if cadence.recurs is Recurs.CHOSEN_DATES and len(cadence.dates) == 1:
        return Chosen(recurs=cadence.recurs, at=cadence.at, day=cadence.dates[0])
    if cadence.also or (cadence.recurs, cadence.nth) not in HOW_OFTEN:
        return None
    return Chosen(recurs=cadence.recurs, at=cadence.at, nth=cadence.nth, weekday=cadence.weekday)


def cadence_of(chosen: Chosen, said: Cadence, today: date) -> Cadence:
    """Return the cadence of the menus, with what they do not show as it was ``said``: zone, start, single dates.

    Raises CadenceError where the date is too far away.
    """
    if chosen == chosen_of(said):
        return said
    if chosen.day is not None:
        dates = (chosen.day,)
        return Cadence(recurs=chosen.recurs, at=chosen.at, zone=said.zone, starts_on=chosen.day, dates=dates)
    return Cadence(
        recurs=chosen.recurs,
        nth=chosen.nth,
        weekday=chosen.weekday,
        at=chosen.at,
        zone=said.zone,
        starts_on=_start(said, today),
    )


def weekday_of(said: Cadence) -> Weekday:
    """Return the day of the week of a cadence, or of its first date."""
    return said.weekday if said.weekday is not None else Weekday(said.starts_on.weekday())


def next_on(weekday: Weekday, today: date) -> date:
    """Return the first such day after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _start(said: Cadence, today: date) -> date:
    """Return the day that a cadence starts on, if somebody said one: every second week is counted from there."""
    if not said.days:
        return today
    unsaid = Cadence(
        recurs=said.recurs,
        nth=said.nth,
        weekday=said.weekday,
        also=said.also,
        at=said.at,
        zone=said.zone,
        starts_on=today,
    )
    if unsaid.starts_on == said.starts_on:
        return today
    return said.starts_on if said.starts_on > today else _monday_of(said.starts_on)


def _monday_of(day: date) -> date:
    """Return the Monday of a week that has begun: another day of the week is then counted from the same week."""
    return day - timedelta(days=day.weekday())
