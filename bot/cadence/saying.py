"""Dates, times and lists of them, as they are said in a language."""

from collections.abc import Sequence
from datetime import date, time

from bot.cadence.language import Language

AFTERNOON_IF_UNSAID = range(1, 7)
"""Hours that mean the afternoon where nothing is said: people meet at three in the afternoon, hardly at night."""


def date_in_words(day: date, language: Language) -> str:
    """Return a date in words: 5 January 2027, 1er janvier 2027."""
    phrases = language.phrases
    template = phrases.first_of_month if day.day == 1 else phrases.day
    return template.format(day=day.day, month=phrases.months[day.month - 1], year=day.year)


def dates_in_words(days: Sequence[date], language: Language) -> str:
    """Return several dates in words: 3 March 2027, 14 April 2027 and 9 June 2027."""
    return in_a_row(named_dates(days, language), language.phrases.between_dates)


def named_dates(days: Sequence[date], language: Language) -> list[str]:
    """Return dates as they stand in a list."""
    return [language.phrases.date_in_list.format(date=date_in_words(day, language)) for day in days]


def in_a_row(said: Sequence[str], between: tuple[str, str]) -> str:
    """Return a list: its last thing has something of its own before it."""
    return between[1].join([between[0].join(said[:-1]), said[-1]] if len(said) > 1 else said)


def time_in_words(at: time, language: Language) -> str:
    """Return a time of day in words: 15:30, 15 h 30."""
    phrases = language.phrases
    if name := phrases.named_times.get(at):
        return name
    said = (phrases.hour_and_minute if at.minute else phrases.hour).format(
        hour=at.hour, minute=at.minute, twelve=at.hour % 12 or 12, half=phrases.halves_of_day[at.hour >= 12]
    )
    return phrases.small_hours.format(time=said) if at.hour in AFTERNOON_IF_UNSAID else said
