"""``python -m docs.screenshots``: the pictures of the README, of a workspace that is set up the same each time."""

import asyncio
import logging
import re
import tempfile
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright, expect

from bot import logs
from playground import Person
from tests.browsers import launched
from tests.databases import migrate
from tests.playground.page.town import Town, open_town

FOLDER = Path(__file__).parent / "screenshots"
SIZE = ViewportSize(width=1280, height=760)
FOR_THE_README = ViewportSize(width=1120, height=872)
"""Narrower, because that picture is shown smaller than it is, and its words have to be read."""
INTRODUCED = 5
"""The step of the story in which two are introduced."""
QUESTION = "How do I write my first grant proposal?"
QUESTION_IN_FRENCH = "Comment rédiger ma première demande de subvention?"
WHEN = "every second Tuesday at 15:00, starting 1 December"


async def take_all() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/klatch.db"
        await migrate(url)
        async with async_playwright() as playwright, open_town(url, set_up=True) as town:
            browser = await launched(playwright)
            page = await browser.new_page(viewport=SIZE, reduced_motion="reduce", color_scheme="light")
            await page.goto(town.entrance)
            for scene in (first_page, asking, offered, side_by_side, in_french, klatch, behind_the_scenes, story):
                await scene(town, page)
                await page.set_viewport_size(FOR_THE_README if scene is offered else SIZE)
                await page.mouse.move(0, 0)
                await page.screenshot(path=FOLDER / f"{scene.__name__.replace('_', '-')}.png")
            await browser.close()


async def first_page(town: Town, page: Page) -> None:
    """Who one is, and what there is to try."""
    await look(page, f"{town.address}start")
    await expect(page.get_by_role("button", name="Play the story")).to_be_visible()


async def asking(town: Town, page: Page) -> None:
    """Amara fills in the form."""
    await town.cast.amara.command("/mentor-ask", QUESTION)
    await look(page, town.seen_by(town.cast.amara))
    await expect(page.get_by_label("Your question")).to_have_value(QUESTION)


async def offered(town: Town, page: Page) -> None:
    """She has sent it, and two can help."""
    cast = town.cast
    await page.get_by_role("button", name="Ask", exact=True).click()
    await expect(page.get_by_text("asked three people privately")).to_be_visible()
    await town.control.settle()
    for mentor in (cast.chloe, cast.ben):
        await press(town, mentor, "I can help")
    await expect(page.get_by_role("button", name="Choose")).to_have_count(2)


async def side_by_side(town: Town, page: Page) -> None:
    """She has chosen, and both are in their conversation."""
    amara, ben = town.cast.amara, town.cast.ben
    await press(town, amara, "Choose")
    await look(page, f"{town.address}beside/{amara.id}/{ben.id}")
    for number, other in enumerate((ben, amara)):
        frame = page.frame_locator(f"iframe >> nth={number}")
        await expect(frame.locator("html[data-live]")).to_have_count(1)
        await frame.get_by_role("button", name="Conversations and people").click()
        await frame.get_by_role("link", name=f"{other.name}, Klatch").click()
        await expect(frame.get_by_role("heading", level=1)).to_contain_text(other.name)
        await expect(frame.locator("html[data-live]")).to_have_count(1)


async def in_french(town: Town, page: Page) -> None:
    """Léa, whose Slack is in French, fills in the same form."""
    lea = town.cast.lea
    await lea.command("/mentor-ask", QUESTION_IN_FRENCH)
    await look(page, town.seen_by(lea, "general"))
    await expect(page.get_by_label("Votre question")).to_have_value(QUESTION_IN_FRENCH)


async def klatch(town: Town, page: Page) -> None:
    """The clock is moved on, and a Coffee Klatch is announced."""
    cast = town.cast
    await press(town, cast.elif_, "Start a circle here")
    await cast.elif_.fill("When", WHEN)
    await cast.elif_.submit()
    await town.control.settle()
    for person in (cast.ben, cast.chloe, cast.june):
        await press(town, person, "Join")
        await person.submit()
        await town.control.settle()
    await look(page, town.seen_by(cast.june, "coffee-corner"))
    await page.get_by_role("button", name="1 day").click()
    await expect(page.locator("#clock")).to_contain_text("Tue, Nov 24")
    await expect(page.get_by_role("button", name="Next event")).to_be_enabled()
    await page.get_by_role("button", name="Next event").click()
    await expect(page.get_by_role("heading", name="While you were away")).to_be_visible()
    await expect(page.get_by_role("button", name="I'm in")).to_be_visible()


async def behind_the_scenes(town: Town, page: Page) -> None:
    """What went over the wire meanwhile."""
    await page.get_by_role("region", name="While you were away").get_by_role("button", name="Close").click()
    await look(page, f"{town.address}backstage")
    await page.locator(".exchange summary").nth(1).click()
    await expect(page.locator(".exchange pre")).to_have_count(2)


async def story(town: Town, page: Page) -> None:
    """The story, at the step in which two are introduced."""
    await page.goto(f"{town.address}start")
    await page.get_by_role("button", name="Play the story").click()
    await expect(page.get_by_role("region", name="The story")).to_be_visible(timeout=60_000)
    origin = page.url.partition("/as/")[0]
    for order in ({"do": "pause"}, {"do": "go", "step": INTRODUCED}):
        await page.request.post(f"{origin}/story", data=order, headers={"Origin": origin})
    await page.goto(origin)
    await expect(page.locator("article.message.told")).to_contain_text("meet")


async def look(page: Page, address: str) -> None:
    """Open a page, and wait until it is alive."""
    await page.goto(address)
    if re.search("/as/", address):
        await expect(page.locator("html[data-live]")).to_have_count(1)


async def press(town: Town, person: Person, words: str) -> None:
    """Somebody presses a button, and what follows happens."""
    await person.press(words)
    await town.control.settle()


if __name__ == "__main__":
    logs.set_up("text", logging.ERROR)
    asyncio.run(take_all())
