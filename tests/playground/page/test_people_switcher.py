"""Whom one has been stays on the rail, wherever one found them; the others there are the first of the workspace."""

import pytest

from playground import Person
from playground.page.people_switcher import PLACES, PeopleSwitcher
from tests.playground.page.setting import Setting


@pytest.fixture
def crowd(here: Setting) -> list[Person]:
    return [here.playground.add_person(f"Person {number}") for number in range(200)]


def names(rail: PeopleSwitcher, person: Person) -> list[str]:
    return [entry.face.name for entry in rail.beside(person)]


async def test_whom_one_has_been_stays_there_and_nobody_changes_places(here: Setting, crowd: list[Person]) -> None:
    rail = PeopleSwitcher(here.playground)
    rail.became(here.ana)
    first = names(rail, here.ana)
    assert len(first) == PLACES
    rail.became(crowd[150])
    rail.became(crowd[90])
    assert names(rail, crowd[90]) == [*first[: PLACES - 2], "Person 90", "Person 150"]
    rail.became(here.ana)
    assert names(rail, here.ana) == names(rail, crowd[90])


async def test_who_was_longest_ago_makes_room(here: Setting, crowd: list[Person]) -> None:
    rail = PeopleSwitcher(here.playground)
    for person in crowd[100 : 100 + PLACES]:
        rail.became(person)
    rail.became(crowd[100])
    rail.became(crowd[50])
    kept = [crowd[50], crowd[100], *crowd[102 : 100 + PLACES]]
    assert names(rail, crowd[50]) == [person.name for person in kept]


async def test_somebody_found_by_the_search_is_there_to_go_back_to(here: Setting, crowd: list[Person]) -> None:
    """A page that is open already, and hears of something, changes nothing about it."""
    await here.see(f"/as/{crowd[150].id}")
    rail = (await here.see(f"/as/{here.ana.id}")).partition('id="rail"')[2].partition("</nav>")[0]
    assert 'aria-label="Act as Person 150"' in rail
    assert f'href="/as/{here.ana.id}" aria-current="true"' in rail
