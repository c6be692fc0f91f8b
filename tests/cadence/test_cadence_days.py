"""Days as people type them after pause and until, in English and in French."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import CadenceError, parse_day, refusal_in_words
from bot.cadence.languages import LANGUAGES
from bot.cadence.saying import date_in_words
from tests.cadence.test_cadence import days

TUESDAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2027-01-11", date(2027, 1, 11)),
        ("2027–01–11", date(2027, 1, 11)),
        ("until 2027/1/11", date(2027, 1, 11)),
        ("11 January", date(2027, 1, 11)),
        ("January 11", date(2027, 1, 11)),
        ("until the 11th of January", date(2027, 1, 11)),
        ("until 11 Jan 2027", date(2027, 1, 11)),
        ("till Jan. 11th, 2027", date(2027, 1, 11)),
        ("Until Monday, January 11.", date(2027, 1, 11)),
        ("until Monday", date(2026, 12, 7)),
        ("Tuesday", date(2026, 12, 8)),
        ("next Friday", date(2026, 12, 4)),
        ("Friday next week", date(2026, 12, 11)),
        ("tomorrow", date(2026, 12, 2)),
        ("until the day after tomorrow", date(2026, 12, 3)),
        ("next week", date(2026, 12, 7)),
        ("until next month", date(2027, 1, 1)),
        ("two weeks", date(2026, 12, 15)),
        ("for a week", date(2026, 12, 8)),
        ("in 3 days", date(2026, 12, 4)),
        ("for a month", date(2027, 1, 1)),
        ("for a fortnight", date(2026, 12, 15)),
        ("until the 15th", date(2026, 12, 15)),
        ("until January", date(2027, 1, 1)),
        ("until March 2027", date(2027, 3, 1)),
        ("le 11 janvier", date(2027, 1, 11)),
        ("jusqu’au 11 janvier", date(2027, 1, 11)),
        ("jusqu'au lundi 11 janvier 2027", date(2027, 1, 11)),
        ("11 janv. 2027", date(2027, 1, 11)),
        ("jusqu'au 1er janvier", date(2027, 1, 1)),
        ("le premier février", date(2027, 2, 1)),
        ("le 3 decembre", date(2026, 12, 3)),
        ("jusqu’à\N{NO-BREAK SPACE}lundi", date(2026, 12, 7)),
        ("lundi prochain", date(2026, 12, 7)),
        ("demain", date(2026, 12, 2)),
        ("après-demain", date(2026, 12, 3)),
        ("jusqu'à la semaine prochaine", date(2026, 12, 7)),
        ("le mois prochain", date(2027, 1, 1)),
        ("deux semaines", date(2026, 12, 15)),
        ("pendant une semaine", date(2026, 12, 8)),
        ("dans 3 jours", date(2026, 12, 4)),
        ("jusqu'au 15", date(2026, 12, 15)),
        ("jusqu'en janvier", date(2027, 1, 1)),
    ],
)
def test_a_day_is_read(words: str, day: date) -> None:
    assert parse_day(words, TUESDAY) == day


@given(days, days, st.sampled_from(LANGUAGES.codes), st.sampled_from(LANGUAGES.codes))
def test_any_day_that_is_said_is_read_back(day: date, today: date, said: str, own: str) -> None:
    assert parse_day(date_in_words(day, LANGUAGES.of(said)), today, own) == day
    assert parse_day(day.isoformat(), today, own) == day


AUGUST, DECEMBER = date(2026, 8, 12), date(2026, 12, 8)


@pytest.mark.parametrize(
    ("locale", "day"),
    [
        ("en-US", AUGUST),
        ("en_CA", AUGUST),
        ("en-GB", DECEMBER),
        ("en-AU", DECEMBER),
        ("en", DECEMBER),
        ("fr-CA", DECEMBER),
        ("de-DE", DECEMBER),
    ],
)
def test_figures_are_read_in_the_order_of_the_country(locale: str, day: date) -> None:
    assert parse_day("8/12/2026", TUESDAY, locale) == day
    assert parse_day("until 8/12/2026", TUESDAY, locale) == day
    assert parse_day("25/12", TUESDAY, locale) == date(2026, 12, 25)


def test_a_month_and_a_day_in_figures_are_the_next_such() -> None:
    assert parse_day("1/11", TUESDAY, "en-US") == date(2027, 1, 11)
    assert parse_day("1/11", TUESDAY, "en-GB") == date(2027, 11, 1)


@pytest.mark.parametrize(
    ("words", "language", "complaint"),
    [
        ("", "en", "I can't read the date “”"),
        ("until whenever", "en", "I can't read the date “until whenever”"),
        ("until Monday at 3pm", "en", "I can't read the date"),
        ("31 April", "en", "There is no 31 April in the calendar"),
        ("Tuesday 11 January 2027", "en", "11 January 2027 is a Monday"),
        ("9999 months", "en", "I can't read the date"),
        ("99999 May", "en", "I can't read the date"),
        ("31/31", "en", "There is no 31/31"),
        ("31 avril", "fr-CA", "« 31 avril » n’existe pas"),
        ("mardi 11 janvier 2027", "fr", "Le 11 janvier 2027 est un lundi"),
        ("bientôt", "fr", "Je ne comprends pas la date"),
    ],
)
def test_what_is_no_day_is_refused_in_the_words_of_who_asks(words: str, language: str, complaint: str) -> None:
    with pytest.raises(CadenceError) as refusal:
        parse_day(words, TUESDAY, language)
    assert complaint in refusal_in_words(refusal.value, language).message.replace("\N{NO-BREAK SPACE}", " ")
