"""The story as the page plays it: step by step, back, to any chapter; and what is said when it breaks off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground.page.story_routes import address_of
from playground.rehearsal.commands import STORY_BEGINS
from playground.rehearsal.rehearsal import Rehearsal, rehearsal
from playground.rehearsal.story_page import StoryPage
from playground.story.chapters import CHAPTERS
from playground.story.player import STEPS
from tests.databases import Sqlite

HOME = "http://127.0.0.1:8000/"
pytestmark = pytest.mark.one_database


class Reading:
    """Somebody who has the story's page open."""

    def __init__(self, story: StoryPage, client: httpx.AsyncClient, opened: list[Rehearsal]) -> None:
        self.story = story
        self.client = client
        self.opened = opened

    async def order(self, wanted: str, **more: Any) -> httpx.Response:
        return await self.client.post("/story", json={"do": wanted, **more})

    async def go(self, step: int) -> str:
        """Go to a step; what the page shows then."""
        answer = (await self.order("go", step=step)).json()
        assert answer["ok"]
        return (await self.client.get(answer["address"] or "/")).text

    @property
    def here(self) -> Rehearsal:
        """The workspace in which it is played now."""
        return self.opened[-1]


@pytest.fixture
async def reading(sqlite: Sqlite, tmp_path: Path) -> AsyncIterator[Reading]:
    rehearsals: list[Rehearsal] = []

    @asynccontextmanager
    async def opened() -> AsyncIterator[Rehearsal]:
        folder = tmp_path / str(len(rehearsals))
        folder.mkdir()
        with sqlite.database(folder) as url:
            async with rehearsal(url, STORY_BEGINS) as here:
                rehearsals.append(here)
                yield here

    story = StoryPage(opened)
    entrance = await story.entrance(HOME)
    base_url = entrance.partition("/?")[0]
    wishes: dict[str, Any] = {"headers": {"Origin": base_url}, "trust_env": False, "follow_redirects": True}
    async with httpx.AsyncClient(base_url=base_url, timeout=300, **wishes) as client:
        await client.get(entrance)
        yield Reading(story, client, rehearsals)
    await story.close()


async def test_each_step_shows_whoever_sees_it_best_and_says_what_happened(reading: Reading) -> None:
    first = (await reading.client.get("/")).text
    assert "Six colleagues offer to help" in first
    assert "This is on Ben Whitlock’s screen." in first
    assert "Thank you for volunteering" in first
    second = await reading.go(2)
    assert "Amara Obi’s screen" in second
    assert "How do I write my first grant proposal?</textarea>" in second
    third = await reading.go(3)
    assert "Step 3 of 25" in third
    marked = third.partition('data-sees="')[2].partition('"')[0]
    assert f'id="list-{marked}"' in third


async def test_two_browsers_that_ask_for_the_same_step_are_led_to_the_same_screen(reading: Reading) -> None:
    before = address_of(reading.story.player.run.sight)
    answers = await asyncio.gather(reading.order("go", step=2), reading.order("go", step=2))
    led_to = {(each.json()["address"], each.json()["showing"]) for each in answers}
    assert led_to == {(address_of(reading.story.player.run.sight), reading.story.player.showing)}
    assert before not in {address for address, _ in led_to}
    assert reading.story.player.run.number == 2


async def test_to_its_end_somebody_sees_every_step_and_slack_refuses_nothing(reading: Reading) -> None:
    last = await reading.go(len(STEPS))
    assert reading.story.player.run.fault is None
    assert "That’s the whole story. Look around" in last
    assert not reading.story.player.playing
    assert len(reading.opened) == 1


async def test_going_back_plays_it_anew_and_shows_the_same_at_the_same_address(reading: Reading) -> None:
    await reading.go(2)
    before = address_of(reading.story.player.run.sight)
    await reading.go(4)
    page = await reading.go(2)
    assert address_of(reading.story.player.run.sight) == before
    assert "How do I write my first grant proposal?</textarea>" in page
    assert len(reading.opened) == 2
    assert "Chloé Martin" in await reading.go(4)


async def test_a_chapter_begins_with_its_first_step(reading: Reading) -> None:
    page = await reading.go(1 + len(CHAPTERS[0].steps))
    assert f"Chapter 2: {CHAPTERS[1].title}" in page
    assert CHAPTERS[1].steps[0].words in page


async def test_a_story_that_breaks_off_says_at_which_step_and_why_and_can_go_back(reading: Reading) -> None:
    await reading.go(3)
    dario = reading.here.playground.person("Dario Conti")
    await dario.press("Not this time")
    await reading.here.settle()
    page = await reading.go(5)
    assert "The story stopped at step 4" in page
    assert "This didn’t happen: Dario says no, and Amara isn&#39;t told." in page
    assert "Dario Conti cannot press [Not this time]" in page
    assert "Step 3 of 25" in await reading.go(3)
    assert "Step 5 of 25" in await reading.go(5)


async def test_it_goes_on_by_itself_until_it_is_paused(reading: Reading) -> None:
    assert "data-playing" in (await reading.client.get("/")).text
    await reading.order("pause")
    assert "data-playing" not in (await reading.client.get("/")).text
    await reading.order("play")
    assert "data-playing" in (await reading.client.get("/")).text


async def test_opened_once_more_it_goes_on_where_it_was_left(reading: Reading) -> None:
    await reading.go(3)
    await reading.order("pause")
    address = await reading.story.entrance(HOME)
    page = (await reading.client.get(address)).text
    assert "Step 3 of 25" in page
    assert "data-playing" in page


@pytest.mark.parametrize("step", [0, 26, "2", None])
async def test_a_step_that_there_is_not_is_refused_in_words(reading: Reading, step: object) -> None:
    answer = await reading.order("go", step=step)
    assert (answer.status_code, answer.json()["words"]) == (400, "The story has no such step.")
