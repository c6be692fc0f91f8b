"""The story in a real browser: played from the first page, paused, taken back, and left again."""

import re
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from playground.page.story_bar import PACE_SECONDS
from tests.playground.page.axe import faults_in_light_and_dark
from tests.playground.page.browsing import Visits, in_a_browser, is_alive
from tests.playground.page.town import Town

pytestmark = in_a_browser

SLOW = 60_000
"""Milliseconds that a workspace may take to come, or a story to be played anew, on a busy machine."""


async def play_the_story(town: Town, visit: Visits, *, width: int = 1280) -> Page:
    """From the first page to the story's first step."""
    page = await visit(f"{town.address}start", width=width)
    await page.get_by_role("button", name="Play the story").click()
    await expect(page.get_by_role("region", name="The story")).to_be_visible(timeout=SLOW)
    await is_alive(page)
    return page


async def is_at(page: Page, step: int, person: str) -> None:
    """The page has turned to whoever shows a step."""
    bar = page.locator(f'.story-bar[data-step="{step}"]:not([data-moving])')
    await expect(bar).to_contain_text(f"Step {step} of", timeout=SLOW)
    await expect(page.locator(".switcher strong")).to_have_text(person, timeout=SLOW)
    await is_alive(page)


async def start_over(page: Page) -> None:
    """Begin with the first step, whatever was played before, and stand still."""
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    await go_to_chapter(page, 1)
    await is_at(page, 1, "Ben Whitlock")


async def go_to_chapter(page: Page, number: int) -> None:
    await page.get_by_text("Chapters", exact=True).click()
    await page.get_by_role("button", name=re.compile(rf"^{number}\. ")).click()


async def test_it_goes_forth_and_back_and_each_step_is_seen_where_it_happened(town: Town, visit: Visits) -> None:
    page = await play_the_story(town, visit)
    await start_over(page)
    shown = page.locator("article.message.told")
    await expect(shown).to_contain_text("Thank you for volunteering")
    await page.get_by_role("button", name="Next").click()
    await is_at(page, 2, "Amara Obi")
    form = page.get_by_role("dialog", name="Ask a question")
    await expect(form.get_by_label("Your question")).to_have_value("How do I write my first grant proposal?")
    await page.get_by_role("button", name="Next").click()
    await is_at(page, 3, "Ben Whitlock")
    await expect(form).to_be_hidden()
    await expect(shown).to_contain_text("How do I write my first grant proposal?")
    await expect(shown).to_be_in_viewport()
    await page.get_by_role("button", name="Back").click()
    await is_at(page, 2, "Amara Obi")
    await expect(form).to_be_visible()


async def test_it_plays_by_itself_until_one_does_something_of_ones_own(town: Town, visit: Visits) -> None:
    page = await play_the_story(town, visit)
    await start_over(page)
    await page.clock.install()
    await page.get_by_role("button", name="Play", exact=True).click()
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await page.clock.fast_forward(1000 * PACE_SECONDS)
    await is_at(page, 2, "Amara Obi")
    await page.get_by_label("Your question").click()
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    await page.clock.fast_forward(3000 * PACE_SECONDS)
    await expect(page.locator(".story-count")).to_contain_text("Step 2 of")


@pytest.mark.parametrize(("motion", "lines"), [("no-preference", 1), ("reduce", 0)])
async def test_a_line_fills_while_a_step_stays_unless_nothing_may_move(
    town: Town, visit: Visits, motion: Literal["no-preference", "reduce"], lines: int
) -> None:
    page = await play_the_story(town, visit)
    await start_over(page)
    await page.emulate_media(reduced_motion=motion)
    filling = """document.getAnimations().filter((each) => each.effect.target.matches(".story-pace")
        && each.effect.getTiming().duration > 1000).length"""
    assert await page.evaluate(filling) == 0
    await page.get_by_role("button", name="Play", exact=True).click()
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert await page.evaluate(filling) == lines
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert await page.evaluate(filling) == 0


@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_nothing_serious_in_the_story(town: Town, visit: Visits, width: int) -> None:
    """In its bar over a message and over a form, with its chapters unfolded, and where it broke off."""
    page = await play_the_story(town, visit, width=width)
    await start_over(page)
    await page.locator(".chapters summary").click()
    found = await faults_in_light_and_dark(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Next").click()
    await is_at(page, 2, "Amara Obi")
    found += await faults_in_light_and_dark(page)
    await page.get_by_role("dialog", name="Ask a question").get_by_role("button", name="Not now").click()
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_role("heading", name="The story stopped at step 3")).to_be_visible(timeout=SLOW)
    assert found + await faults_in_light_and_dark(page) == []


async def test_the_keyboard_reaches_it_and_stays_where_it_was(town: Town, visit: Visits) -> None:
    page = await play_the_story(town, visit, width=390)
    await start_over(page)
    following = page.get_by_role("button", name="Next")
    await following.focus()
    for step, person in ((2, "Amara Obi"), (3, "Ben Whitlock")):
        await page.keyboard.press("Enter")
        await is_at(page, step, person)
        await expect(following).to_be_focused()
        said = page.get_by_role("status").filter(has_text=f"Step {step} of")
        await expect(said).to_contain_text(f"{person}’s screen")
    chapters = page.locator(".chapters summary")
    await chapters.focus()
    await page.keyboard.press("Enter")
    first = page.get_by_role("button", name=re.compile(r"^1\. "))
    await expect(first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(first).to_be_hidden()
    await expect(chapters).to_be_focused()
    size = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert size[0] <= size[1]


async def test_a_step_that_does_not_happen_is_said_in_a_sentence_and_one_can_go_back(town: Town, visit: Visits) -> None:
    page = await play_the_story(town, visit)
    await start_over(page)
    await page.get_by_role("button", name="Next").click()
    await is_at(page, 2, "Amara Obi")
    form = page.get_by_role("dialog", name="Ask a question")
    await form.get_by_role("button", name="Not now").click()
    await expect(form).to_be_hidden()
    await page.get_by_role("button", name="Next").click()
    bar = page.get_by_role("region", name="The story")
    await expect(bar).to_contain_text("The story stopped at step 3", timeout=SLOW)
    await expect(bar).to_contain_text("Amara Obi sees no form.")
    await page.get_by_role("button", name="Back").click()
    await is_at(page, 2, "Amara Obi")
    await expect(form).to_be_visible()


async def test_one_comes_back_to_ones_own_workspace(town: Town, visit: Visits) -> None:
    page = await visit(town.seen_by(town.cast.june))
    await page.get_by_role("link", name="Start here").click()
    await expect(page).to_have_url(f"{town.seen_by(town.cast.june)}/start")
    await is_alive(page)
    await page.get_by_role("button", name="Play the story").click()
    await expect(page.get_by_role("region", name="The story")).to_be_visible(timeout=SLOW)
    await page.get_by_role("link", name="Leave the story").click()
    await expect(page).to_have_url(town.seen_by(town.cast.june))
    await expect(page.get_by_role("region", name="The story")).to_have_count(0)
