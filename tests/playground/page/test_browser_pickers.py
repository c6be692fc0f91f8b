"""Menus and pickers as Slack has them, by the keyboard and by the mouse, on a desk and on a telephone."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.playground.page.browsing import Visits, in_a_browser
from tests.playground.page.setting import Setting
from tests.playground.stage import actions, client_of, form_of, modal, plain, recording, section

pytestmark = in_a_browser

TOPICS = ("Academic writing", "Grant writing", "Teaching", "Writing code")
OPTIONS = [{"text": plain(words), "value": words} for words in TOPICS]
MORE: dict[str, Any] = {"type": "overflow", "action_id": "more", "options": OPTIONS[:3]}
CONFIRM = {"title": plain("Sure?"), "text": plain("It cannot be undone."), "confirm": plain("Yes"), "deny": plain("No")}


def topics(**element: Any) -> dict[str, Any]:
    menu = {"type": "multi_static_select", "action_id": "it", "options": OPTIONS, **element}
    return {"type": "input", "block_id": "topics", "label": plain("Topics"), "optional": True, "element": menu}


async def form(there: Setting, visit: Visits, *blocks: dict[str, Any], width: int = 1280) -> tuple[Page, Locator]:
    """A form in front of Ana, and the first field of it."""
    if there.ana.form is not None:
        await there.ana.close_form(all_of_them=True)
    await form_of(there.playground, there.ana, modal(*blocks))
    page = await visit(f"{there.address}as/{there.ana.id}/{there.general.id}", width=width)
    return page, page.get_by_role("combobox", name="Topics")


def chosen(page: Page) -> Locator:
    return page.get_by_role("list", name="Topics").get_by_role("listitem")


async def test_several_are_chosen_with_the_keyboard_alone(there: Setting, visit: Visits) -> None:
    async with recording(there.playground) as recorder:
        page, field = await form(there, visit, topics())
        keys, offers = page.keyboard, page.get_by_role("option")
        await expect(field).to_be_focused()
        await keys.press("ArrowDown")
        await expect(offers).to_have_text(list(TOPICS))
        await keys.press("ArrowDown")
        await keys.press("Enter")
        await expect(offers).to_have_text([TOPICS[0], *TOPICS[2:]])
        await keys.type("wri")
        await expect(offers).to_have_text([TOPICS[0], TOPICS[3]])
        await keys.press("ArrowUp")
        await keys.press("Enter")
        await expect(chosen(page).locator("span")).to_have_text([TOPICS[1], TOPICS[3]])
        await keys.press("Backspace")
        await expect(chosen(page).locator("span")).to_have_text([TOPICS[1]])
        await keys.press("Escape")
        await expect(offers).to_have_count(0)
        await expect(page.get_by_role("dialog")).to_be_visible()
        await keys.press("Tab")
        await expect(field).not_to_be_focused()
        await page.get_by_role("dialog").get_by_role("button", name="Send").click()
        await expect(page.get_by_role("dialog")).to_be_hidden()
    (told,) = recorder.last["view"]["state"]["values"].values()
    assert told["it"]["selected_options"] == [OPTIONS[1]]


def topic(**element: Any) -> dict[str, Any]:
    menu = {"type": "static_select", "action_id": "it", **element}
    return {"type": "input", "block_id": "topics", "label": plain("Topics"), "element": menu}


async def test_one_is_chosen_with_the_keyboard_alone(there: Setting, visit: Visits) -> None:
    async with recording(there.playground) as recorder:
        page, field = await form(there, visit, topic(options=OPTIONS, initial_option=OPTIONS[1]))
        keys, offers = page.keyboard, page.get_by_role("option")
        await expect(field).to_have_accessible_description(TOPICS[1])
        await keys.press("ArrowDown")
        await expect(offers).to_have_text(list(TOPICS))
        await expect(page.get_by_role("option", selected=True)).to_have_text(TOPICS[1])
        await keys.press("Escape")
        await keys.press("Backspace")
        await expect(chosen(page)).to_have_text([TOPICS[1]])
        await keys.type("te")
        await expect(offers).to_have_text([TOPICS[2]])
        await keys.press("Tab")
        await expect(chosen(page)).to_have_text([TOPICS[2]])
        await expect(field).to_have_accessible_description(TOPICS[2])
        await expect(field).to_be_focused()
        await keys.type("zz")
        await expect(offers).to_have_count(0)
        await keys.press("Tab")
        await expect(field).to_have_value("")
        await expect(chosen(page)).to_have_text([TOPICS[2]])
        await page.get_by_role("dialog").get_by_role("button", name="Send").click()
        await expect(page.get_by_role("dialog")).to_be_hidden()
    (told,) = recorder.last["view"]["state"]["values"].values()
    assert told["it"]["selected_option"] == OPTIONS[2]


@pytest.mark.parametrize("width", [1280, 390])
async def test_options_in_groups_stand_under_the_label_of_their_group(
    there: Setting, visit: Visits, width: int
) -> None:
    groups = [
        {"label": plain("To write"), "options": [OPTIONS[0], OPTIONS[3]]},
        {"label": plain("To say"), "options": [OPTIONS[2]]},
    ]
    page, field = await form(there, visit, topic(option_groups=groups), width=width)
    await field.click()
    await expect(page.get_by_role("group", name="To write").get_by_role("option")).to_have_text([TOPICS[0], TOPICS[3]])
    await page.get_by_role("group", name="To say").get_by_role("option", name="Teaching").click()
    await expect(chosen(page)).to_have_text(["Teaching"])
    assert width > 760 or await too_small(page.get_by_role("dialog")) == []


async def test_what_is_chosen_in_a_message_and_not_confirmed_is_as_it_was(there: Setting, visit: Visits) -> None:
    menu = {"type": "static_select", "action_id": "p", "placeholder": plain("Topic"), "options": OPTIONS}
    row = actions({**menu, "initial_option": OPTIONS[0], "confirm": CONFIRM})
    await client_of(there.playground).chat_postMessage(channel=there.zoe.id, text="x", blocks=[row])
    page = await visit(f"{there.address}as/{there.zoe.id}")
    await page.get_by_role("combobox", name="Topic").press_sequentially("tea")
    await page.get_by_role("option", name="Teaching").click()
    held = page.get_by_role("list", name="Topic").get_by_role("listitem")
    await expect(held).to_have_text(["Teaching"])
    await page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    await expect(held).to_have_text([TOPICS[0]])


async def test_no_more_are_chosen_than_there_may_be(there: Setting, visit: Visits) -> None:
    page, field = await form(there, visit, topics(max_selected_items=1, initial_options=OPTIONS[:1]))
    await field.press("ArrowDown")
    await page.get_by_role("option", name=TOPICS[1]).click()
    await expect(page.locator("#toasts")).to_contain_text("You can choose up to 1.")
    await expect(chosen(page)).to_have_count(1)
    await page.get_by_role("button", name=f"Remove {TOPICS[0]}").click()
    await expect(chosen(page)).to_have_count(0)
    await expect(field).to_be_focused()


@pytest.mark.parametrize("width", [1280, 390])
async def test_what_folds_out_at_the_end_of_a_form_can_be_seen(there: Setting, visit: Visits, width: int) -> None:
    before = [section(f"{number}. Some words to read first.") for number in range(24)]
    page, field = await form(there, visit, *before, topics(), width=width)
    await field.press("ArrowDown")
    for option in await page.get_by_role("option").all():
        await expect(option).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_menu_behind_three_dots_folds_out_where_it_can_be_seen(
    there: Setting, visit: Visits, width: int
) -> None:
    client = client_of(there.playground)
    for number in range(14):
        rows = [{**section(f"Message {number}"), "accessory": MORE}, actions(MORE)]
        await client.chat_postMessage(channel=there.ben.id, text="x", blocks=rows)
    page = await visit(f"{there.address}as/{there.ben.id}", width=width)
    for dots in (page.locator(".is-overflow summary").nth(-1), page.locator(".is-overflow summary").nth(-2)):
        await dots.click()
        items = page.locator("details[open] .menu-items > button")
        await expect(items.first).to_be_focused()
        for item in await items.all():
            await expect(item).to_be_in_viewport(ratio=1)
        await page.keyboard.press("End")
        await expect(items.last).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(items.first).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(items).to_have_count(0)
        await expect(dots).to_be_focused()


async def test_what_is_asked_before_an_act_gives_the_focus_back(there: Setting, visit: Visits) -> None:
    row = actions({**MORE, "confirm": CONFIRM})
    await client_of(there.playground).chat_postMessage(channel=there.ben.id, text="x", blocks=[row])
    page = await visit(f"{there.address}as/{there.ben.id}")
    dots = page.locator(".is-overflow summary").last
    await dots.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Sure?")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Sure?")).to_be_hidden()
    await expect(dots).to_be_focused()


async def test_on_a_telephone_a_form_fills_the_screen_and_everything_is_big_enough_to_touch(
    there: Setting, visit: Visits
) -> None:
    people = {"type": "multi_users_select", "action_id": "p", "initial_users": [there.ben.id, there.zoe.id]}
    block = {"type": "input", "block_id": "p", "label": plain("People"), "element": people}
    page, _ = await form(there, visit, topics(), block, width=390)
    box = await page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 800}
    assert await too_small(page.get_by_role("dialog")) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.get_by_role("button", name="Conversations and people").click()
    await expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()
    assert await too_small(page.locator("body")) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def too_small(place: Locator) -> list[str]:
    """What can be pressed there and is less than 44 pixels high; a link among words may be."""
    found: list[str] = await place.evaluate("""place => [...place.querySelectorAll("button, a, input, summary")]
        .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".text, .unseen, .skip"))
        .filter((each) => !each.matches(".skip, [type=radio], [type=checkbox]"))
        .filter((each) => (each.closest(".picker:has(input:focus)") ?? each).getBoundingClientRect().height < 44)
        .filter((each) => !each.matches(".picker input"))
        .map((each) => each.outerHTML.slice(0, 120))""")
    return found
