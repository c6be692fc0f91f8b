"""Cadences in words that members say: "every second Tuesday at 15:00 Toronto time", written and parsed."""

import re
from calendar import month_abbr
from datetime import date
from typing import TypedDict

from bot.cadence.cadence import Cadence, Move
from bot.cadence.dates import date_from_words, date_in_words, dates_from_words, dates_in_words, time_from_words
from bot.cadence.error import CadenceError, quoted
from bot.cadence.recurrence import Nth, Recurs, Weekday
from bot.cadence.zones import zone_from_words, zone_in_words

_PHRASES = {
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

_EXAMPLES = """\
• every week on Tuesday at 15:00
• every second Tuesday at 15:00, starting 5 January
• every four weeks on Tuesday at 15:00
• the third Thursday of every month at 15:00
• the last Thursday of every other month at 15:00
• six times a year on the first Monday of the month at 15:00
• on 3 March, 14 April and 9 June at 15:00"""

_DAY = rf"(?P<weekday>{'|'.join(weekday.name.lower() for weekday in Weekday)})s?"
_NTHS = {nth.name.lower(): nth for nth in Nth} | dict(zip(("1st", "2nd", "3rd", "4th"), Nth, strict=False))
_NTH_DAY = rf"(?P<nth>{'|'.join(_NTHS)}) {_DAY}"
_EVERY_OTHER = r"every (?:second|other|2nd)"
_PATTERNS = [
    (Recurs.EVERY_WEEK, rf"(?:every week|each week|weekly) on {_DAY}"),
    (Recurs.EVERY_WEEK, rf"(?:every|each) {_DAY}"),
    (Recurs.EVERY_TWO_WEEKS, rf"(?:every (?:two|2) weeks|{_EVERY_OTHER} week|every fortnight|fortnightly) on {_DAY}"),
    (Recurs.EVERY_TWO_WEEKS, rf"{_EVERY_OTHER} {_DAY}"),
    (Recurs.EVERY_FOUR_WEEKS, rf"every (?:four weeks|4 weeks|fourth week|4th week) on {_DAY}"),
    (Recurs.EVERY_FOUR_WEEKS, rf"every (?:fourth|4th) {_DAY}"),
    (Recurs.EVERY_MONTH, rf"(?:on )?(?:the|every) {_NTH_DAY} (?:of|in) (?:every|each|the|a) month"),
    (Recurs.EVERY_MONTH, rf"(?:every month|each month|monthly) on the {_NTH_DAY}"),
    (Recurs.EVERY_OTHER_MONTH, rf"(?:on )?(?:the|every) {_NTH_DAY} (?:of|in) {_EVERY_OTHER} month"),
    (Recurs.EVERY_OTHER_MONTH, rf"(?:{_EVERY_OTHER} month|every two months|every 2 months) on the {_NTH_DAY}"),
    (Recurs.SIX_TIMES_A_YEAR, rf"(?:six|6) times a year,? on the {_NTH_DAY}(?: of the month)?"),
    (Recurs.SEVEN_TIMES_A_YEAR, rf"(?:seven|7) times a year,? on the {_NTH_DAY}(?: of the month)?"),
]
_DASHES = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]")
"""Phones make one of these of two hyphens, and of one between digits."""
_A_DATE = re.compile(rf"\b(?:{'|'.join(month_abbr[1:]).casefold()})|\d{{4}}-")

_HEAD = re.compile(r"(?P<rhythm>.+?),? at (?P<time>[^\s,]+(?: [ap]\.?m\.?(?![^\s,]))?),?(?: (?:in )?(?P<zone>.+))?")
_CLAUSE = re.compile(r",? (?:but |and )?(?=(?:starting|from|not on|except|with) )")
_START = re.compile(r"(?:starting|from) (?:on )?(?P<date>.+)")
_SKIPS = re.compile(r"(?:not|except) (?:on )?(?P<dates>.+)")
_MOVE = re.compile(r"with (?P<original>.+?) moved to (?P<to>.+?)(?: at (?P<time>.+))?")


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


def parse_words(text: str, default_zone: str, today: date) -> Cadence:
    """Return the cadence that a member's words describe, in their zone unless they name another.

    It starts on ``today``, the member's own, unless the words say when; dates without a year are the next such.
    Raises CadenceError with what to write instead.
    """
    words = _DASHES.sub("-", " ".join(text.casefold().split()))
    head, *clauses = _CLAUSE.split(words.rstrip(" ."))
    said = _HEAD.fullmatch(head)
    if said is None:
        raise CadenceError(f"I can't read “{quoted(text)}”. Say how often and at what time, for example:\n{_EXAMPLES}")
    recurs, weekday, nth, dates = _rhythm_from_words(said["rhythm"], today)
    return Cadence(
        recurs=recurs,
        weekday=weekday,
        nth=nth,
        dates=dates,
        at=time_from_words(said["time"]),
        zone=zone_from_words(said["zone"], default_zone, today) if said["zone"] else default_zone,
        **_read_clauses(clauses, today),
    )


def _rhythm_from_words(words: str, today: date) -> tuple[Recurs, Weekday | None, Nth | None, tuple[date, ...]]:
    for recurs, pattern in _PATTERNS:
        if said := re.fullmatch(pattern, words):
            parts = said.groupdict()
            nth = _NTHS[parts["nth"]] if "nth" in parts else None
            return recurs, Weekday[parts["weekday"].upper()], nth, ()
    if _A_DATE.search(words):
        return Recurs.CHOSEN_DATES, None, None, tuple(dates_from_words(words.removeprefix("on "), today))
    raise CadenceError(f"I can't read “{quoted(words)}”. These I understand:\n{_EXAMPLES}")


class _Clauses(TypedDict):
    starts_on: date
    skipped: tuple[date, ...]
    moved: tuple[Move, ...]


def _read_clauses(clauses: list[str], today: date) -> _Clauses:
    starts = [date_from_words(said["date"], today) for clause in clauses if (said := _START.fullmatch(clause))]
    skips = [dates_from_words(said["dates"], today) for clause in clauses if (said := _SKIPS.fullmatch(clause))]
    moves = [_move_from_words(said, today) for clause in clauses if (said := _MOVE.fullmatch(clause))]
    if len(starts) > 1:
        raise CadenceError("There are two dates to start on. Please say one.")
    if len(starts) + len(skips) + len(moves) < len(clauses):
        raise CadenceError(
            "I can't read everything after the time. It can be followed by “starting 5 January”, "
            "“but not on 2 March” and “with 9 March moved to 10 March at 14:00”."
        )
    skipped = tuple(day for days in skips for day in days)
    return _Clauses(starts_on=starts[0] if starts else today, skipped=skipped, moved=tuple(moves))


def _move_from_words(said: re.Match[str], today: date) -> Move:
    at = time_from_words(said["time"]) if said["time"] else None
    return Move(date_from_words(said["original"], today), date_from_words(said["to"], today), at)


def _rhythm(cadence: Cadence, dates: str) -> str:
    rhythm = _PHRASES[cadence.recurs].format(
        weekday=cadence.weekday.name.capitalize() if cadence.weekday is not None else "",
        nth=cadence.nth.name.lower() if cadence.nth is not None else "",
        dates=dates,
    )
    return f"{rhythm} at {cadence.at:%H:%M} {zone_in_words(cadence.zone)}"


def _move_in_words(move: Move) -> str:
    at = f" at {move.at:%H:%M}" if move.at is not None else ""
    return f"with {date_in_words(move.original)} moved to {date_in_words(move.to)}{at}"
