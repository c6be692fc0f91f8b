"""What a press costs grows neither with the mentors of a workspace nor, in statements, with those who were asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.flash.models import Invitation
from bot.flash.rules import WAVE_SIZE, WAVES_AT_MOST
from playground import Person
from tests.databases import Sqlite, statements
from tests.library import Library, faultless_library

GRANT = "How do I write my first grant proposal?"
FEW, MANY = 10, 300


@pytest.fixture
async def library(sqlite: Sqlite, tmp_path: Path) -> AsyncIterator[Library]:
    """On SQLite alone, where everybody waits for a transaction that writes."""
    with sqlite.database(tmp_path) as url:
        async with faultless_library(url) as library:
            yield library


@pytest.fixture
async def other_library(sqlite: Sqlite, tmp_path: Path) -> AsyncIterator[Library]:
    """Another, to compare it with."""
    place = tmp_path / "other"
    place.mkdir()
    with sqlite.database(place) as url:
        async with faultless_library(url) as library:
            yield library


async def cost(library: Library, person: Person, words: str) -> int:
    """How many statements it takes to answer a press, by somebody of whom the directory has heard today."""
    await person.command("/mentor-volunteer", "help")
    await library.settle()
    with statements(library.klatch.database) as found:
        await person.press(words)
        await library.klatch.edge.drain()
    await library.settle()
    return len(found)


async def asked(library: Library, mentors: int, waves: int = 1) -> tuple[Person, Person]:
    """An asker, and the last of the mentors whom so many waves have reached; nobody has answered."""
    mia, people = library.person("Mia Chen"), [library.person(f"Mentor {number}") for number in range(mentors)]
    await mia.command("/mentor-ask")
    await library.enlist(people, "Grant writing")
    await library.ask(mia, GRANT)
    await library.pass_time(days=waves - 1, hours=1)
    invitations = await library.rows(Invitation)
    assert len(invitations) == waves * WAVE_SIZE
    return mia, next(person for person in people if person.id == invitations[-1].mentor)


@pytest.mark.parametrize("words", ["I can help", "Not this time"])
async def test_an_answer_costs_as_much_after_five_waves_as_in_the_first(
    library: Library, other_library: Library, words: str
) -> None:
    taken = [
        await cost(here, (await asked(here, WAVE_SIZE * WAVES_AT_MOST, waves))[1], words)
        for here, waves in ((library, 1), (other_library, WAVES_AT_MOST))
    ]
    assert 0 < taken[1] <= taken[0]


@pytest.mark.parametrize("words", ["I can help", "Not this time", "Choose"])
async def test_a_press_costs_as_much_among_many_mentors_as_among_few(
    library: Library, other_library: Library, words: str
) -> None:
    taken = []
    for here, mentors in ((library, FEW), (other_library, MANY)):
        mia, sam = await asked(here, mentors)
        if words == "Choose":
            await here.press(sam, "I can help")
        taken.append(await cost(here, mia if words == "Choose" else sam, words))
    assert 0 < taken[1] <= taken[0]


@pytest.mark.parametrize("words", ["Choose", "Withdraw"])
async def test_an_end_costs_at_most_one_statement_for_each_card_that_it_changes(
    library: Library, other_library: Library, words: str
) -> None:
    taken = []
    for here, waves in ((library, 1), (other_library, WAVES_AT_MOST)):
        mia, sam = await asked(here, WAVE_SIZE * WAVES_AT_MOST, waves)
        if words == "Choose":
            await here.press(sam, "I can help")
        taken.append(await cost(here, mia, words))
    assert 0 <= taken[1] - taken[0] <= WAVE_SIZE * (WAVES_AT_MOST - 1)
