"""Whom one has been stays on the rail, wherever one found them; the others there are the first of the workspace."""

from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

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


async def test_a_face_with_a_dot_leads_to_where_the_news_is(here: Setting, client: AsyncWebClient) -> None:
    rail = PeopleSwitcher(here.playground)
    assert {entry.news for entry in rail.beside(here.ana)} == {""}
    opened = await client.conversations_open(users=[here.ben.id, here.zoe.id])
    room = opened["channel"]["id"]
    await client.chat_postMessage(channel=here.ben.id, text="earlier")
    here.control.clock.advance(timedelta(seconds=1))
    await client.chat_postMessage(channel=room, text="later")
    news = {entry.face.id: entry.news for entry in rail.beside(here.ana)}
    assert news == {here.ana.id: "", here.ben.id: room, here.zoe.id: room}
    assert f'href="/as/{here.ben.id}/{room}"' in await here.see(f"/as/{here.ana.id}")


async def test_the_first_page_speaks_of_whom_one_is(here: Setting) -> None:
    assert "You’re <strong>Ana Ruiz</strong>" in await here.see("/start")
    seen = await here.see(f"/as/{here.ben.id}")
    assert f'href="/as/{here.ben.id}/start"' in seen
    first = await here.see(f"/as/{here.ben.id}/start")
    assert "You’re <strong>Ben Okafor</strong>" in first
    assert f'data-user="{here.ben.id}"' in first
    assert await here.see("/start") == first
