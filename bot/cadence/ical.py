"""A cadence as text for one column of the database: properties of RFC 5545, one a line.

The first paragraph is the series (DTSTART with RRULE or RDATE, and EXDATE for what is skipped); each paragraph after it
is one moved date, as a calendar has it: RECURRENCE-ID names the original, DTSTART says when it happens instead. ::

    DTSTART;TZID=America/Toronto:20270105T150000
    RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU
    EXDATE;TZID=America/Toronto:20270119T150000

    RECURRENCE-ID;TZID=America/Toronto:20270202T150000
    DTSTART;TZID=America/Toronto:20270203T140000
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache

from icalendar.parser import Contentline, Parameters
from icalendar.prop import vDatetime, vDDDLists, vRecur

from bot.cadence.cadence import Cadence, Move
from bot.cadence.error import CadenceError
from bot.cadence.language import Fault
from bot.cadence.recurrence import BY_THE_MONTH, BY_THE_WEEK, On, Recurs, day_of, recurrence_rule

_Properties = Mapping[str, tuple[Parameters, str]]


def to_rule(cadence: Cadence) -> str:
    """Return the text that ``from_rule`` makes an equal cadence of."""
    paragraphs = [_series(cadence), *(_move(cadence, move) for move in cadence.moved)]
    return "\n\n".join("\n".join(lines) for lines in paragraphs)


@lru_cache(maxsize=1_000)
def from_rule(text: str) -> Cadence:
    """Return the cadence that ``to_rule`` wrote. Raises CadenceError for any other text."""
    try:
        cadence = _read(text)
    except (ValueError, KeyError) as fault:
        raise CadenceError(Fault.RULE_UNREAD) from fault
    if to_rule(cadence) != text:
        raise CadenceError(Fault.RULE_SAYS_MORE)
    return cadence


def _series(cadence: Cadence) -> list[str]:
    lines = [_moments("DTSTART", cadence, [cadence.starts_on], cadence.at)]
    if cadence.rule is not None:
        lines.append(f"RRULE:{cadence.rule}")
    if further := cadence.dates[1:]:
        lines.append(_moments("RDATE", cadence, further, cadence.at))
    if cadence.skipped:
        lines.append(_moments("EXDATE", cadence, cadence.skipped, cadence.at))
    return lines


def _move(cadence: Cadence, move: Move) -> list[str]:
    return [
        _moments("RECURRENCE-ID", cadence, [move.original], cadence.at),
        _moments("DTSTART", cadence, [move.to], move.at or cadence.at),
    ]


def _moments(name: str, cadence: Cadence, days: Iterable[date], at: time) -> str:
    # Not icalendar's Contentline: it leaves TZID=UTC out, by which old rows would not be the same any more.
    moments = vDDDLists([datetime.combine(day, at) for day in days])
    return f"{name};TZID={cadence.zone}:{moments.to_ical().decode()}"


def _read(text: str) -> Cadence:
    series, *moves = [_properties(paragraph) for paragraph in text.split("\n\n")]
    start = _read_moments(series, "DTSTART")[0]
    recurs, days = _read_rhythm(series, start.date())
    further = _read_moments(series, "RDATE") if "RDATE" in series else []
    skipped = _read_moments(series, "EXDATE") if "EXDATE" in series else []
    return Cadence(
        recurs=recurs,
        weekday=days[0].weekday if days else None,
        nth=days[0].nth if days else None,
        also=days[1:],
        at=start.time(),
        zone=str(series["DTSTART"][0]["TZID"]),
        starts_on=start.date(),
        dates=tuple(moment.date() for moment in (start, *further)) if recurs is Recurs.CHOSEN_DATES else (),
        skipped=tuple(moment.date() for moment in skipped),
        moved=tuple(_read_move(move) for move in moves),
    )


def _properties(paragraph: str) -> _Properties:
    lines = [Contentline(line).parts() for line in paragraph.split("\n")]
    return {name: (parameters, value) for name, parameters, value in lines}


def _read_moments(properties: _Properties, name: str) -> list[datetime]:
    # Local times, without a zone on purpose: only `occurrences` turns them into instants.
    return [vDatetime.from_ical(moment) for moment in properties[name][1].split(",")]


def _read_move(properties: _Properties) -> Move:
    original, to = (_read_moments(properties, name)[0] for name in ("RECURRENCE-ID", "DTSTART"))
    return Move(original.date(), to.date(), to.time())


def _read_rhythm(series: _Properties, first: date) -> tuple[Recurs, tuple[On, ...]]:
    if "RRULE" not in series:
        return Recurs.CHOSEN_DATES, ()
    rule = series["RRULE"][1]
    days = tuple(day_of(day.weekday, day.relative) for day in vRecur.from_ical(rule)["BYDAY"])
    rules = {recurrence_rule(recurs, days, first): recurs for recurs in BY_THE_WEEK | BY_THE_MONTH}
    return rules[rule], days
