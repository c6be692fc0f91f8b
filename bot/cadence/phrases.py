"""A cadence in words that a member says: "every second Tuesday at 15:00 Toronto time"."""

from bot.cadence.cadence import Cadence, Move
from bot.cadence.dates import date_in_words, dates_in_words
from bot.cadence.recurrence import Recurs
from bot.cadence.zones import zone_in_words

_RHYTHMS = {
    Recurs.EVERY_WEEK: "every week on {weekday}",
    Recurs.EVERY_TWO_WEEKS: "every second {weekday}",
    Recurs.EVERY_FOUR_WEEKS: "every four weeks on {weekday}",
    Recurs.EVERY_MONTH: "the {nth} {weekday} of every month",
    Recurs.EVERY_OTHER_MONTH: "the {nth} {weekday} of every other month",
    Recurs.SIX_TIMES_A_YEAR: "six times a year on the {nth} {weekday} of the month",
    Recurs.SEVEN_TIMES_A_YEAR: "seven times a year on the {nth} {weekday} of the month",
    Recurs.CHOSEN_DATES: "on {dates}",
}

DATES_NAMED = 12
"""Chosen dates that a line in a message names: a hundred of them would be more than Slack takes."""


def rhythm_in_words(cadence: Cadence) -> str:
    """Return how often, on which day and at what time, for a line in a message; not the start, skips and moves.

    Of many chosen dates the first few are named.
    """
    more = len(cadence.dates) - DATES_NAMED
    if more <= 1:
        return _rhythm(cadence, dates_in_words(cadence.dates))
    named = ", ".join(map(date_in_words, cadence.dates[:DATES_NAMED]))
    return _rhythm(cadence, f"{named} and {more} more dates")


def in_words(cadence: Cadence) -> str:
    """Return all of a cadence in words: ``parse_words`` makes an equal one of it, wherever and whenever it is read."""
    clauses = [_rhythm(cadence, dates_in_words(cadence.dates))]
    if cadence.recurs is not Recurs.CHOSEN_DATES:
        clauses.append(f"starting {date_in_words(cadence.starts_on)}")
    if cadence.skipped:
        clauses.append(f"but not on {dates_in_words(cadence.skipped)}")
    clauses.extend(_move_in_words(move) for move in cadence.moved)
    return ", ".join(clauses)


def _rhythm(cadence: Cadence, dates: str) -> str:
    rhythm = _RHYTHMS[cadence.recurs].format(
        weekday=cadence.weekday.name.capitalize() if cadence.weekday is not None else "",
        nth=cadence.nth.name.lower() if cadence.nth is not None else "",
        dates=dates,
    )
    return f"{rhythm} at {cadence.at:%H:%M} {zone_in_words(cadence.zone)}"


def _move_in_words(move: Move) -> str:
    at = f" at {move.at:%H:%M}" if move.at is not None else ""
    return f"with {date_in_words(move.original)} moved to {date_in_words(move.to)}{at}"
