"""The words of a language by what they mean, as its file lists them: ``[words]``, what is meant on the left."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import time
from enum import IntEnum, StrEnum, auto
from functools import cached_property
from typing import TypeAlias

from bot.cadence.reading.text import pieces_of, plain
from bot.cadence.recurrence import Weekday

Value: TypeAlias = tuple[int, ...]
"""What a word of a meaning stands for; each meaning says what its numbers are."""


class Meaning(StrEnum):
    """What a word can mean in a rhythm or a date."""

    WEEKDAY = auto()
    """One or several: Monday is 0."""
    MONTH = auto()
    """January is 1."""
    NUMBER = auto()
    NTH = auto()
    """-1 is the last."""
    UNIT = auto()
    """A `Unit`, and how many of it: a fortnight is two weeks."""
    RHYTHM = auto()
    """The same, of a word that needs no "every": monthly, biweekly."""
    TIMES = auto()
    """So many times (once, twice); without a number where the number stands before it."""
    EVERY = auto()
    OTHER = auto()
    """Every so manieth: every *other* week."""
    OUT_OF = auto()
    """One Tuesday *out of* two."""
    RELATIVE_DAY = auto()
    """Days from today."""
    NEXT = auto()
    """1 where today is left out (next), 0 where it may be today (this)."""
    AHEAD = auto()
    """*In* two weeks."""
    LASTING = auto()
    """*For* two weeks."""
    BEFORE_DAY = auto()
    """An article before the number of a day: *the* 8th, *le* 8."""
    AT = auto()
    BETWEEN = auto()
    """Before a stretch of time whose end stands after "and"."""
    CLOCK = auto()
    """A time of day: hour and minute."""
    HALF_OF_DAY = auto()
    """Hours that are added to those of a clock with twelve: 0 or 12. In the morning, pm, on Tuesday *evenings*."""
    OCLOCK = auto()
    """Stands between hours and minutes, or after hours."""
    MINUTES_AFTER = auto()
    """Minutes that are added, said after the hour."""
    MINUTES_BEFORE_HOUR = auto()
    """The same, said before it: *half past* three."""
    TO = auto()
    AND = auto()
    STARTING = auto()
    UNTIL = auto()
    EXCEPT = auto()
    MOVING = auto()
    """Before a date that is moved,"""
    MOVED_TO = auto()
    """and after it."""
    ZONE = auto()
    """Says that a name beside it is a time zone's: Toronto *time*."""
    FILLER = auto()
    """Says nothing that matters."""


class Unit(IntEnum):
    """Units that rhythms are counted in; a year is twelve months."""

    DAY = 0
    WEEK = 1
    MONTH = 2


Senses: TypeAlias = Mapping[Meaning, Value]


class Vocabulary:
    """The words that a language reads. A word may mean several things: which, is seen from those beside it."""

    def __init__(self, words: Mapping[Meaning, Mapping[str, Value]]) -> None:
        self.words = words

    @cached_property
    def senses(self) -> Mapping[tuple[str, ...], Senses]:
        """What each phrase can mean, by its pieces."""
        senses: dict[tuple[str, ...], dict[Meaning, Value]] = {}
        for meaning, words in self.words.items():
            for phrase, value in words.items():
                senses.setdefault(pieces_of(phrase), {})[meaning] = value
        return senses

    @cached_property
    def longest(self) -> int:
        """How many pieces the longest phrase has."""
        return max(map(len, self.senses), default=1)


def vocabulary_of(told: object) -> Vocabulary:
    """Return the words that a file lists under ``[words]``. Raises ValueError with all that is wrong with them."""
    if isinstance(told, Vocabulary):
        return told
    if not isinstance(told, Mapping):
        raise ValueError("is a table: meanings, and their words")  # noqa: TRY004 (pydantic says which key)
    faults = list[str]()
    words = dict[Meaning, Mapping[str, Value]]()
    for name, listed in told.items():
        try:
            meaning = _meaning(name)
            words[meaning] = _words(meaning, listed)
        except ValueError as fault:
            faults.append(str(fault))
    if faults:
        raise ValueError("; ".join(faults))
    return Vocabulary(words)


def _meaning(name: str) -> Meaning:
    if name not in list(Meaning):
        raise ValueError(f"there is no meaning {name!r}, only {', '.join(Meaning)}")
    return Meaning(name)


def _words(name: Meaning, listed: object) -> Mapping[str, Value]:
    """Return each word of a meaning, plain, with what it stands for."""
    meant: dict[str, Value] = {}
    for value, word in _listed(name, listed):
        if meant.setdefault(word, value) != value:
            raise ValueError(f"{name}: {word!r} stands for two things")
    return meant


def _listed(name: Meaning, listed: object) -> Iterator[tuple[Value, str]]:
    value_of = _VALUES.get(name)
    if (value_of is not None) is not isinstance(listed, Mapping):
        kind = "a list of words" if value_of is None else "a table, with a list of words for each thing that is meant"
        raise ValueError(f"{name} is {kind}")
    for key, words in listed.items() if isinstance(listed, Mapping) else [("", listed)]:
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise ValueError(f"{name}{'.' if key else ''}{key} is a list of words")
        value = _value(name, key, value_of) if value_of is not None else ()
        yield from ((value, plain(word)) for word in words)


def _value(name: Meaning, key: str, value_of: Callable[[str], Value]) -> Value:
    try:
        return value_of(key)
    except (ValueError, KeyError):
        raise ValueError(f"{name}: {key!r} is nothing that it can stand for") from None


def _weekdays(key: str) -> Value:
    """Monday, or monday-friday."""
    first, _, last = key.upper().partition("-")
    days_after = (Weekday[last or first] - Weekday[first]) % len(Weekday)
    return tuple((Weekday[first] + later) % len(Weekday) for later in range(days_after + 1))


_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_UNITS = {"day": (Unit.DAY, 1), "week": (Unit.WEEK, 1), "month": (Unit.MONTH, 1), "year": (Unit.MONTH, 12)}
_SO_MANY_UNITS = re.compile(r"(?:([1-9][0-9]?)-)?(day|week|month|year)s?")


def _unit(key: str) -> Value:
    """Week, or 2-weeks."""
    found = _SO_MANY_UNITS.fullmatch(key)
    if found is None:
        raise ValueError(key)
    unit, count = _UNITS[found[2]]
    return (unit, count * int(found[1] or 1))


def _clock(key: str) -> Value:
    at = time.fromisoformat(key)
    return (at.hour, at.minute)


def _number(key: str) -> Value:
    return (int(key),)


_VALUES: Mapping[Meaning, Callable[[str], Value]] = {
    Meaning.WEEKDAY: _weekdays,
    Meaning.MONTH: lambda key: (_MONTHS.index(key) + 1,),
    Meaning.NUMBER: _number,
    Meaning.NTH: lambda key: (-1,) if key == "last" else _number(key),
    Meaning.UNIT: _unit,
    Meaning.RHYTHM: _unit,
    Meaning.TIMES: lambda key: () if key == "times" else _number(key),
    Meaning.RELATIVE_DAY: _number,
    Meaning.NEXT: lambda key: ({"this": 0, "next": 1}[key],),
    Meaning.CLOCK: _clock,
    Meaning.HALF_OF_DAY: lambda key: ({"am": 0, "pm": 12}[key],),
    Meaning.MINUTES_AFTER: _number,
    Meaning.MINUTES_BEFORE_HOUR: _number,
}
"""What stands on the left where words of one meaning stand for different things."""
