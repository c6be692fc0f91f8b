"""A reader: whoever a view is made for, with sentences, dates and lists as their language writes them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import lru_cache

from babel.dates import format_date as in_cldr_date
from babel.dates import format_time as in_cldr_time
from babel.dates import get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.languages.catalogues import nearest_locale, translations

_DAY_OF_MONTH = re.compile(r"(?<![\w'])d(?![\w'])")
"""The number of the day in a pattern of CLDR (UTS 35), and no letter of a word between apostrophes."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads a message: a person, several who share a language, or a channel.

    ``locale`` is one for which there are catalogues, such as ``fr_CA``. See :func:`reader_of`.
    """

    locale: str

    @property
    def language(self) -> str:
        """Return the language without its country: ``fr``."""
        return self.locale.partition("_")[0]

    def gettext(self, sentence: str, /, **places: object) -> str:
        """Return a sentence in their language. Its ``{places}`` are filled in; braces of its own are doubled."""
        return _filled(translations(self.locale).gettext(sentence), places)

    def pgettext(self, context: str, sentence: str, /, **places: object) -> str:
        """Return a sentence, or a word, whose context says which of its meanings is wanted."""
        return _filled(translations(self.locale).pgettext(context, sentence), places)

    def ngettext(self, one: str, many: str, number: int, /, **places: object) -> str:
        """Return the sentence for a number of things; ``{number}`` in it is that number, as it is read aloud."""
        sentence = translations(self.locale).ngettext(one, many, number)
        return _filled(sentence, {"number": self.number(number), **places})

    def number(self, number: int) -> str:
        """Return a number as one would read it: in words up to ten, then in digits."""
        names = _names_of_numbers(self)
        return names[number] if 0 <= number < len(names) else str(format_decimal(number, locale=self.locale))

    def listed(self, words: Iterable[str], *, by_or: bool = False) -> str:
        """Join words as one would say them: a, b and c. What has a comma within it is parted by semicolons."""
        ready = [*words]
        # To an American a day is "Tuesday, December 8".
        if not by_or and len(ready) > 1 and any("," in one for one in ready):
            before = "; ".join(ready[:-1])
            return self.pgettext("a list of what has commas", "{before}; and {last}", before=before, last=ready[-1])
        return format_list(ready, style="or" if by_or else "standard", locale=self.locale)

    def day(self, instant: datetime | date, zone: tzinfo | None = None) -> str:
        """Return the day of an instant in a zone, without its year: Thursday 3 December."""
        day = instant.astimezone(zone).date() if isinstance(instant, datetime) else instant
        return self._day(day, self.pgettext("CLDR pattern of a day", "EEEE d MMMM"))

    def hour(self, instant: datetime | time, zone: tzinfo | None = None) -> str:
        """Return the time of day, which no line breaks: 15:00."""
        at = instant.astimezone(zone).time() if isinstance(instant, datetime) else instant
        pattern = (
            self.pgettext("CLDR pattern of a time", "HH:mm")
            if at.minute
            else self.pgettext("CLDR pattern of a full hour", "HH:mm")
        )
        return str(in_cldr_time(at, pattern, locale=self.locale)).replace(" ", "\u00a0")

    def weekday(self, day: int) -> str:
        """Return the name of a day of the week, of which Monday is 0: Thursday."""
        return str(get_day_names("wide", "stand-alone", locale=self.locale)[day])

    def moment(self, instant: datetime, zone: tzinfo) -> str:
        """Return day and time of an instant in a zone: Thursday 3 December at 15:00."""
        return self.gettext("{day} at {time}", day=self.day(instant, zone), time=self.hour(instant, zone))

    def _day(self, day: date, pattern: str) -> str:
        # CLDR counts the first of a month as any other day, where French says "1er".
        first = self.pgettext("number of the first day of a month", "1")
        ready = pattern if day.day > 1 else _DAY_OF_MONTH.sub(f"'{first}'", pattern, count=1)
        return str(in_cldr_date(day, ready, locale=self.locale))


@lru_cache(maxsize=256)
def reader_of(locale: str) -> Reader:
    """Return who reads in the locale that Slack has for them, such as ``fr-CA``; English where there is no other."""
    return Reader(nearest_locale(locale))


def shared_reader(readers: Sequence[Reader], otherwise: Reader) -> Reader:
    """Return who reads what several read: as all of them do, or in the language that they share; else ``otherwise``."""
    if not readers:
        return otherwise
    if len(set(readers)) == 1:
        return readers[0]
    return reader_of(readers[0].language) if len({one.language for one in readers}) == 1 else otherwise


ENGLISH = Reader("en_GB")
"""Whoever reads what stands in the code."""


def _filled(sentence: str, places: Mapping[str, object]) -> str:
    return sentence.format_map(places)


@lru_cache(maxsize=64)
def _names_of_numbers(reader: Reader) -> tuple[str, ...]:
    return (
        reader.pgettext("number", "no"),
        reader.pgettext("number", "one"),
        reader.pgettext("number", "two"),
        reader.pgettext("number", "three"),
        reader.pgettext("number", "four"),
        reader.pgettext("number", "five"),
        reader.pgettext("number", "six"),
        reader.pgettext("number", "seven"),
        reader.pgettext("number", "eight"),
        reader.pgettext("number", "nine"),
        reader.pgettext("number", "ten"),
    )
