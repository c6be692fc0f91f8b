"""What a machine can see of good wording: one voice, contractions, no riddles, short sentences."""

import re
from collections.abc import Iterator

import pytest

from tests.words.catalogues import extracted, of_language

pytestmark = pytest.mark.one_database

WORDS_IN_A_SENTENCE = 25
CHARACTERS_IN_A_MESSAGE = 900

RIDDLES = {
    "one voice: I": r"\b(we|us|our|ours)\b(?!['’])",
    "a contraction": r"\b(do|does|did|is|are|was|were|has|have|could|would|can|will) ?not\b",
    "who without an antecedent": r"\bfor who\b|\bonly who\b|^who (joins|is|comes)\b.*\.",
    "things that stand, anew, mended": r"\b(stands?|standing|anew|mended|mends?)\b",
    "for meaning because": r", for (its|he|she|they|it|the|there|i|we|you) ",
    "a word of the code's": r"(?<!quick )(?<!goes )\b(round|programme|outbox|session|transaction|due row)s?\b",
    "an emoji as a word": r":[a-z_]+:",
}
"""What is wrong, and how it shows. Written for English as it stands in the code."""

SAID_BY_MEMBERS = frozenset({"We talked", "We met", "Why us?", "What matters to us"})
"""Buttons speak for whoever presses them."""
PROMISE = "I make time, I listen, and it stays between us."

FRENCH = {
    "a straight apostrophe": r"\w'\w",
    "a space before ?, ! or ;": r"[ \u00a0\u202f][?!;]",
    "a breakable space at a colon or within quotation marks": r" :|« | »",
    "a straight quotation mark": r'"',
    "a form with a point or brackets for gender": r"\w[·•]e|\(e\)|\(s\)|\w-e\b",
    "tu": r"\b(tu|toi|ton|tes)\b",
}


def sentences_of(language: str | None) -> Iterator[tuple[str, str]]:
    """Each sentence with where it is said, but for patterns of dates."""
    rooms = extracted() if language is None else of_language(language)
    for room, catalogue in rooms.items():
        for message in catalogue:
            said = message.id if language is None else message.string
            if message.id and not (message.context or "").startswith("CLDR"):
                for form in said if isinstance(said, tuple | list) else [said]:
                    yield room, str(form)


def faults(language: str | None, riddles: dict[str, str]) -> list[str]:
    return [
        f"{room}: {why}: {sentence}"
        for room, sentence in sentences_of(language)
        if sentence not in SAID_BY_MEMBERS | {PROMISE} and not sentence[:1].isdigit()  # a timetable is a circle's own
        for why, pattern in riddles.items()
        if re.search(pattern, _bare(sentence), re.IGNORECASE)
    ]


def _bare(sentence: str) -> str:
    """Without what is typed as it is, and without places."""
    return re.sub(r"`[^`]*`|\{\w+\}", "…", sentence)


def test_english_is_said_as_one_would_say_it() -> None:
    assert faults(None, RIDDLES) == []


def test_french_keeps_to_its_signs_and_speaks_to_everybody() -> None:
    assert faults("fr", FRENCH) == []


@pytest.mark.parametrize("language", [None, "fr"])
def test_a_sentence_is_short_enough_to_be_heard_once(language: str | None) -> None:
    long = [
        f"{room}: {part}"
        for room, sentence in sentences_of(language)
        for part in re.split(r"(?<=[.?!:;])\s|\n| · ", sentence)
        if len(re.findall(r"[\w’'-]+", _bare(part))) > WORDS_IN_A_SENTENCE
    ]

    assert long == []


@pytest.mark.parametrize("language", [None, "fr"])
def test_nothing_that_is_said_at_once_is_longer_than_one_reads(language: str | None) -> None:
    assert [sentence for _, sentence in sentences_of(language) if len(sentence) > CHARACTERS_IN_A_MESSAGE] == []
