"""Sentences, dates, numbers and lists as a reader reads them; the faults of CLDR mended."""

from datetime import UTC, datetime

import pytest

from bot.languages.catalogues import languages, name_of
from bot.languages.reader import ENGLISH, reader_of, shared_reader

pytestmark = pytest.mark.one_database

FIRST = datetime(2027, 1, 1, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "Friday, January 1 at 3:30\u00a0PM"),
        ("en-GB", "Friday 1 January at 15:30"),
        ("fr-CA", "vendredi 1er janvier à 15\u00a0h\u00a030"),
        ("fr-FR", "vendredi 1er janvier à 15\u00a0h\u00a030"),
        ("de-DE", "Friday 1 January at 15:30"),
    ],
)
def test_a_date_is_said_as_its_reader_writes_it(locale: str, said: str) -> None:
    assert reader_of(locale).moment(FIRST, UTC) == said


def test_a_full_hour_has_no_minutes_in_french() -> None:
    assert reader_of("fr-CA").hour(FIRST.replace(minute=0), UTC) == "15\u00a0h"


def test_a_list_and_a_number_are_said_as_one_reads_them_aloud() -> None:
    assert reader_of("fr-CA").listed(["a", "b", "c"]) == "a, b et c"
    assert reader_of("en-GB").listed(["a", "b"], by_or=True) == "a or b"


def test_a_list_of_what_has_commas_within_it_is_parted_by_semicolons() -> None:
    days = ["Tuesday, December 8", "Tuesday, December 22", "Tuesday, January 5"]
    assert reader_of("en-US").listed(days) == "Tuesday, December 8; Tuesday, December 22; and Tuesday, January 5"
    assert reader_of("fr-CA").listed(["mardi 8 mai", "mardi 22 mai"]) == "mardi 8 mai et mardi 22 mai"
    assert reader_of("en-US").listed(["Tuesday, 3 PM"]) == "Tuesday, 3 PM"
    assert [reader_of("fr-CA").number(number) for number in (2, 11, 12_345)] == ["deux", "11", "12\u00a0345"]


@pytest.mark.parametrize("locale", ["", "xx", "de-DE", "tlh", "not a locale", "en", "zh-Hant-TW"])
def test_whoever_reads_a_language_that_is_not_there_reads_english(locale: str) -> None:
    assert reader_of(locale).language == "en"


@pytest.mark.parametrize("locale", ["fr", "fr-XX", "fr-419", "fr_CA", "fr-ca", "fr@x", "fr-CA@x"])
def test_whoever_reads_french_somewhere_else_reads_french(locale: str) -> None:
    assert reader_of(locale).language == "fr"


def test_several_read_the_language_that_they_share() -> None:
    montreal, paris, london = reader_of("fr-CA"), reader_of("fr-FR"), reader_of("en-GB")

    assert shared_reader([montreal, montreal], ENGLISH) == montreal
    assert shared_reader([montreal, paris], ENGLISH).language == "fr"
    assert shared_reader([montreal, london], paris) == paris
    assert shared_reader([], paris) == paris


def test_a_language_is_named_in_itself() -> None:
    assert [name_of(language) for language in languages()][:2] == ["English", "Français"]
