"""The whole story in another language: nobody reads English but what a colleague wrote; and it all has room."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.dates import get_day_names, get_month_names

from bot.cadence import in_words, parse_words, rhythm_in_words
from bot.languages.catalogues import languages, name_of
from bot.prompts.library import library
from bot.topics.starter_topics import starter_topics
from playground.story.klatch import WHEN
from tests.words.bareness import bare
from tests.words.catalogues import extracted, of_language
from tests.words.overheard import Overheard
from tests.words.pages import FOLDER, told
from tests.words.pseudo import LANGUAGE, made_up_catalogues, spoken_here
from tests.words.telling import Tongue, tell_in
from tests.words.translation import pattern_of, pieces_of

pytestmark = pytest.mark.one_database

SHORTEST = 2
"""Words of a sentence that one would notice."""
NAMES = ("Just Lunch", "Klatch", "Robin", "Kim")
"""Robin and Kim are made up, for previews."""


def without_members_words(text: str, heard: Overheard) -> str:
    """A text without what members wrote, their names, and what is typed after a command."""
    for words in sorted(heard.by_members, key=len, reverse=True):
        text = text.replace(words, " ") if len(words) >= SHORTEST else text
    return re.sub(r"`[^`\n]*`|<[@#!][^>]*>|https?:[^\s|>]*", " ", text)


def english_sentences() -> list[tuple[str, re.Pattern[str]]]:
    """What stands in the code and is of two words or more: its longest piece, and what it looks like."""
    french = {message.id: message.string for room in of_language("fr").values() for message in room if message.id}
    ids = {
        message.id
        for room in extracted().values()
        for message in room
        if message.id and french[message.id] != message.id
    }
    sources = {source for one in ids for source in ([one] if isinstance(one, str) else one)}
    told = [source for source in sources if len(re.findall(r"[^\W\d_]{2,}", " ".join(pieces_of(source)))) >= SHORTEST]
    return [(max(pieces_of(source), key=len), pattern_of(source)) for source in sorted(told)]


def english_signs() -> re.Pattern[str]:
    """What else is seen to be English: days and months as CLDR names them, and quotation marks."""
    names = {*get_day_names("wide", locale="en").values(), *get_month_names("wide", locale="en").values()}
    return re.compile(rf"\b({'|'.join(sorted(names))})\b|[“”]")


TOLD: dict[str, tuple[str, Overheard]] = {}
"""The story is played once in a language, for all that is asked of it."""


async def told_once(language: str, database_url: str) -> tuple[str, Overheard]:
    """The page of a language, and all that was said in it."""
    if language not in TOLD:
        TOLD[language] = await told(language, database_url)
    return TOLD[language]


@pytest.mark.parametrize("language", languages())
async def test_the_page_of_a_language_has_the_messages_of_the_story_as_they_are_now(
    language: str, database_url: str
) -> None:
    page, _ = await told_once(language, database_url)
    written = FOLDER / f"{language}.md"
    assert written.exists(), "make messages"
    assert written.read_text(encoding="utf-8") == page, "make messages"


def test_there_is_a_page_of_each_language_and_no_other() -> None:
    assert sorted(file.stem for file in FOLDER.iterdir()) == sorted(languages())


async def test_in_french_nobody_reads_english_but_what_a_colleague_wrote(database_url: str) -> None:
    _, heard = await told_once("fr", database_url)
    sentences, signs = english_sentences(), english_signs()
    found = {}
    for text, where in heard.by_bot.items():
        rest = without_members_words(text, heard)
        if any(piece in rest and looks.search(rest) for piece, looks in sentences) or signs.search(rest):
            found[rest] = where
    assert found == {}
    assert len(heard.by_bot) > 500


async def test_in_a_made_up_language_each_word_comes_from_its_catalogues_and_has_room(
    database_url: str, tmp_path: Path
) -> None:
    """What lacks its brackets never was in a catalogue. Slack takes each label a third longer than in English."""
    rooms = made_up_catalogues()
    with spoken_here(rooms, tmp_path / "languages"):
        heard = await tell_in(Tongue(LANGUAGE, rooms.values()), database_url)
        known = [*NAMES, *heard.by_members, *of_its_own_in_each_language()]
    words = [each for each in known if len(each) >= SHORTEST]
    assert {rest: where for text, where in heard.by_bot.items() if (rest := bare(text, words))} == {}


def of_its_own_in_each_language() -> list[str]:
    """What is written anew for a language rather than translated, and is in English where nobody did."""
    rhythms = [parse_words(each, "America/Toronto", date(2026, 12, 1)) for each in (WHEN, "every Tuesday at 10:00")]
    said = [say(rhythm, LANGUAGE) for rhythm in rhythms for say in (in_words, rhythm_in_words)]
    topics = [topic.name for topic in starter_topics()]
    return [*topics, *(prompt.text for prompt in library()), *said, *(name_of(language) for language in languages())]
