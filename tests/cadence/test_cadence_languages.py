"""Languages are data: each has all that a language needs, and a new one needs no other reader."""

import re
from contextlib import suppress
from datetime import date, time
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import (
    Cadence,
    CadenceError,
    Fault,
    Recurs,
    Weekday,
    in_words,
    parse_day,
    parse_words,
    refusal_in_words,
    rhythm_in_words,
)
from bot.cadence.languages import FOLDER, LANGUAGES
from bot.cadence.zones import is_zone
from tests.cadence.test_cadence import unhurried
from tests.words.test_wording import FRENCH, RIDDLES

TODAY = date(2027, 1, 1)
HOME = "America/Toronto"
LOCALES = (*LANGUAGES.codes, "en_US", "en_CA")
FILES = sorted(file.stem for file in FOLDER.glob("*.toml"))

WORDS = sorted(
    {phrase for code in LOCALES for words in LANGUAGES.of(code).words.words.values() for phrase in words},
)
FIGURES = [
    "1",
    "2",
    "3",
    "15",
    "31",
    "1er",
    "2nd",
    "2027",
    "2027-04-14",
    "15:00",
    "15h30",
    "99:99",
    "12/25",
    "²",
    "½",
    "x",
]


@pytest.mark.parametrize("locale", FILES)
def test_every_fault_is_said_in_every_language(locale: str) -> None:
    for fault in Fault:
        assert refusal_in_words(CadenceError(fault, date(2027, 1, 1)), locale).message


@pytest.mark.parametrize(("locale", "riddles"), [("en", RIDDLES), ("fr", FRENCH)])
def test_what_is_said_of_rhythms_keeps_to_the_rules_of_other_sentences(locale: str, riddles: dict[str, str]) -> None:
    language = LANGUAGES.of(locale)
    said = [*language.faults.values(), language.examples.before, *language.examples.typed]
    found = [(one, why) for one in said for why, riddle in riddles.items() if re.search(riddle, one, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("locale", FILES)
def test_the_zones_of_a_language_are_zones(locale: str) -> None:
    language = LANGUAGES.of(locale)
    named = {*language.zones, *language.cities} - {"et", "ct", "mt", "pt"}
    assert [zone for zone in named if not is_zone(zone)] == []


@pytest.mark.parametrize("locale", FILES)
def test_every_example_is_read(locale: str) -> None:
    for example in LANGUAGES.of(locale).examples.typed:
        assert parse_words(example, HOME, TODAY, locale)


def test_a_locale_has_its_language_and_an_unknown_one_english() -> None:
    assert [LANGUAGES.of(locale).code for locale in ("fr-CA", "fr_FR", "FR", "en-GB", "de-DE", "")] == [
        *["fr"] * 3,
        *["en"] * 3,
    ]
    assert [language.code for language in LANGUAGES.tried_for("fr-CA")] == ["fr", "en"]


@unhurried(300)
@given(
    st.lists(st.sampled_from(WORDS) | st.sampled_from(FIGURES), min_size=1, max_size=14),
    st.sampled_from([" ", ", ", ""]),
    st.sampled_from(LOCALES),
)
def test_its_words_in_any_order_are_read_or_refused(words: list[str], between: str, locale: str) -> None:
    typed = between.join(words)
    for read in (lambda: in_words(parse_words(typed, HOME, TODAY, locale), locale), lambda: parse_day(typed, TODAY)):
        with suppress(CadenceError):
            read()


@unhurried(200)
@given(st.lists(st.sampled_from(WORDS) | st.sampled_from(FIGURES), max_size=8), st.sampled_from(LOCALES))
def test_whatever_was_read_is_said_so_that_it_is_read_again(words: list[str], locale: str) -> None:
    with suppress(CadenceError):
        cadence = parse_words(f"{' '.join(words)} {LANGUAGES.of(locale).examples.typed[0]}", HOME, TODAY, locale)
        assert parse_words(in_words(cadence, locale), HOME, TODAY, locale) == cadence


@pytest.mark.parametrize(
    ("words", "locale", "message"),
    [
        ("every blue moon at 3pm", "en", "I can't read “blue moon”."),
        ("every Tuesday at 3pm for an hour", "en", "I can't read “for an hour”."),
        ("tous les mardis à 15 h au café", "fr-CA", "Je ne comprends pas « au café »."),
        ("every Tuesday at 3pm in the cellar", "fr", "Je ne comprends pas « cellar »."),
        ("tous les machins à 15 h", "en", "I can't read “machins”."),
    ],
)
def test_a_refusal_names_what_was_not_understood(words: str, locale: str, message: str) -> None:
    with pytest.raises(CadenceError) as refusal:
        parse_words(words, HOME, TODAY, locale)
    said = refusal_in_words(refusal.value, locale)
    assert said.message.replace("\N{NO-BREAK SPACE}", " ") == message
    assert said.examples == LANGUAGES.of(locale).examples.typed
    shown, *examples = str(said).splitlines()
    assert shown == f"{said.message} {said.before_examples}"
    assert examples == [f"• {example}" for example in said.examples]


@pytest.mark.parametrize(
    ("locale", "message"),
    [("fr-CA", "Toutes ces dates sont passées. Ajoutez-en une."), ("en-US", "All of these dates have passed.")],
)
def test_a_fault_of_a_cadence_that_was_read_before_is_said_as_its_reader_reads(locale: str, message: str) -> None:
    cadence = parse_words("on 3 March and 14 April at 15:00", HOME, TODAY)
    with pytest.raises(CadenceError) as refusal:
        cadence.beginning_after(date(2027, 4, 14))
    assert refusal_in_words(refusal.value, locale).message.startswith(message)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("the 15th of every month at 3pm", "the third Tuesday of every month"),
        ("every Tuesday at 3pm until June", "I can't set an end date (“until June”)"),
        ("every nine weeks on Tuesday at 3pm", "I don't know a rhythm like “every nine weeks on Tuesday”"),
        ("every two weeks on the first Monday at 3pm", "I don't know a rhythm like"),
        ("the first weekday of the month at 3pm", "I can't read “first”"),
        ("the fifth Tuesday of the month at 3pm", "I can't read “fifth”"),
        ("every Tuesday and December 8 at 3pm", "either dates or a day of the week"),
        ("every week at 3pm", "Choose a day of the week"),
        ("every Tuesday at 3pm and 4pm", "two times, and I can't place “4pm”"),
        ("every Tuesday except whenever at 3pm", "the date “whenever at 3pm”"),
        ("weekdays except weekdays at 3pm", "Choose a day of the week"),
        ("every Tuesday at 15:99", "no 15:99 on a clock"),
        ("every Tuesday at 9999", "no 9999 on a clock"),
    ],
)
def test_what_has_no_good_reading_is_refused_with_the_reason(words: str, message: str) -> None:
    with pytest.raises(CadenceError) as refusal:
        parse_words(words, HOME, TODAY)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    "words",
    [
        "tous les mardis à 15 h, heure de Toronto",
        "du lundi au vendredi à midi, heure de Toronto",
        "tous les jours à minuit, heure de Toronto",
        "tous les lundis, mardis et jeudis à 3 h 30 du matin, heure de Toronto",
        "un mardi sur deux à 15 h 30, heure de Montréal",
        "toutes les deux semaines, les mardis et jeudis à 9 h, heure de Londres",
        "toutes les trois semaines, le vendredi à 12 h 30, heure d’Amsterdam",
        "le premier lundi du mois à midi, UTC",
        "le premier et le troisième mardi du mois à 15 h, heure de Toronto",
        "le premier lundi et le dernier vendredi du mois à 15 h, heure de Toronto",
        "un mois sur deux, le dernier jeudi à 15 h, heure de Toronto",
        "six fois par an, le premier lundi du mois à 15 h, heure de Toronto",
        "le 1er mars 2027, le 14 avril 2027 et le 9 juin 2027 à 15 h, heure de Toronto",
        "le 2 janvier 2027 à 15 h, heure de Toronto",
    ],
)
def test_a_rhythm_is_said_in_french(words: str) -> None:
    said = rhythm_in_words(parse_words(words, HOME, TODAY, "fr"), "fr-CA")
    assert said.replace("\N{NO-BREAK SPACE}", " ") == words


def test_french_is_said_in_full_and_never_breaks_inside_a_time_or_a_date() -> None:
    cadence = parse_words(
        "every second Tuesday at 15:30, starting 5 January, but not on 2 March, "
        "with 19 January moved to 1 February at 9:00",
        HOME,
        TODAY,
    )
    assert in_words(cadence, "fr").replace("\N{NO-BREAK SPACE}", "_") == (
        "un mardi sur deux à 15_h_30, heure de Toronto, à partir du 5_janvier 2027, sauf le_2_mars 2027, "
        "avec le 19_janvier 2027 déplacé au 1er_février 2027 à 9_h"
    )


def test_a_word_between_others_is_no_time_zone_of_its_name() -> None:
    def read(words: str) -> Cadence:
        return parse_words(words, "Europe/Paris", TODAY, "fr")

    assert read("le mardi à 15 h et le jeudi") == read("les mardis et jeudis à 15 h")
    assert read("tous les mardis à 15 h ET").zone == "America/New_York"


@pytest.mark.parametrize("words", ["every day", "every weekday", "weekends", "Mondays, Tuesdays, Fridays and Sundays"])
@pytest.mark.parametrize("locale", LOCALES)
def test_days_that_have_a_name_together_are_read_again_with_a_start(words: str, locale: str) -> None:
    cadence = parse_words(f"{words} at 9:00 starting 5 January", HOME, TODAY)
    assert len(cadence.days) == {"every day": 7, "every weekday": 5, "weekends": 2}.get(words, 4)
    assert parse_words(in_words(cadence, locale), HOME, TODAY) == cadence


def test_a_date_by_itself_is_a_meeting_that_happens_once() -> None:
    cadence = parse_words("tomorrow at 3pm", HOME, TODAY)
    assert (cadence.recurs, cadence.dates, cadence.at) == (Recurs.CHOSEN_DATES, (date(2027, 1, 2),), time(15))
    assert list(islice(cadence.dates_from(TODAY), 2)) == [date(2027, 1, 2)]
    assert cadence.weekday is not Weekday.SATURDAY


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "every Tuesday at 3:30_PM Toronto time, starting March 2, 2027, but not on March 9, 2027"),
        ("en-CA", "every Tuesday at 3:30_p.m. Toronto time, starting March 2, 2027, but not on March 9, 2027"),
        ("en-GB", "every Tuesday at 15:30 Toronto time, starting 2 March 2027, but not on 9 March 2027"),
    ],
)
def test_clocks_and_dates_are_said_as_they_are_in_the_country(locale: str, said: str) -> None:
    cadence = parse_words("Tuesdays at 15:30, starting 2 March, but not on 9 March", HOME, TODAY)
    assert in_words(cadence, locale).replace("\N{NO-BREAK SPACE}", "_") == said
