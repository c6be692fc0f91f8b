"""Whoever forges, in one workspace, whatever Slack lets through changes nothing of another, and learns nothing."""

from collections.abc import Sequence
from random import Random

import pytest
from sqlalchemy import select

from bot.confinement import confine
from bot.outbox.models import Letter
from playground import Person
from tests.confinement.filling import WORD, Filling, dump, fill, ids_in
from tests.confinement.forging import Forger, actions_of, forms_of
from tests.library import Library

OTHER = "T_OTHER"
FIRST = 700

NAMES = ("Mia", "Sam", "Zoe", "Kim", "Eve", "Ada", "Ben", "Leo")


async def with_the_same_people_elsewhere(library: Library) -> list[Person]:
    """People of this workspace, whose ids are also people's in the other one, with a part in everything there."""
    people = [library.person(f"{name} A", admin=name in ("Mia", "Sam")) for name in NAMES]
    channel = library.playground.add_channel("everybody", people)
    await library.playground.invite_bot(channel, people[0])
    await library.settle()
    await fill(library.klatch.database, Filling(OTHER, FIRST, [person.id for person in people], channel.id))
    return people


def values_about(numbers: Sequence[int]) -> list[str]:
    """What buttons carry about rows: a number, or two."""
    return [*map(str, numbers), f"{numbers[0]} {numbers[0]}", f"{numbers[-1]} 1"]


async def learns_nothing(library: Library, chance: Random, values_each: int | None) -> None:
    """Every button and form, about some of the rows there (None for all), by people whom the rows there name."""
    people = await with_the_same_people_elsewhere(library)
    edge, database = library.klatch.edge, library.klatch.database
    before = await dump(database, OTHER)
    values = values_about(ids_in(before))
    said: list[object] = []
    with library.playground.workspace.journal.heard_by(lambda entry: said.append((entry.asked, entry.answered))):
        for name, forge in [*actions_of(edge), *forms_of(edge)]:
            for value in chance.sample(values, values_each or len(values)):
                forger = Forger(chance.choice(people))
                answer = await library.klatch.bolt.dispatch(forge(forger, name, value))
                assert answer.status == 200
                said.append(answer.body)
    assert await dump(database, OTHER) == before
    async with database.transaction() as session:
        confine(session, library.playground.workspace.team_id)
        said += list(await session.scalars(select(Letter.payload)))
    assert len(said) > len(values)
    assert [words for words in said if WORD in str(words)] == []


@pytest.mark.either_database
async def test_a_forger_reaches_nothing_of_another_workspace(library: Library) -> None:
    await learns_nothing(library, Random(11), values_each=2)  # noqa: S311


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
async def test_nor_does_one_who_tries_everything(library: Library, seed: int) -> None:
    await learns_nothing(library, Random(seed), values_each=None)  # noqa: S311
