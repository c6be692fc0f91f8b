"""Nobody is kept out: axe-core finds nothing serious on any screen, in light or in dark, wide or narrow."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from playground.page import WaitingWork
from tests.playground.page.axe import faults_in_light_and_dark
from tests.playground.page.browsing import Visits, in_a_browser
from tests.playground.page.setting import Setting
from tests.playground.stage import actions, button, client_of, form_of, modal, plain, recording, section, text_input

pytestmark = in_a_browser

FRUIT = [{"text": plain(words), "value": words} for words in ("Apples", "Pears", "Plums")]
CONFIRM = {"title": plain("Sure?"), "text": plain("It cannot be undone."), "confirm": plain("Yes"), "deny": plain("No")}


def asked(label: str, kind: str, **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "label": plain(label),
        "optional": True,
        "hint": plain("A word about it."),
        "element": {"type": kind, "action_id": "it", **element},
    }


BLOCKS = [
    {"type": "header", "text": plain("A heading")},
    section("*Bold*, _italic_, ~struck~, `code`, <https://example.org|a link> and <!here>\n> quoted\n```as it is```"),
    {**section("With a menu"), "accessory": {"type": "overflow", "action_id": "more", "options": FRUIT}},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "In a small voice"}]},
    {"type": "divider"},
    actions(
        button("Plain", "plain"),
        button("Primary", "primary", style="primary"),
        button("Danger", "danger", style="danger", confirm=CONFIRM),
        {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick"), "options": FRUIT},
    ),
]
FORM = modal(
    text_input("Your question", "question", multiline=True),
    asked("Line", "plain_text_input"),
    asked("One", "static_select", options=FRUIT),
    asked("Several", "multi_static_select", options=FRUIT),
    asked("Radio", "radio_buttons", options=FRUIT),
    asked("Boxes", "checkboxes", options=FRUIT),
    asked("People", "multi_users_select"),
    asked("Room", "conversations_select"),
    asked("Day", "datepicker"),
    asked("Time", "timepicker"),
    asked("Number", "number_input", is_decimal_allowed=False),
    asked("File", "file_input"),
)


async def conversation(there: Setting, page: Page) -> None:
    await expect(page.get_by_role("button", name="Primary")).to_be_visible()


async def menus(there: Setting, page: Page) -> None:
    """With everything unfolded that folds."""
    await page.locator("#say").fill("/")
    await expect(page.get_by_role("option", name="/ask")).to_be_visible()
    await page.locator("article.message .tools").first.hover()


async def switcher(there: Setting, page: Page) -> None:
    await page.locator(".switcher summary").click()
    await expect(page.get_by_role("option", name="Ben Okafor")).to_be_visible()


async def thread(there: Setting, page: Page) -> None:
    await page.get_by_role("link", name="1 reply").click()
    await expect(page.get_by_role("complementary", name="Thread")).to_be_visible()


async def form(there: Setting, page: Page) -> None:
    await form_of(there.playground, there.ana, FORM)
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(page.get_by_label("Your question")).to_be_focused()


async def picker(there: Setting, page: Page) -> None:
    """A form in which a list is folded out, and one of it is chosen."""
    await form_of(there.playground, there.ana, FORM)
    field = page.get_by_role("combobox", name="Several")
    await field.press("ArrowDown")
    offers = page.get_by_role("listbox").get_by_role("option")
    await offers.filter(has_text="Pears").click()
    await expect(offers).to_have_count(2)


async def overflow(there: Setting, page: Page) -> None:
    await page.locator(".is-overflow summary").last.click()
    await expect(page.locator("details[open] .menu-items")).to_be_visible()


async def confirmation(there: Setting, page: Page) -> None:
    await page.get_by_role("button", name="Danger").click()
    await expect(page.get_by_role("dialog", name="Sure?")).to_be_visible()


async def home(there: Setting, page: Page) -> None:
    await client_of(there.playground).views_publish(user_id=there.ana.id, view={"type": "home", "blocks": BLOCKS})
    await page.goto(f"{there.address}as/{there.ana.id}/home")
    await expect(page.get_by_role("button", name="Primary")).to_be_visible()


async def about(there: Setting, page: Page) -> None:
    await page.goto(f"{there.address}as/{there.ana.id}/about")
    await expect(page.get_by_role("heading", name="Commands")).to_be_visible()


async def scenes(there: Setting, page: Page) -> None:
    now = there.control.clock.now()
    there.control.waiting_letters = [WaitingWork("chat.postMessage", there.ana.id, "waiting", now, now)]
    await page.goto(f"{there.address}backstage")
    await page.locator(".exchange summary").first.click()
    await expect(page.locator(".exchange pre").first).to_be_visible()


async def beside(there: Setting, page: Page) -> None:
    await page.goto(f"{there.address}beside/{there.ana.id}/{there.ben.id}")
    for number in (0, 1):
        await expect(page.frame_locator(f"iframe >> nth={number}").locator("html[data-live]")).to_have_count(1)


async def happenings(there: Setting, page: Page) -> None:
    await page.get_by_role("button", name="1 hour").click()
    await expect(page.get_by_role("heading", name="While you were away")).to_be_visible()


async def first_page(there: Setting, page: Page) -> None:
    await page.goto(f"{there.address}start")
    await expect(page.get_by_role("button", name="Play the story")).to_be_visible()


async def drawer(there: Setting, page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.get_by_role("button", name="Conversations and people").click()
    await expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()


@pytest.mark.parametrize(
    "screen",
    [
        conversation,
        menus,
        switcher,
        thread,
        form,
        picker,
        overflow,
        confirmation,
        home,
        about,
        scenes,
        beside,
        happenings,
        first_page,
        drawer,
    ],
    ids=lambda screen: screen.__name__,
)
async def test_axe_finds_nothing_serious(
    there: Setting, visit: Visits, screen: Callable[[Setting, Page], Awaitable[None]]
) -> None:
    await _something_to_see(there)
    async with recording(there.playground):
        page = await visit(f"{there.address}as/{there.ana.id}/{there.general.id}")
        await screen(there, page)
        found = await faults_in_light_and_dark(page)
        if there.ana.form is not None:
            await there.ana.close_form(all_of_them=True)
    assert found == []


async def _something_to_see(there: Setting) -> None:
    """Once for the module: a message with everything in it, one with a reply, one for Ana alone."""
    workspace = there.playground.workspace
    if next(workspace.messages.newest_first(there.general.id), None) is not None:
        return
    client = client_of(there.playground)
    await there.ben.say(there.general, "Good morning, @Ana Ruiz")
    first = next(workspace.messages.newest_first(there.general.id))
    await there.ana.say(there.general, "Good morning", first)
    there.control.clock.advance(timedelta(days=1))
    await client.chat_postEphemeral(channel=there.general.id, user=there.ana.id, text="For you alone")
    await client.chat_postMessage(channel=there.general.id, text="Everything", blocks=BLOCKS)
