"""Beyond the story: every form, every command's help, what organizers see, refusals and faults at fields.

Each word of them comes from a catalogue. As each catalogue is whole, nobody reads bare English in another language.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.cadence import Cadence, in_words, parse_words, rhythm_in_words
from bot.languages.catalogues import languages, name_of
from bot.languages.reader import ENGLISH
from bot.prompts.library import library as prompts
from bot.topics.starter_topics import starter_topics
from playground import Guest, Person
from tests.library import Library, faultless_library
from tests.slack.test_command_words import COMMANDS
from tests.slack.test_every_form import Sender, use_every_form
from tests.words.overheard import Overheard, overheard
from tests.words.provenance import Provenance, provenance

pytestmark = pytest.mark.one_database

NAMES = ("Just Lunch", "Klatch", "Robin", "Kim", "Google")
"""Robin and Kim are made up, for previews."""
RHYTHMS = ("every Tuesday at 10:00", "every second Tuesday at 15:00")
"""Of the coffee and of the circle that are set up here."""


async def test_each_word_that_is_read_comes_from_a_catalogue(database_url: str) -> None:
    async with faultless_library(database_url, seed=7) as library:
        with provenance() as kept, overheard(library.playground) as heard:
            await use_every_form(library, Sender(library, 1))
            await ask_for_help(library)
            await be_refused(library)
    assert bare(kept, heard) == {}
    assert len(heard.by_bot) > 400


def test_what_never_was_in_a_catalogue_is_found_also_within_a_sentence() -> None:
    with provenance() as kept:
        said = ENGLISH.gettext("You chose {person}.", person="a colleague")
    texts = [said, f"{said} Nothing to do.", "Nothing to do.", "Rosa"]
    assert dict(kept.bare(texts, ["Rosa"])) == {
        f"{said} Nothing to do.": "Nothing to do.",
        "Nothing to do.": "Nothing to do.",
        "a colleague": "a colleague",
    }


async def ask_for_help(library: Library) -> None:
    """Type each command with each of its words, and one that it does not know, as a member and as an admin."""
    for person in (library.person("Max Reed"), library.person("Eva Reed", admin=True)):
        for command, words in COMMANDS.items():
            for word in ("", "help", "hlep", *words):
                await person.command(command, word)
                await library.settle()
                if person.form is not None:
                    await person.close_form(all_of_them=True)


async def be_refused(library: Library) -> None:
    """Be a guest, and send forms with faults in them."""
    guest = library.person("Gil Guest", guest=Guest.MULTI_CHANNEL)
    for command in COMMANDS:
        await guest.command(command)
    max_ = next(person for person in library.playground.people if person.name == "Max Reed")
    for command in ("/mentor-volunteer", "/mentor-ask", "/just-lunch", "/klatch start"):
        name, _, word = command.partition(" ")
        await max_.command(name, word)
        await _send_as_it_is(max_)


async def _send_as_it_is(person: Person) -> None:
    if person.form is not None:
        await person.submit()
    if person.form is not None:
        await person.close_form(all_of_them=True)


def bare(kept: Provenance, heard: Overheard) -> dict[str, str]:
    """What comes from nowhere, with where it was read."""
    others = [*NAMES, *heard.by_members, *of_its_own_in_each_language()]
    found = kept.bare(heard.by_bot, others)
    return {rest: f"{heard.by_bot.get(text, 'within a sentence')}: {text[:200]}" for text, rest in found}


def of_its_own_in_each_language() -> Iterator[str]:
    """What each language has in files of its own: topics, prompts, rhythms."""
    yield from (topic.name for topic in starter_topics())
    yield from (prompt.text for prompt in prompts())
    yield from (name_of(language) for language in languages())
    for typed in RHYTHMS:
        rhythm = parse_words(typed, "America/Toronto", date(2026, 12, 1))
        yield from _said(rhythm)


def _said(rhythm: Cadence) -> Iterator[str]:
    for locale in ("en_GB", "en_US"):
        yield from (in_words(rhythm, locale), rhythm_in_words(rhythm, locale))
