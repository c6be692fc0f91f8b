"""Reading a cadence from words: what ``in_words`` writes, and the other ways in which members say the same."""

import re
from calendar import month_abbr
from datetime import date
from typing import TypedDict

from bot.cadence.cadence import Cadence, Move
from bot.cadence.dates import date_from_words, dates_from_words, time_from_words
from bot.cadence.error import CadenceError, quoted
from bot.cadence.recurrence import Nth, Recurs, Weekday
from bot.cadence.zones import zone_from_words

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
_RHYTHMS = [
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
    for recurs, pattern in _RHYTHMS:
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
