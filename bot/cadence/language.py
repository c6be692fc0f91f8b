"""What a language has to bring so that rhythms can be read and said in it: one file in ``bot/cadence/languages``.

The reader of rhythms knows none of its words, only what they mean. Whatever is wrong in a file is said when it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum, auto
from functools import cached_property
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from bot.cadence.reading.text import plain
from bot.cadence.recurrence import BY_THE_MONTH, BY_THE_WEEK, Nth, Recurs
from bot.cadence.templates import check_places, with_places
from bot.cadence.vocabulary import Vocabulary, vocabulary_of


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


WITH_EXAMPLES = frozenset({Fault.NO_RHYTHM_OR_TIME, Fault.UNREAD, Fault.NO_SUCH_RHYTHM})
"""Faults that examples help with."""

_OF_WORDS = WITH_EXAMPLES | {
    *(Fault.NO_END, Fault.TWO_TIMES, Fault.DATE_OF_EACH_MONTH, Fault.UNREAD_DATE, Fault.NO_SUCH_DATE),
    *(Fault.WRONG_WEEKDAY, Fault.NO_SUCH_TIME, Fault.UNKNOWN_ZONE, Fault.AMBIGUOUS_ZONE, Fault.ZONE_WITHOUT_SUMMER),
    *(Fault.YEAR_TOO_FAR, Fault.SKIPPED_AND_MOVED, Fault.NOT_PLANNED),
}
"""Faults that name the words, or the date, that they are about."""


def _check_faults(faults: Mapping[Fault, str]) -> Mapping[Fault, str]:
    """Return faults again. Raises ValueError unless each is said, with the words that it is about."""
    _check_all_said(set(Fault) - set(faults))
    for fault, template in faults.items():
        weekday = {"weekday"} if fault is Fault.WRONG_WEEKDAY else set[str]()
        check_places(template, weekday | ({"words"} if fault in _OF_WORDS else set()))
    return faults


def _check_rhythms(rhythms: Mapping[Recurs, str]) -> Mapping[Recurs, str]:
    """Return rhythms again. Raises ValueError unless each is said, with the days that it falls on."""
    _check_all_said(set(Recurs) - set(rhythms))
    for recurs, template in rhythms.items():
        days = "days" if recurs in BY_THE_WEEK else "nth_days" if recurs in BY_THE_MONTH else "dates"
        check_places(template, {"day"} if recurs in BY_THE_WEEK and "{day}" in template else {days})
    return rhythms


def _check_hour(template: str, *also: str) -> str:
    """Return a template again. Raises ValueError unless it says which hour of the day it is."""
    return check_places(template, {"hour", *also} if "{twelve" not in template else {"twelve", "half", *also})


def _check_all_said(missing: set[Fault] | set[Recurs]) -> None:
    if missing:
        raise ValueError(f"lacks {', '.join(sorted(missing))}")


_WeekdayNames = Annotated[tuple[str, ...], Field(min_length=7, max_length=7)]
_MonthNames = Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]


_AS_IT_STANDS = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """How rhythms, dates and times are said. Templates name what is put into them."""

    __pydantic_config__: ClassVar = _AS_IT_STANDS

    rhythms: Annotated[Mapping[Recurs, str], AfterValidator(_check_rhythms)]
    """With {day} or {days} of the week, {nth_days} of the month, or {dates}."""
    rhythms_of_several_days: Mapping[Recurs, Annotated[str, with_places("days")]] = field(default_factory=dict)
    """Where several weekdays are said otherwise than one."""
    weekdays: _WeekdayNames
    weekdays_in_days: _WeekdayNames
    """As they are said in {days}."""
    working_days: str
    every_day: str
    nths: tuple[str, str, str, str, str]
    """First to fourth, and last."""
    nth_day: Annotated[str, with_places("nth", "weekday")]
    between: tuple[str, str]
    """What stands between things in a list, and before the last;"""
    between_dates: tuple[str, str]
    between_nths: tuple[str, str]
    between_nth_days: tuple[str, str]
    months: _MonthNames
    day: Annotated[str, with_places("day", "month", "year")]
    """A date;"""
    first_of_month: Annotated[str, with_places("month", "year", also={"day"})]
    """the same for the first of a month."""
    date_in_list: Annotated[str, with_places("date")]
    halves_of_day: tuple[str, str] = ("", "")
    hour: Annotated[str, AfterValidator(_check_hour)]
    """A full hour, with {hour}, or with {twelve} of a clock that has twelve and {half} of the day;"""
    hour_and_minute: Annotated[str, AfterValidator(lambda template: _check_hour(template, "minute"))]
    """any other;"""
    small_hours: Annotated[str, with_places("time")]
    """one before seven, which would be read as in the afternoon otherwise."""
    named_times: Mapping[time, str] = field(default_factory=dict)
    at: Annotated[str, with_places("rhythm", "time", "zone")]
    zone_of_city: Annotated[str, with_places("city")]
    """A zone;"""
    zone_of_city_with_vowel: Annotated[str, with_places("city")]
    """the same where its name begins with a vowel."""
    without_summer_time: str
    """After the name of a zone that never changes its clocks."""
    starting: Annotated[str, with_places("date")]
    skipping: Annotated[str, with_places("dates")]
    moving: Annotated[str, with_places("original", "to")]
    moving_to_time: Annotated[str, with_places("original", "to", "time")]
    more_dates: Annotated[str, with_places("dates", "count")]

    def nth(self, nth: Nth) -> str:
        """Return which of its weekdays in a month: first."""
        return self.nths[nth - 1 if nth > 0 else nth]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Rhythms that can be typed, and what stands before them where they are shown."""

    __pydantic_config__: ClassVar = _AS_IT_STANDS

    before: str
    typed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Language:
    """All of one language."""

    __pydantic_config__: ClassVar = _AS_IT_STANDS

    code: str
    month_before_day: bool
    """Whether 12/8 is in December."""
    ordinal_counts_weeks: bool
    """Whether "every second Tuesday" is every two weeks, and not the second Tuesday of each month."""
    ordinal_endings: frozenset[Annotated[str, AfterValidator(plain)]]
    """What makes an ordinal of a figure."""
    no_break_in: tuple[str, ...] = ()
    """Patterns of what no line may break in."""
    words: Annotated[Vocabulary, BeforeValidator(vocabulary_of)]
    phrases: Phrases
    faults: Annotated[Mapping[Fault, str], AfterValidator(_check_faults)]
    """With {words}, as somebody typed them, and {weekday} where they are a date."""
    examples: Examples
    zones: Mapping[str, tuple[Annotated[str, AfterValidator(plain)], ...]] = field(default_factory=dict)
    """Names for zones, beside those that the IANA database knows: by what it calls them, or et, ct, mt, pt."""
    cities: Mapping[str, str] = field(default_factory=dict)
    """Cities by whose names zones are said, where the database names them otherwise."""

    @cached_property
    def zone_of_name(self) -> Mapping[str, str]:
        """The zone that a name stands for, or et, ct, mt, pt."""
        return {name: zone for zone, names in self.zones.items() for name in names}

    @cached_property
    def zone_of_city(self) -> Mapping[str, str]:
        """The zone that is said by a city."""
        return {plain(city): zone for zone, city in self.cities.items()}
