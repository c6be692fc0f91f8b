"""What the README promises, done in a real browser: people ask, help, choose, have lunch and meet."""

import re

from playwright.async_api import FrameLocator, Locator, Page, expect

from playground import Person
from tests.playground.page.browsing import Visits, in_a_browser, is_alive
from tests.playground.page.town import Town

pytestmark = in_a_browser

NARROW = 390
"""Pixels; a window is 1,280 wide otherwise."""
GRANT = "How do I write my first grant proposal?"
PARCHMENT = "How do I restore water-damaged parchment?"
OVERLOADED = "How do I tell my supervisor that I am overloaded?"
WHEN = "every second Tuesday at 15:00, starting 1 December"
PROMISE = "I make time"


async def type_in(page: Page | FrameLocator, words: str) -> None:
    """Type into the conversation's box and send it, past the list that a command unfolds."""
    box = page.locator("#say")
    await box.fill(words)
    await box.press("Escape")
    await box.press("Enter")


async def enter(page: Page | FrameLocator, room: str) -> None:
    """Go into a conversation; on a narrow page they are behind a button. Klatch's own takes no words."""
    opener = page.get_by_role("button", name="Conversations and people")
    if await opener.is_visible():
        await opener.click()
    await page.locator("a.room .name", has_text=re.compile(rf"^{room}$")).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(room)
    await expect(page.locator("html[data-live]")).to_have_count(1)


async def turn_into(page: Page, person: Person) -> None:
    """Look for somebody in the switcher, and act as them from now on."""
    await page.locator(".switcher summary").click()
    await page.get_by_label("Act as somebody else").press_sequentially(person.name[:4])
    await page.get_by_role("option", name=person.name).click()
    await expect(page).to_have_url(re.compile(f"/as/{person.id}$"))
    await is_alive(page)


async def go_by(page: Page, name: str) -> None:
    """Follow a link of the page to another page."""
    link = page.get_by_role("link", name=name)
    address = await link.get_attribute("href")
    await link.click()
    await expect(page).to_have_url(re.compile(f"{address}$"))
    await is_alive(page)


async def fits(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    size = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert size[0] <= size[1]


def form(page: Page | FrameLocator, title: str) -> Locator:
    """The form in front."""
    return page.get_by_role("dialog", name=title)


async def choose(fields: Locator, menu: str, option: str) -> None:
    """Choose in a menu of which several can be chosen."""
    box = fields.get_by_role("combobox", name=menu)
    await box.press_sequentially(option[:5])
    await fields.get_by_role("option", name=option).click()
    await expect(fields.get_by_role("button", name=f"Remove {option}")).to_be_visible()
    await box.press("Tab")


async def volunteer(page: Page | FrameLocator, topic: str, own_words: str) -> None:
    await enter(page, "general")
    await type_in(page, "/mentor-volunteer")
    fields = form(page, "Be a flash mentor")
    await choose(fields, "Topics", topic)
    await fields.get_by_role("button", name="More about it").click()
    await fields.get_by_label("About me as a mentor").fill(own_words)
    await fields.get_by_label(PROMISE).check()
    await fields.get_by_role("button", name="Volunteer").click()
    await expect(fields).to_be_hidden()
    await enter(page, "Klatch")


async def test_one_volunteers_and_another_asks_is_offered_help_and_chooses(town: Town, visit: Visits) -> None:
    """At 1,280 pixels, with the mouse, in one window: whom one acts as is changed."""
    amara, ben = town.cast.amara, town.cast.ben
    page = await visit(town.seen_by(ben))
    await volunteer(page, "Grant writing", "I have read many rejection letters.")
    await expect(page.get_by_text("Thank you for volunteering.")).to_be_visible()

    await turn_into(page, amara)
    await expect(page.get_by_text("Open a channel, and type / there")).to_be_visible()
    await expect(page.get_by_text("below to see what")).to_have_count(0)
    await enter(page, "general")
    await type_in(page, f"/mentor-ask {GRANT}")
    question = form(page, "Ask a question").get_by_label("Your question")
    await expect(question).to_have_value(GRANT)
    await form(page, "Ask a question").get_by_role("button", name="Ask").click()
    await expect(form(page, "Ask a question")).to_be_hidden()
    await enter(page, "Klatch")
    await expect(page.get_by_text("So far I've asked")).to_be_visible()

    await go_by(page, f"Act as {ben.name}, new messages")
    await expect(page.get_by_text("Amara Obi has a question")).to_be_visible()
    await page.get_by_role("button", name="I can help").click()
    await expect(page.get_by_text("passing your offer on")).to_be_visible()

    await go_by(page, f"Act as {amara.name}, new messages")
    await page.get_by_role("button", name="Choose").click()
    await go_by(page, "Ben Whitlock, Klatch")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Ben Whitlock, Klatch")
    await expect(page.get_by_role("log").get_by_text("keeps it between you", exact=False)).to_be_visible()
    await expect(page.get_by_role("button", name="Propose a time")).to_be_visible()


async def test_two_act_side_by_side_and_a_name_is_hidden_until_the_choice(town: Town, visit: Visits) -> None:
    june, farid = town.cast.june, town.cast.farid
    page = await visit(town.seen_by(june))
    await page.locator(".switcher summary").click()
    await page.get_by_label("open side by side").check()
    await page.get_by_label("Act as somebody else").fill("farid")
    await page.get_by_role("option", name=farid.name).click()
    await expect(page).to_have_url(re.compile(f"/beside/{june.id}/{farid.id}$"))
    hers, his = (page.frame_locator(f"iframe >> nth={number}") for number in (0, 1))
    for frame in (hers, his):
        await expect(frame.locator("html[data-live]")).to_have_count(1)

    await volunteer(his, "Difficult conversations", "I listen first.")
    await enter(hers, "general")
    await type_in(hers, f"/mentor-ask {OVERLOADED}")
    fields = form(hers, "Ask a question")
    await choose(fields, "Topics", "Difficult conversations")
    await fields.get_by_label("Ask without it until I choose someone").check()
    await fields.get_by_role("button", name="Ask").click()
    await expect(fields).to_be_hidden()
    await enter(hers, "Klatch")

    await expect(his.get_by_text("A colleague has a question")).to_be_visible()
    await expect(his.get_by_role("log")).not_to_contain_text("June")
    await his.get_by_role("button", name="I can help").click()
    await hers.get_by_role("button", name="Choose").click()
    await his.get_by_role("button", name="Conversations and people").click()
    await his.get_by_role("link", name="June Harper, Klatch").click()
    await expect(his.get_by_role("log")).to_contain_text("June Harper, meet @Farid Rahimi")


async def test_lunch_is_proposed_and_accepted_on_a_telephone(town: Town, visit: Visits) -> None:
    """At 390 pixels: the clock and the people are behind their buttons."""
    hana, ivo = town.cast.hana, town.cast.ivo
    page = await visit(town.seen_by(hana), width=NARROW, height=800)
    await join_lunch(page)
    await turn_into(page, ivo)
    await join_lunch(page)
    await page.locator("#clock").click()
    await page.get_by_role("button", name="Next event").click()
    await expect(page.get_by_role("button", name="Accept")).to_be_visible()
    await fits(page)
    await page.get_by_role("region", name="While you were away").get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="Accept").click()
    await turn_into(page, hana)
    await page.get_by_role("button", name="Accept").click()
    await expect(page.get_by_role("button", name="Accept")).to_have_count(0)

    opener = page.get_by_role("button", name="Conversations and people")
    await expect(page.get_by_role("link", name="Ivo Novak, Klatch")).to_be_hidden()
    await opener.click()
    await go_by(page, "Ivo Novak, Klatch")
    await expect(page.get_by_role("log")).to_contain_text("Lunch: today")
    await fits(page)


async def join_lunch(page: Page) -> None:
    await enter(page, "general")
    await type_in(page, "/just-lunch")
    fields = form(page, "Just Lunch")
    await fields.get_by_label("Where?").fill("Main Library café")
    await fits(page)
    await fields.get_by_role("button", name="Join").click()
    await expect(fields).to_be_hidden()
    await enter(page, "Klatch")


async def test_a_circle_begins_and_its_reminder_comes_when_time_passes(town: Town, visit: Visits) -> None:
    """What cannot be understood is said in place, and what was typed is still there."""
    elif_, ben = town.cast.elif_, town.cast.ben
    page = await visit(town.seen_by(elif_, "coffee-corner"))
    await type_in(page, "/invite @Klatch")
    await page.get_by_role("button", name="Start a circle here").click()
    fields = form(page, "Start a circle")
    await fields.get_by_role("button", name="More about it").click()
    await fields.get_by_label("Where, or the link of the call").fill("Staff room <2nd floor>")
    when = fields.get_by_label("When", exact=True)
    await when.fill("whenever the moon is blue")
    await fields.get_by_role("button", name="Show the dates").click()
    await expect(when).to_have_attribute("aria-invalid", "true")
    await expect(when).to_be_focused()
    await expect(when).to_have_value("whenever the moon is blue")
    await expect(fields.get_by_label("Where, or the link of the call")).to_have_value("Staff room <2nd floor>")
    await when.fill(WHEN)
    await fields.get_by_role("button", name="Show the dates").click()
    await expect(fields).to_contain_text("Next meetings: Tuesday, December 1; Tuesday, December 15")
    await fields.get_by_role("button", name="Save").click()
    await expect(fields).to_be_hidden()

    await page.goto(town.seen_by(ben, "coffee-corner"))
    await is_alive(page)
    await page.get_by_role("button", name="Join").click()
    await page.locator("#modal").get_by_role("button", name="Join").click()
    await expect(page.get_by_role("separator").first).to_have_text("Today")
    for day in ("Tue, Nov 24", "Wed, Nov 25"):
        await page.get_by_role("button", name="1 day").click()
        await expect(page.locator("#clock")).to_contain_text(day)
        await expect(page.get_by_role("button", name="1 day")).to_be_enabled()
    happened = page.get_by_role("region", name="While you were away")
    await expect(happened).to_contain_text("Coffee Klatch")
    await expect(page.get_by_role("separator").first).to_have_text("Monday, November 23")
    await expect(page.get_by_role("log")).to_contain_text("Where: Staff room <2nd floor>")


async def test_a_question_is_asked_with_the_keyboard_alone(town: Town, visit: Visits) -> None:
    page = await visit(town.seen_by(town.cast.kofi), width=NARROW)
    keys = page.keyboard
    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    await keys.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()
    await page.goto(town.seen_by(town.cast.kofi, "general"))
    await expect(page.locator("#say")).to_be_focused()
    await keys.type("/mentor-a")
    await expect(page.get_by_role("option", name="/mentor-ask")).to_be_visible()
    await keys.press("Enter")
    await keys.type(PARCHMENT)
    await keys.press("Enter")
    fields = form(page, "Ask a question")
    await expect(fields.get_by_label("Your question")).to_be_focused()
    await keys.press("Escape")
    await expect(fields).to_be_hidden()
    await expect(page.locator("#say")).to_be_focused()

    await keys.type("/mentor-ask")
    await keys.press("Enter")
    await expect(fields.get_by_label("Your question")).to_be_focused()
    await keys.type(PARCHMENT)
    await tab_to(page, fields.get_by_role("button", name="Ask", exact=True))
    await keys.press("Enter")
    await expect(fields).to_be_hidden()
    await expect(page.locator("#say")).to_be_focused()
    await page.goto(town.seen_by(town.cast.kofi))
    await expect(page.get_by_role("log")).to_contain_text(PARCHMENT)


async def tab_to(page: Page, place: Locator) -> None:
    """Go on with the Tab key until one is there; fails when one comes by nothing new any more."""
    for _ in range(120):
        await page.keyboard.press("Tab")
        if await place.evaluate("place => place === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not lead to {place}")
