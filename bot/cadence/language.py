"""What a language has to bring so that rhythms can be read and said in it: words, phrases and faults, as data.

A language is two modules in ``bot/cadence/languages``: the words that are read, and what is said. The reader of rhythms
knows none of its words, only what they mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum, auto
from typing import TypeAlias

from bot.cadence.recurrence import Nth, Recurs

Value: TypeAlias = tuple[int, ...]
"""What a word of a meaning stands for; each meaning says what its numbers are."""


class Meaning(Enum):
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


class Fault(StrEnum):
    """What is wrong with a cadence, or with the words for one."""

    NO_RHYTHM_OR_TIME = auto()
    UNREAD = auto()
    NO_SUCH_RHYTHM = auto()
    UNREAD_CLAUSE = auto()
    NO_END = auto()
    TWO_STARTS = auto()
    TWO_TIMES = auto()
    DATE_OF_EACH_MONTH = auto()
    UNREAD_DATE = auto()
    NO_SUCH_DATE = auto()
    WRONG_WEEKDAY = auto()
    NO_SUCH_TIME = auto()
    UNKNOWN_ZONE = auto()
    AMBIGUOUS_ZONE = auto()
    ZONE_WITHOUT_SUMMER = auto()
    NONE_TO_COME = auto()
    TIME_NOT_IN_MINUTES = auto()
    NO_DATE = auto()
    NO_WEEKDAY = auto()
    NO_WEEK_OF_THE_MONTH = auto()
    DATES_AND_WEEKDAY = auto()
    WEEK_OF_THE_MONTH_BY_THE_WEEK = auto()
    YEAR_TOO_FAR = auto()
    MOVED_TWICE = auto()
    SKIPPED_AND_MOVED = auto()
    NOT_PLANNED = auto()
    RULE_UNREAD = auto()
    RULE_SAYS_MORE = auto()


Vocabulary: TypeAlias = Mapping[Meaning, Mapping[str, Value]]
"""Words by what they mean, in small letters and without accents; alternatives stand side by side, parted by ``|``."""

WITH_EXAMPLES = frozenset({Fault.NO_RHYTHM_OR_TIME, Fault.UNREAD, Fault.NO_SUCH_RHYTHM})
"""Faults that examples help with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """How rhythms, dates and times are said. Templates name what is put into them."""

    rhythms: Mapping[Recurs, str]
    """With {day} or {days} of the week, {nth_days} of the month, or {dates}."""
    rhythms_of_several_days: Mapping[Recurs, str]
    """Where several weekdays are said otherwise than one."""
    weekdays: tuple[str, ...]
    weekdays_in_days: tuple[str, ...]
    """As they are said in {days}."""
    working_days: str
    every_day: str
    nths: Mapping[Nth, str]
    between: tuple[str, str]
    """What stands between things in a list, and before the last;"""
    between_nths: tuple[str, str]
    between_nth_days: tuple[str, str]
    months: tuple[str, ...]
    day: str
    """A date, with {day}, {month} and {year};"""
    first_of_month: str
    """the same for the first of a month."""
    date_in_list: str
    """With {date}."""
    hour: str
    """A full hour, with {hour};"""
    hour_and_minute: str
    """with {hour} and {minute};"""
    small_hours: str
    """around {time} before seven, which would be read as in the afternoon otherwise."""
    named_times: Mapping[Value, str]
    at: str
    """With {rhythm}, {time} and {zone}."""
    zone_of_city: str
    """With {city};"""
    zone_of_city_with_vowel: str
    """the same where its name begins with a vowel."""
    starting: str
    """With {date}."""
    skipping: str
    """With {dates}."""
    moving: str
    """With {original} and {to},"""
    at_another_time: str
    """and {time} after it."""
    more_dates: str
    """With {dates} and {count}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """All of one language."""

    code: str
    words: Vocabulary
    """A word may mean several things: what it means is seen from those beside it."""
    ordinal_endings: frozenset[str]
    """What makes an ordinal of a figure."""
    ordinal_counts_weeks: bool
    """Whether "every second Tuesday" is every two weeks, and not the second Tuesday of each month."""
    month_before_day: bool
    """Whether 12/8 is in December."""
    zones: Mapping[str, str]
    """Names for zones, beside those that the IANA database knows: what these are called there, or et, ct, mt, pt."""
    cities: Mapping[str, str]
    """Cities by whose names zones are said, where the database names them otherwise."""
    without_summer_time: str
    """After the name of a zone that never changes its clocks."""
    phrases: Phrases
    faults: Mapping[Fault, str]
    """With {words}, as somebody typed them, and {weekday} where they are a date."""
    before_examples: str
    examples: tuple[str, ...]
