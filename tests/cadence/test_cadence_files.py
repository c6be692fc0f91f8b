"""A language is a file: one more is read and said without any code, and a mistake in it is named with file and key."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from bot.cadence import Cadence, CadenceError, in_words, parse_words, rhythm_in_words
from bot.cadence.languages import FOLDER, LanguageError, Languages
from tests.cadence.test_cadence import cadences, days, unhurried

TODAY = date(2027, 1, 1)
HOME = "Europe/Amsterdam"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The languages that come with Klatch, and Dutch."""
    for file in FOLDER.glob("*.toml"):
        shutil.copy(file, tmp_path)
    shutil.copy(Path(__file__).with_name("dutch.toml"), tmp_path / "nl.toml")
    return tmp_path


def refusal(folder: Path, locale: str = "nl") -> str:
    with pytest.raises(LanguageError) as refused:
        Languages(folder).of(locale)
    return str(refused.value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("elke dinsdag om 15:00", "elke week op dinsdag om 15.00 uur, tijd van Amsterdam"),
        ("om de week op dinsdag om 3 uur 's middags", "om de twee weken op dinsdag om 15.00 uur, tijd van Amsterdam"),
        (
            "de eerste maandag van de maand om 12 uur",
            "de eerste maandag van elke maand om 12.00 uur, tijd van Amsterdam",
        ),
        ("dinsdagen en donderdagen om half 10", "elke week op dinsdag en donderdag om 09.30 uur, tijd van Amsterdam"),
        ("morgen om 15 uur", "op 2 januari 2027 om 15.00 uur, tijd van Amsterdam"),
    ],
)
def test_a_third_language_is_one_file_and_no_code(folder: Path, typed: str, said: str) -> None:
    languages = Languages(folder)
    cadence = parse_words(typed, HOME, TODAY, "nl-BE", languages)

    assert rhythm_in_words(cadence, "nl-NL", languages) == said
    assert parse_words(in_words(cadence, "nl", languages), "Asia/Tokyo", TODAY, "en-US", languages) == cadence


def test_whoever_reads_dutch_types_english_and_french_too(folder: Path) -> None:
    languages = Languages(folder)
    typed = ("elke dinsdag om 15:00", "every Tuesday at 3 pm", "tous les mardis à 15 h")

    assert len({parse_words(words, HOME, TODAY, "nl", languages) for words in typed}) == 1


def test_a_language_without_a_file_of_rhythms_reads_them_in_all_and_says_them_in_english() -> None:
    cadence = parse_words("tous les mardis à 15 h", HOME, TODAY, "nl")

    assert rhythm_in_words(cadence, "nl") == "every Tuesday at 15:00 Amsterdam time"
    with pytest.raises(CadenceError, match="I can't read “dinsdag”"):
        parse_words("every dinsdag Tuesday at 15:00", HOME, TODAY, "nl")


def test_a_country_has_what_differs_there_and_the_rest_of_its_language(folder: Path) -> None:
    (folder / "nl_BE.toml").write_text(
        'month_before_day = true\n[words]\nevery = ["iedere"]\n[phrases]\nworking_days = "op elke werkdag"\n'
    )
    languages = Languages(folder)
    own, general = languages.of("nl-BE"), languages.of("nl-NL")

    assert parse_words("iedere dinsdag om 15:00 vanaf 2/3", HOME, TODAY, "nl-BE", languages).starts_on.month == 2
    assert own.phrases.working_days != general.phrases.working_days
    assert (own.phrases.every_day, own.faults) == (general.phrases.every_day, general.faults)
    assert languages.codes == ("en", "fr", "nl")


def test_a_language_is_read_when_it_is_needed_and_once(folder: Path) -> None:
    languages = Languages(folder)
    (folder / "fr.toml").write_text("no file of a language")

    assert languages.of("nl") is languages.of("nl-NL")
    assert parse_words("elke dinsdag om 15:00", HOME, TODAY, "nl", languages)
    assert refusal(folder, "fr").startswith("fr.toml: ")


def instead(old: str, new: str) -> Callable[[str], str]:
    def mistaken(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return mistaken


@pytest.mark.parametrize(
    ("mistake", "complaint"),
    [
        (instead("every =", "evry ="), "nl.toml: words: there is no meaning 'evry', only weekday, month"),
        (instead("monday =", "munday ="), "nl.toml: words: weekday: 'munday' is nothing that it can stand for"),
        (instead('"maart"', '"maart", "Mei"'), "nl.toml: words: month: 'mei' stands for two things"),
        (instead('lasting = ["gedurende"]', 'lasting = "gedurende"'), "nl.toml: words: lasting is a list of words"),
        (instead('lasting = ["gedurende"]', "lasting = { 1 = [] }"), "nl.toml: words: lasting is a list of words"),
        (instead("{rhythm} om {time}", "{rhythm}"), "nl.toml: phrases.at: lacks {time}: '{rhythm}, {zone}'"),
        (instead("tijd van {city}", "tijd van {stad}"), "nl.toml: phrases.zone_of_city: lacks {city}"),
        (instead("Ik begrijp “{words}” niet.", "Ik begrijp u niet."), "nl.toml: faults: lacks {words}"),
        (instead("two_times =", "too_times ="), "nl.toml: faults.too_times"),
        (instead('moving = "met', 'moved = "met'), "nl.toml: phrases.moving: Field required"),
        (instead("month_before_day = false", 'month_before_day = "perhaps"'), "nl.toml: month_before_day: "),
        (instead("no_break_in = []", 'no_break_in = ["("]'), "nl.toml: no_break_in: "),
        (instead("[words]", "[words"), "nl.toml: "),
        (instead("[words]", "[woorden]\n[words]"), "nl.toml: woorden: Unexpected"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(folder: Path, mistake: Callable[[str], str], complaint: str) -> None:
    file = folder / "nl.toml"
    file.write_text(mistake(file.read_text()))

    assert complaint in refusal(folder)


def test_a_country_without_its_language_is_a_mistake(folder: Path) -> None:
    (folder / "de_AT.toml").write_text("month_before_day = false\n")

    assert refusal(folder) == "de_AT.toml: there is no de.toml that it would differ from"


def test_a_folder_without_english_says_so(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith("en.toml: there is no such file")


def test_all_that_a_new_language_says_it_reads_again(folder: Path) -> None:
    languages = Languages(folder)

    @unhurried(100)
    @given(cadences, days)
    def is_read_again(cadence: Cadence, today: date) -> None:
        assert parse_words(in_words(cadence, "nl", languages), "Asia/Tokyo", today, "fr-CA", languages) == cadence

    is_read_again()
