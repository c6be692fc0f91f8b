"""Léa's Slack is in French, and within a minute Klatch has spoken French with her."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.playground.page.browsing import Visits, in_a_browser, is_alive
from tests.playground.page.town import Town

pytestmark = in_a_browser

GENERAL = "general"


async def type_in(page: Page, words: str) -> None:
    """Type into the conversation's box and send it, past the list that a command unfolds."""
    box = page.locator("#say")
    await box.fill(words)
    await box.press("Escape")
    await box.press("Enter")


async def questions_are_posted(town: Town) -> None:
    """Klatch posts questions in a channel, so that the form for them has every field that it can have."""
    channel = town.playground.channel("questions")
    if town.playground.workspace.app.bot_user_id in channel.members:
        return
    await town.playground.invite_bot(channel, town.cast.elif_)
    await town.control.settle()
    await town.cast.elif_.press("Post questions here")
    await town.control.settle()


def in_french(place: Locator) -> Locator:
    """What says that it is in French."""
    return place.locator("[lang=fr]")


async def test_it_takes_one_click_and_one_command(town: Town, visit: Visits) -> None:
    page = await visit(town.seen_by(town.cast.amara, GENERAL))
    await page.get_by_role("link", name="Act as Léa Tremblay").click()
    await expect(page).to_have_url(re.compile(f"/as/{town.cast.lea.id}$"))
    await page.get_by_role("link", name=GENERAL).click()
    await is_alive(page)
    await type_in(page, "/mentor-ask aide")
    await expect(in_french(page.get_by_role("log"))).to_contain_text("Visible par vous uniquement")
    await expect(in_french(page.get_by_role("log"))).to_contain_text("/mentor-ask")


@pytest.mark.parametrize(
    ("command", "title"),
    [
        ("/mentor-ask", "Poser une question"),
        ("/mentor-ask Comment rédiger une demande de subvention?", "Poser une question"),
        ("/mentor-volunteer", "Mentorat éclair"),
    ],
)
async def test_a_form_opens_in_french(town: Town, visit: Visits, command: str, title: str) -> None:
    await questions_are_posted(town)
    page = await visit(town.seen_by(town.cast.lea, GENERAL))
    await type_in(page, command)
    form = page.get_by_role("dialog", name=title)
    await expect(form).to_be_visible()
    await expect(in_french(form)).to_contain_text("(facultatif)")
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
