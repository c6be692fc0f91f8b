"""The words by which mentors are found, when another version of the stemmer, or of our rules, reads them otherwise."""

import pytest
from sqlalchemy import delete, select, update

from bot.flash.models import Invitation, Mentor, MentorWord
from bot.flash.search_words import AT_ONCE, refresh_search_words
from bot.matching.asks.word_signature import MOST_CHARACTERS, READ_BY
from playground import Person
from tests.library import Library

pytestmark = pytest.mark.either_database

ARCHIVES = "Who knows the archives of another university?"


async def read_otherwise(library: Library, *, known: bool = True) -> None:
    """Leave what another version would have: other stems and, unless it was too old to, by what they were read."""
    async with library.klatch.database.transaction() as session:
        await session.execute(update(MentorWord).values(word=MentorWord.word.concat("-otherwise")))
        await session.execute(update(Mentor).values(words_read_by="something else" if known else ""))


async def words_of(library: Library, person: Person) -> list[str]:
    theirs = select(MentorWord.word).join(Mentor).where(Mentor.member == person.id).order_by(MentorWord.word)
    async with library.klatch.database.transaction() as session:
        return list(await session.scalars(theirs))


@pytest.mark.parametrize("known", [True, False])
async def test_who_was_found_before_an_upgrade_is_found_after_it(library: Library, known: bool) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await library.volunteer(sam, About_me_as_a_mentor="I have worked in three universities.")
    await library.volunteer(zoe, About_me_as_a_mentor="Grants are my daily bread.")
    await read_otherwise(library, known=known)
    await library.klatch.start()
    await library.ask(mia, ARCHIVES)
    assert [invitation.mentor for invitation in await library.rows(Invitation)] == [sam.id]


async def test_own_words_and_the_title_are_both_read_anew(library: Library) -> None:
    sam = library.person("Sam Roy", title="Map librarian")
    await library.volunteer(sam, About_me_as_a_mentor="Sundays with herons.")
    before = await words_of(library, sam)
    await read_otherwise(library)
    await library.klatch.start()
    assert await words_of(library, sam) == before == ["heron", "librarian", "map", "sunday"]


async def test_the_words_of_all_mentors_are_read_anew_however_many(library: Library) -> None:
    people = [library.person(f"Mentor {number}", title="Cartographer") for number in range(AT_ONCE + 1)]
    await library.enlist(people)
    await read_otherwise(library)
    await library.klatch.start()
    assert {word.word for word in await library.rows(MentorWord)} == {"cartograph"}
    assert {mentor.words_read_by for mentor in await library.rows(Mentor)} == {READ_BY}


async def test_words_that_were_read_by_this_version_are_left_alone(library: Library) -> None:
    sam = library.person("Sam Roy", title="Cartographer")
    await library.enlist([sam])
    async with library.klatch.database.transaction() as session:
        await session.execute(delete(MentorWord))
    await refresh_search_words(library.klatch.database)
    assert await words_of(library, sam) == []


def test_what_words_are_read_by_fits_its_column() -> None:
    assert len(READ_BY) <= MOST_CHARACTERS
