"""Cadences in words: "every second Tuesday at 15:00 Toronto time"; `bot.cadence.typed` reads what is said here."""

from collections.abc import Sequence

from bot.cadence.cadence import Cadence, Move
from bot.cadence.language import Language, Phrases
from bot.cadence.languages import LANGUAGES, SOURCE, Languages
from bot.cadence.recurrence import On, Recurs, Weekday
from bot.cadence.saying import date_in_words, dates_in_words, in_a_row, named_dates, time_in_words
from bot.cadence.zones import zone_in_words

DATES_NAMED = 12
"""Chosen dates that a line in a message names: a hundred of them would be more than Slack takes."""
_WORKING_DAYS = tuple(On(day) for day in Weekday if day <= Weekday.FRIDAY)
_ALL_DAYS = tuple(On(day) for day in Weekday)


def rhythm_in_words(cadence: Cadence, locale: str = SOURCE, languages: Languages = LANGUAGES) -> str:
    """Return how often, on which day and at what time, for a line in a message; not the start, skips and moves.

    Of many chosen dates the first few are named.
    """
    language = languages.of(locale)
    more = len(cadence.dates) - DATES_NAMED
    if more <= 1:
        return _rhythm(cadence, dates_in_words(cadence.dates, language), language)
    phrases = language.phrases
    named = phrases.between_dates[0].join(named_dates(cadence.dates[:DATES_NAMED], language))
    return _rhythm(cadence, phrases.more_dates.format(dates=named, count=more), language)


def rhythm_and_start_in_words(cadence: Cadence, locale: str = SOURCE, languages: Languages = LANGUAGES) -> str:
    """Return the same with the day on which it starts, where it recurs. Dates that were chosen have their years."""
    rhythm, language = rhythm_in_words(cadence, locale, languages), languages.of(locale)
    return rhythm if cadence.recurs is Recurs.CHOSEN_DATES else f"{rhythm}, {_starting(cadence, language)}"


def in_words(cadence: Cadence, locale: str = SOURCE, languages: Languages = LANGUAGES) -> str:
    """Return all of a cadence in words: ``parse_words`` makes an equal one of it, wherever and whenever it is read."""
    language = languages.of(locale)
    phrases = language.phrases
    clauses = [_rhythm(cadence, dates_in_words(cadence.dates, language), language)]
    if cadence.recurs is not Recurs.CHOSEN_DATES:
        clauses.append(_starting(cadence, language))
    if cadence.skipped:
        clauses.append(phrases.skipping.format(dates=dates_in_words(cadence.skipped, language)))
    clauses.extend(_move_in_words(move, language) for move in cadence.moved)
    return ", ".join(clauses)


def _starting(cadence: Cadence, language: Language) -> str:
    return language.phrases.starting.format(date=date_in_words(cadence.starts_on, language))


def _rhythm(cadence: Cadence, dates: str, language: Language) -> str:
    phrases = language.phrases
    return phrases.at.format(
        rhythm=_rhythm_of(cadence, phrases, dates),
        time=time_in_words(cadence.at, language),
        zone=zone_in_words(cadence.zone, language),
    )


def _rhythm_of(cadence: Cadence, phrases: Phrases, dates: str) -> str:
    days = cadence.days
    if cadence.recurs is Recurs.EVERY_WEEK and days in (_WORKING_DAYS, _ALL_DAYS):
        return phrases.working_days if days == _WORKING_DAYS else phrases.every_day
    template = phrases.rhythms[cadence.recurs]
    if len(days) > 1:
        template = phrases.rhythms_of_several_days.get(cadence.recurs, template)
    return template.format(
        day=phrases.weekdays[days[0].weekday] if days else "",
        days=in_a_row([phrases.weekdays_in_days[day.weekday] for day in days], phrases.between) if days else "",
        nth_days=_nth_days(days, phrases),
        dates=dates,
    )


def _nth_days(days: Sequence[On], phrases: Phrases) -> str:
    """Return days of the month: first and third Tuesday, first Monday and the third Thursday."""
    said = [(phrases.nth(day.nth), phrases.weekdays[day.weekday]) for day in days if day.nth is not None]
    if len({weekday for _, weekday in said}) == 1:
        nths = in_a_row([nth for nth, _ in said], phrases.between_nths)
        return phrases.nth_day.format(nth=nths, weekday=said[0][1])
    each = [phrases.nth_day.format(nth=nth, weekday=weekday) for nth, weekday in said]
    return in_a_row(each, phrases.between_nth_days) if each else ""


def _move_in_words(move: Move, language: Language) -> str:
    original, to = (date_in_words(day, language) for day in (move.original, move.to))
    if move.at is None:
        return language.phrases.moving.format(original=original, to=to)
    return language.phrases.moving_to_time.format(original=original, to=to, time=time_in_words(move.at, language))
