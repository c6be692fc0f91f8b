"""A page that is open since before the playground was restarted, or ended, says so, and keeps what was typed."""

from playwright.async_api import Page, expect

from playground.page.guard import LOCKED
from tests.playground.page.browsing import Visits, in_a_browser
from tests.playground.page.setting import Setting

pytestmark = in_a_browser


async def say(page: Page, words: str) -> None:
    box = page.locator("#say")
    await box.fill(words)
    await box.press("Enter")


def failed_once(visit: Visits, how: str) -> None:
    """The one call that failed stands in the browser's console, and nothing else."""
    assert [how in fault for fault in visit.faults] == [True]
    visit.faults.clear()


async def test_where_the_key_is_of_an_earlier_start(there: Setting, visit: Visits) -> None:
    page = await visit(f"{there.address}as/{there.ana.id}/{there.general.id}")
    await page.context.clear_cookies()
    await say(page, "Does anybody read this?")
    await expect(page.locator("#toasts")).to_contain_text(f"The playground was restarted. {LOCKED}")
    await expect(page.locator("#say")).to_have_value("Does anybody read this?")
    failed_once(visit, "403")


async def test_where_nothing_answers(there: Setting, visit: Visits) -> None:
    page = await visit(f"{there.address}as/{there.ana.id}/{there.general.id}")
    await page.route("**/say", lambda route: route.abort())
    await say(page, "Does anybody read this?")
    await expect(page.locator("#toasts")).to_contain_text("The playground does not answer. Is it still running?")
    await expect(page.locator("#say")).to_have_value("Does anybody read this?")
    failed_once(visit, "ERR_FAILED")


async def test_an_old_address_is_a_page_that_can_be_read(there: Setting, visit: Visits) -> None:
    page = await visit(there.address)
    await page.context.clear_cookies()
    await page.goto(f"{there.address}as/{there.ana.id}/{there.general.id}")
    await expect(page).to_have_title("This address does not open the playground")
    await expect(page.get_by_role("main")).to_contain_text(LOCKED)
    failed_once(visit, "403")
