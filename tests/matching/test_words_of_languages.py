"""Words are read in the language of their text, and English ones as if there were no other."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages.catalogues import languages
from bot.matching.asks.word_languages import ENGLISH, FILES, LANGUAGES, read_languages
from bot.matching.asks.words import language_told, normalised, read, stem, stems, words
from bot.prompts.library import library
from bot.topics.starter_topics import starter_topics
from tests.matching.test_french_questions import HELD_OUT_QUESTIONS_IN_FRENCH
from tests.matching.test_held_out_questions import HELD_OUT_QUESTIONS

IN_ENGLISH = [
    *(question for question, _ in HELD_OUT_QUESTIONS),
    *(prompt.text for prompt in library()),
    *(alias for topic in starter_topics() for alias in topic.aliases),
]
IN_FRENCH = [
    *(question for question, _ in HELD_OUT_QUESTIONS_IN_FRENCH),
    *(prompt.text for prompt in library("fr")),
]
FRENCH_WORDS = [
    "l’équipe",
    "qu'il",
    "d’abord",
    "négocier",
    "le",
    "salaire",
    "ÉTUDIANTS",
    "j’ai",
    "cœur",
    "Où?",
    "the",
    "UN",
]
ANY_FRENCH = st.lists(st.sampled_from(FRENCH_WORDS) | st.text(max_size=6)).map(" ".join)


def test_every_language_that_is_read_has_its_words() -> None:
    assert set(LANGUAGES) == set(languages())


def test_a_third_language_is_one_file_and_no_code(tmp_path: Path) -> None:
    german = tmp_path / "words.de.toml"
    german.write_text(
        'stemmer = "german"\ngrammar = "ich und wie die der des in"\nasking = "hilfe"\nelsewhere = "die in"\n'
    )
    read_by = read_languages([*FILES, german])

    assert list(read_by) == [ENGLISH, "de", "fr"]
    assert read_by["de"].stop_words == {*["ich", "und", "wie", "die", "der", "des", "in", "hilfe"]}
    assert read_by["de"].signs == {"ich", "und", "wie", "der"}
    assert read_by["fr"].signs == LANGUAGES["fr"].signs - {"des"}
    assert read_by["de"].stemmer().stemWord("verhandlungen") == "verhandl"


@pytest.mark.parametrize("code", LANGUAGES)
def test_stop_words_and_signs_are_written_as_words_are_compared(code: str) -> None:
    language = LANGUAGES[code]
    listed = language.stop_words | language.signs | language.elsewhere
    assert [word for word in listed if normalised(word) != word] == []


def test_the_language_of_english_and_of_french_is_told() -> None:
    assert [text for text in IN_ENGLISH if language_told(text) not in (ENGLISH, None)] == []
    assert [text for text in IN_FRENCH if language_told(text) != "fr"] == []


@pytest.mark.parametrize("text", ["", "?!", "🎉", "42", "budget", "CV", "AI", "MA", "Zoom", "Python, R", "D’Arcy’s"])
def test_what_tells_no_language_is_read_as_english(text: str) -> None:
    assert language_told(text) is None
    assert read(text) == read(text, ENGLISH)


def test_the_stems_of_an_english_text_are_what_they_would_be_without_other_languages() -> None:
    def plainly(text: str) -> set[str]:
        return {stem(word) for word in words(text) if word not in LANGUAGES[ENGLISH].stop_words}

    assert [text for text in IN_ENGLISH if stems(text) != plainly(text)] == []


@given(ANY_FRENCH)
def test_apostrophes_accents_and_capitals_do_not_matter_to_any_language(text: str) -> None:
    assert stems(text.replace("’", "'")) == stems(text.replace("'", "’"))
    assert language_told(normalised(text)) == language_told(text)
    assert stems(normalised(text)) == stems(text)


@given(st.lists(st.sampled_from(IN_FRENCH + IN_ENGLISH), max_size=4))
def test_reading_is_the_same_every_time_and_gives_the_words_in_their_order(texts: list[str]) -> None:
    text = "\n".join(texts)
    assert read(text) == read(text)
    assert [word.written for word in read(text)] == words(text)


@given(st.sampled_from(IN_FRENCH), st.sampled_from([text for text in IN_ENGLISH if language_told(text) == ENGLISH]))
def test_who_writes_in_two_languages_is_found_by_the_words_of_both(french: str, english: str) -> None:
    assert stems(f"{french}\n{english}") >= stems(english)
    assert stems(f"{english}\n{french}") >= stems(english)


@pytest.mark.parametrize(
    ("asked", "described"),
    [
        ("Comment négocier mon salaire?", "J’ai l’habitude des négociations et des salaires."),
        ("Je cherche de l'aide pour l’évaluation de mon équipe", "J'accompagne des équipes dans leurs évaluations."),
        ("Qui a déjà dirigé une équipe à distance?", "Je dirige des équipes depuis dix ans."),
        ("J’aimerais publier ma thèse", "Ma these est publiee, parlez-moi de la votre."),
        ("Une évaluation équilibrée, est-ce possible?", "Je fais des bilans équilibrés."),
        ("Comment gérer les œuvres du fonds?", "Les oeuvres et leur catalogage, c’est mon métier."),
    ],
)
def test_a_question_in_french_shares_words_with_whoever_describes_themselves_in_french(
    asked: str, described: str
) -> None:
    assert stems(asked) & stems(described)


@pytest.mark.parametrize(
    ("asked", "described"),
    [
        (
            "Bonjour! Est-ce que quelqu’un pourrait m’aider avec ça, s’il vous plaît?",
            "J’aime aider et donner des conseils.",
        ),
        ("Je cherche un mentor pour mes deux premières années", "Je suis mentor depuis trois ans, le temps passe."),
        ("Qu’est-ce que vous me conseillez?", "Qu’on me pose des questions, c’est ce que j’aime."),
    ],
)
def test_french_words_of_asking_and_of_grammar_join_nobody(asked: str, described: str) -> None:
    assert not stems(asked) & stems(described)


def test_french_filler_alone_has_no_stems() -> None:
    assert stems("Bonjour! J’aurais besoin d’aide, s’il vous plaît. Qu’en pensez-vous?") == frozenset()
