"""Rhythms as people type them, in English and in French: of each kind many ways of saying it."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from bot.cadence import in_words, parse_words

TUESDAY = date(2026, 12, 1)

FORTY: Mapping[str, Sequence[str]] = {
    "every week on Tuesday at 15:00": [
        "Tuesdays at 3pm",
        "Tuesday at 15:00",
        "every Tuesday 3pm",
        "every tues at 3pm",
        "weekly on Tuesdays at 15:00",
        "every Tuesday at 3pm ET",
        "every Tuesday at 3pm Eastern",
        "every Tuesday at 15h",
        "tous les mardis à 15 h",
        "le mardi à 15h",
    ],
    "every second Tuesday at 15:00": [
        "biweekly on Tuesday at 3pm",
        "every other Tuesday, 3-4pm",
        "every 2 weeks on Tuesday at 3 pm",
        "un mardi sur deux à 15 h",
        "toutes les deux semaines, le mardi à 15 h",
    ],
    "the first Monday of every month at 12:00, starting 7 December 2026": [
        "first Monday of the month at noon",
        "the first Monday of the month at noon",
        "le premier lundi du mois à midi",
    ],
    "the first Monday of every month at 15:00, starting 7 December 2026": [
        "every first Monday at 3pm",
        "first Monday of every month at 3pm",
        "monthly on the first Monday at 3pm",
        "every month on the first Monday at 3pm",
        "once a month on Monday at 3pm",
        "tous les premiers lundis à 15 h",
    ],
    "the last Friday of every month at 16:00, starting 25 December 2026": [
        "last Friday of the month at 4pm",
        "every last Friday at 4pm",
        "le dernier vendredi du mois à 16 h",
    ],
    "every three weeks on Friday at 12:30, starting 4 December 2026": [
        "every three weeks on Friday at 12:30",
        "toutes les trois semaines le vendredi à 12 h 30",
    ],
    "every weekday at 12:00": [
        "every weekday at noon",
    ],
    "every week on Tuesday and Thursday at 15:00": [
        "every Tuesday and Thursday at 3pm",
        "les mardis et jeudis à 15 h",
    ],
    "on 8 December 2026 at 15:00": [
        "next Tuesday at 3pm",
        "December 8 at 3pm",
        "Dec 8, 2026 at 3pm",
        "mardi prochain à 15 h",
    ],
    "on 2 December 2026 at 15:00": [
        "tomorrow at 3pm",
        "demain à 15 h",
    ],
    "every week on Tuesday at 15:00 Los Angeles time": [
        "every Tuesday at 3pm PT",
    ],
    "every week on Tuesday at 15:30": [
        "chaque mardi à 15 h 30",
    ],
}

MORE: Mapping[str, Sequence[str]] = {
    "on 3 March 2027 and 9 June 2027 at 15:00": [
        "on Wednesday, 3 March and Wednesday 9 June at 15:00",
    ],
    "every three weeks on Tuesday at 15:00": [
        "every third Tuesday at 15:00",
    ],
    "every week on Tuesday at 15:00": [
        "Tuesdays 3",
        "Tuesdays at 3",
        "Tues 3pm",
        "at 3pm every Tuesday",
        "3pm on Tuesdays",
        "every Tuesday from 3 to 4 pm",
        "every Tuesday between 3 and 4pm",
        "Tuesdays 15:00–16:00",
        "every Tuesday at 3PM (Toronto time)",
        "every Tuesday at 3pm Eastern Time",
        "every Tuesday at 3pm EST",
        "mar. 15h",
        "mardi 15 h",
        "le mardi de 15 h à 16 h",
        "le mardi, 15h-16h",
        "le mardi entre 15 h et 16 h",
        "à 15 h le mardi",
        "à 3 h le mardi",
        "à 3 heures de l'après-midi le mardi",
        "le mardi à trois heures",
        "tous les mardis à 15 h, heure de l’Est",
        "tous les mardis à 15 h HE",
        "Tous les mardis à 15:00",
        "tous les mardis a 15h",
        "every Tuesday at 1500",
        "every Tuesday of the month at 3pm",
    ],
    "every week on Tuesday at 15:30": [
        "Tuesdays at half past three",
        "le mardi à 15 heures 30",
        "le mardi à 3 h et demie",
    ],
    "every week on Tuesday and Thursday at 15:30": [
        "Every Tues. and Thurs. at 3:30pm",
    ],
    "every week on Monday, Wednesday and Friday at 09:00, starting 2 December 2026": [
        "Mondays, Wednesdays and Fridays at 9",
        "Mon/Wed/Fri 9am",
        "le lundi, le mercredi et le vendredi à 9 h",
        "lun., mer. et ven. à 9 h",
    ],
    "every weekday at 12:00": [
        "Mon-Fri at 12",
        "Monday to Friday at noon",
        "weekdays at noon",
        "tous les jours ouvrables à midi",
    ],
    "every day at 09:00": [
        "daily at 9",
        "tous les jours à 9 h",
    ],
    "every day at 09:15": [
        "every day at 9:15",
    ],
    "every second Thursday at 15:00, starting 3 December 2026": [
        "3 p.m. ET every other Thursday",
        "une semaine sur deux, le jeudi à 15 h",
        "aux deux semaines, le jeudi à 15 h",
    ],
    "every second Tuesday at 15:00": [
        "every fortnight on Tuesday at 3pm",
        "fortnightly on Tuesdays at 3 o'clock",
        "one Tuesday in every two at 3pm",
        "aux quinze jours le mardi à 15 h",
        "tous les 15 jours, le mardi à 15h",
        "toutes les 2 semaines le mardi 15h",
        "toutes les quinzaines le mardi à 15 h",
        "chaque quinzaine, le mardi à 15 h",
        "un mardi sur deux à 15 h",
    ],
    "the third Thursday of every month at 15:00, starting 17 December 2026": [
        "every 3rd Thursday of the month at 3pm",
        "the 3rd Thursday at 3pm",
        "third Thursday, 3:00 PM",
    ],
    "the second and fourth Tuesday of every month at 15:00, starting 8 December 2026": [
        "2nd and 4th Tuesday of the month at 3pm",
        "le 2ème et le 4ème mardi du mois à 15 h",
    ],
    "the first and third Monday of every month at 10:00, starting 7 December 2026": [
        "the first and third Monday of each month at 10 am",
    ],
    "the first Monday and the third Thursday of every month at 10:00, starting 7 December 2026": [
        "first Monday and third Thursday of the month at 10",
    ],
    "every second Monday at 10:00, starting 7 December 2026": [
        "every second week on Monday at 10",
        "every second Monday at 10",
        "every other week on Monday at 10",
        "alternate Mondays at 10",
    ],
    "every six weeks on Friday at 14:00, starting 4 December 2026": [
        "every 6 weeks on Friday at 2 pm",
    ],
    "every three months on the first Monday of the month at 10:00, starting 7 December 2026": [
        "quarterly on the first Monday at 10am",
    ],
    "every three months on the last Friday of the month at 15:00, starting 25 December 2026": [
        "every three months on the last Friday at 15:00",
    ],
    "the first and third Tuesday of every month at 15:00": [
        "twice a month on Tuesday at 3pm",
        "les premier et troisième mardis du mois à 15h",
        "deux fois par mois le mardi à 15 h",
    ],
    "every week on Tuesday and Thursday at 15:00": [
        "twice a week on Tuesday and Thursday at 3pm",
        "deux fois par semaine, le mardi et le jeudi à 15 h",
    ],
    "every week on Friday at 15:00, starting 4 December 2026": [
        "once a week on Friday at 3",
    ],
    "once a year on the first Monday of the month at 15:00, starting 7 December 2026": [
        "once a year on the first Monday at 3pm",
    ],
    "the first Monday of every other month at 15:00, starting 7 December 2026": [
        "every two months on the first Monday at 3pm",
        "bimonthly on the first Monday at 3pm",
        "tous les deux mois le premier lundi à 15 h",
        "un mois sur deux, le premier lundi à 15 h",
    ],
    "every week on Tuesday at 11:00": [
        "Tuesdays 11-1pm",
    ],
    "every week on Tuesday at 12:00": [
        "Tuesdays 12-1pm",
        "every Tuesday at 12 noon",
    ],
    "every week on Tuesday at 15:00, starting 5 January 2027": [
        "every Tuesday at 3pm starting January 5",
        "every Tuesday starting January 5 at 3pm",
        "tous les mardis à 15 h à partir du 5 janvier",
        "tous les mardis à partir du 5 janvier à 15 h",
    ],
    "every week on Tuesday at 15:00, starting 8 December 2026": [
        "every Tuesday starting next week at 3pm",
    ],
    "every second Tuesday at 15:00, starting 5 January 2027": [
        "every two weeks at 3pm starting Tuesday, January 5",
        "every two weeks from 5 January at 15:00",
        "toutes les deux semaines à 15 h à partir du mardi 5 janvier",
    ],
    "every week on Monday, Tuesday, Wednesday and Thursday at 12:00": [
        "every weekday except Friday at noon",
    ],
    "every week on Tuesday at 15:00, but not on 29 December 2026": [
        "every Tuesday at 3pm except December 29",
        "tous les mardis à 15 h sauf le 29 décembre",
    ],
    "on 8 December 2026 at 15:00": [
        "Tuesday, December 8 at 3pm",
        "Tuesday 8 December, 15:00",
        "December 8th, 2026, 3–4 pm",
        "8 Dec 15:00",
        "12/8 at 3pm",
        "2026-12-08 15:00",
        "2026-12-08 at 3pm",
        "once on Tuesday at 3pm",
        "le 8 décembre à 15 h",
        "mardi 8 décembre à 15 h",
        "8 déc. 15h",
    ],
    "on 1 December 2026 at 16:00": [
        "today at 4pm",
        "aujourd’hui à 16 h",
    ],
    "on 1 December 2026 at 19:00": [
        "tonight at 7pm",
    ],
    "on 3 December 2026 at 10:00": [
        "the day after tomorrow at 10",
        "après-demain à 10 h",
    ],
    "on 3 December 2026 at 15:00": [
        "this Thursday at 3pm",
        "ce jeudi à 15 h",
    ],
    "on 10 December 2026 at 15:00": [
        "Thursday next week at 3pm",
        "next week Thursday at 3pm",
        "jeudi de la semaine prochaine à 15 h",
        "la semaine prochaine, jeudi à 15 h",
    ],
    "on 2 December 2026 at 15:00": [
        "just once, tomorrow at 3pm",
    ],
    "every week on Tuesday at 00:00": [
        "every Tuesday at midnight",
        "le mardi à minuit",
    ],
    "every week on Tuesday at 15:00 Los Angeles time": [
        "every Tuesday at 15:00 Pacific time",
        "tous les mardis à 15 h, heure du Pacifique",
    ],
    "every week on Tuesday at 15:00 London time": [
        "every Tuesday, 3pm, London time",
    ],
    "every week on Tuesday at 15:00 Vancouver time": [
        "every Tuesday at 3pm in Vancouver",
        "tous les mardis à 15 h à Vancouver",
    ],
    "every week on Tuesday at 15:00 Montreal time": [
        "every Tuesday at 3pm Montréal time",
        "tous les mardis à 15 h (heure de Montréal)",
    ],
    "the first Monday of every month at 10:00, starting 7 December 2026": [
        "le 1er lundi du mois à 10 h",
    ],
    "the second Tuesday of every month at 15:30, starting 8 December 2026": [
        "le 2e mardi de chaque mois à 15h30",
    ],
    "the third Thursday of every month at 12:00, starting 17 December 2026": [
        "chaque 3e jeudi du mois à 12h",
    ],
    "the second Thursday of every month at 15:00, starting 10 December 2026": [
        "tous les deuxièmes jeudis à 15 h",
    ],
    "every three weeks on Thursday at 15:00, starting 3 December 2026": [
        "un jeudi sur trois à 15 h",
    ],
    "every weekday at 09:00": [
        "du lundi au vendredi à 9 h",
    ],
    "every week on Tuesday at 12:30": [
        "le mardi à midi et demi",
    ],
    "the first Tuesday of every month at 15:00": [
        "chaque mois, le premier mardi à 15 h",
        "mensuel, le premier mardi à 15 h",
        "une fois par mois, le mardi à 15 h",
    ],
    "six times a year on the first Monday of the month at 15:00, starting 7 December 2026": [
        "six fois par an, le premier lundi à 15 h",
    ],
    "every three months on the first Monday of the month at 15:00, starting 7 December 2026": [
        "tous les trois mois, le premier lundi à 15 h",
        "chaque trimestre le premier lundi à 15 h",
    ],
    "on 8 December 2026 at 15:30": [
        "mardi le 8 décembre 2026 à 15h30",
    ],
    "on 1 January 2027 at 10:00": [
        "le 1er janvier 2027 à 10 h",
        "le premier janvier à 10 h",
    ],
    "on 12 August 2027 at 15:00": [
        "8/12 à 15h",
    ],
    "on 3 March 2027, 14 April 2027 and 9 June 2027 at 15:00": [
        "les 3 mars, 14 avril et 9 juin à 15 h",
        "le 3 mars, le 14 avril et le 9 juin à 15 h",
    ],
    "the last Thursday of every month at 15:00, starting 31 December 2026": [
        "the last Thursday, 15:00",
    ],
}


def each(table: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(words, said) for said, ways in table.items() for words in ways]


def read(words: str, language: str = "en") -> str:
    """What was understood, in full, but for what is the same in all."""
    said = in_words(parse_words(words, "America/Toronto", TUESDAY, language))
    return said.replace(" Toronto time", "").replace(", starting 1 December 2026", "")


@pytest.mark.parametrize(("words", "said"), each(FORTY))
def test_the_forty_that_were_collected_are_read(words: str, said: str) -> None:
    assert read(words) == said


@pytest.mark.parametrize(("words", "said"), each(MORE))
def test_others_of_their_kind_are_read(words: str, said: str) -> None:
    assert read(words) == said


@pytest.mark.parametrize(("words", "said"), each(FORTY))
def test_a_reader_of_another_language_is_understood_too(words: str, said: str) -> None:
    assert read(words, "fr-CA") == said


@pytest.mark.parametrize(("words", "said"), each(FORTY))
def test_what_a_phone_makes_of_signs_and_spaces_changes_nothing(words: str, said: str) -> None:
    signs = str.maketrans("'- ", "\N{RIGHT SINGLE QUOTATION MARK}\N{EN DASH}\N{NARROW NO-BREAK SPACE}")
    assert read(f" {words.upper()}. ".translate(signs)) == said
