"""The first minutes in a real browser: the first page, what it opens, and what happened while time was moved."""

import re

from playwright.async_api import Locator, Page, expect

from tests.playground.page.browsing import Visits, in_a_browser, is_alive
from tests.playground.page.town import Town

pytestmark = in_a_browser


async def test_the_first_page_says_who_one_is_and_its_buttons_open_the_forms(town: Town, visit: Visits) -> None:
    page = await visit(f"{town.address}start")
    await expect(page.get_by_role("main")).to_contain_text("You’re Amara Obi, cataloguing assistant")
    await page.get_by_role("button", name="Ask a question").click()
    form = page.get_by_role("dialog", name="Ask a question")
    await form.get_by_label("Your question").fill("How do I write my first grant proposal?")
    await form.get_by_role("button", name="Ask", exact=True).click()
    await expect(form).to_be_hidden()
    await expect(page.get_by_role("log")).to_contain_text("How do I write my first grant proposal?")
    await page.get_by_role("link", name="Start here").click()
    await expect(page).to_have_url(f"{town.seen_by(town.cast.amara)}/start")
    await is_alive(page)
    await page.get_by_role("button", name="Offer to help").click()
    form = page.get_by_role("dialog", name="Be a flash mentor")
    await form.get_by_role("button", name="Close").click()
    await expect(form).to_be_hidden()
    await expect(page).to_have_url(f"{town.seen_by(town.cast.amara)}/start")


async def test_what_happened_opens_by_itself_and_closes_when_one_turns_away(town: Town, visit: Visits) -> None:
    page = await visit(town.seen_by(town.cast.ben))
    happened = page.get_by_role("region", name="While you were away")
    opener = page.get_by_role("button", name="What happened")
    await expect(opener).to_be_disabled()
    places = await places_of_buttons(page)
    await town.playground.invite_bot(town.playground.channel("general"), town.cast.ben)
    await page.get_by_role("button", name="1 hour").click()
    await expect(happened.get_by_role("listitem").first).to_contain_text("in #general")
    await expect(page.get_by_role("status").filter(has_text="while you were away")).to_have_count(1)

    assert await places_of_buttons(page) == places

    await page.keyboard.press("Escape")
    await expect(happened).to_be_hidden()
    await reopen(opener, happened)
    await page.get_by_role("button", name="Close").click()
    await expect(happened).to_be_hidden()
    await expect(opener).to_be_focused()
    await reopen(opener, happened)
    await page.get_by_role("heading", level=1).click()
    await expect(happened).to_be_hidden()
    await reopen(opener, happened)
    await happened.get_by_role("link", name=re.compile("in #general")).first.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("general")
    # The channel is Amara's too, and she comes first; one stays oneself.
    await expect(page.locator(".switcher strong")).to_have_text("Ben Whitlock")
    await is_alive(page)
    await expect(happened).to_be_hidden()
    await reopen(opener, happened)


async def places_of_buttons(page: Page) -> list[float]:
    """From the left, of the buttons beside the clock."""
    return list(
        await page.locator(".clock-acts .btn").evaluate_all("all => all.map(each => each.getBoundingClientRect().x)")
    )


async def test_where_one_can_write_one_can_write_at_once(town: Town, visit: Visits) -> None:
    page = await visit(town.seen_by(town.cast.june, "general"))
    await expect(page.get_by_label("Message #general")).to_be_focused()
    await page.keyboard.type("/")
    await expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    await page.goto(town.seen_by(town.cast.june))
    await is_alive(page)
    await expect(page.locator("body")).to_be_focused()


async def reopen(opener: Locator, happened: Locator) -> None:
    await opener.click()
    await expect(happened).to_be_visible()
    await expect(opener).to_have_attribute("aria-expanded", "true")


async def test_on_a_telephone_the_clock_unfolds_and_escape_folds_it(town: Town, visit: Visits) -> None:
    page = await visit(town.seen_by(town.cast.june), width=390)
    skip = page.get_by_role("button", name="1 day")
    await expect(skip).to_be_hidden()
    await page.locator("#clock").click()
    await skip.focus()
    await fits(page)
    await page.keyboard.press("Escape")
    await expect(skip).to_be_hidden()
    await expect(page.locator("#clock")).to_be_focused()


async def test_on_a_telephone_a_dot_says_that_news_waits_behind_the_button(town: Town, visit: Visits) -> None:
    page = await visit(town.seen_by(town.cast.june, "general"), width=390)
    dot = page.locator(".drawer-opener")
    shown = "opener => getComputedStyle(opener, '::after').content"
    assert await dot.evaluate(shown) == "none"
    await town.cast.grace.command("/mentor-ask", "help")
    await town.control.settle()
    await expect(page.locator(".rail .dot")).not_to_have_count(0)
    assert await dot.evaluate(shown) == '""'


async def fits(page: Page) -> None:
    size = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert size[0] <= size[1]
