"""Whatever is written is shown as Slack shows it: words stay words, and never become part of the page."""

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.playground.page.browsing import Visits, in_a_browser
from tests.playground.page.setting import Setting
from tests.playground.stage import client_of, form_of, modal, plain, recording, text_input

pytestmark = in_a_browser

TYPED: list[tuple[str, str, list[str]]] = [
    ("<img src=x onerror=alert(1)><script>alert(2)</script>", "", []),
    ("</div></article><h1>no heading</h1><!--", "", []),
    ("\"'><svg onload=alert(1)> {{ 7 * 7 }}", "", []),
    ("&lt;b&gt; &amp;amp; &#60;", "", []),
    ("<!everyone> <@U1> <javascript:alert(1)|click>", "", []),
    ("*bold* _italic_ ~struck~ `<code>`", "bold italic struck <code>", ["B", "I", "S", "CODE"]),
    ("*not* bold*er, snake_case_name and 2*3*4", "not bold*er, snake_case_name and 2*3*4", ["B"]),
    ("> quoted <b>\nand not", "quoted <b>and not", ["BLOCKQUOTE"]),
    ("```<b>as it *is*</b>```", "<b>as it *is*</b>", ["PRE"]),
    ("see https://example.org/?a=1&b=<2>", "", ["A"]),
    ("שלום עולם, and then in English", "", []),
    ("🧑🏽\u200d🔧 :wave: 👩\u200d👩\u200d👧 :not-an-emoji:", "🧑🏽\u200d🔧 👋 👩\u200d👩\u200d👧 :not-an-emoji:", []),
    ("y" * 3000, "", []),
    ("z " * 1499 + "z", "", []),
]
"""What is typed, what is read (the same, when it is left out), and which elements stand in it."""

SENT: list[tuple[str, str, list[str]]] = [
    ("<javascript:alert(1)|click me>", "click me (javascript:alert(1))", []),
    ("<https://example.org/?a=1&amp;b=2|A &lt;link&gt;>", "A <link>", ["A"]),
    ("*&lt;i&gt;* <!date^1772452800^{date_short} at {time}|then>", "<i> Mar 2, 2026 at 7:00 AM", ["B", "TIME"]),
]


async def shown(message: Locator) -> tuple[str, list[str]]:
    """The words of a message and the names of the elements in them."""
    words = message.locator(".text")
    names = await words.evaluate("box => [...box.querySelectorAll('*')].map(each => each.tagName)")
    return await words.evaluate("box => box.textContent.trim()"), [name for name in names if name != "BR"]


async def all_shown(page: Page, count: int) -> list[tuple[str, list[str]]]:
    messages = page.locator("#messages article.message")
    await expect(messages).to_have_count(count)
    return [await shown(message) for message in await messages.all()]


async def test_words_stay_words_as_they_come_and_when_the_page_is_opened_again(there: Setting, visit: Visits) -> None:
    page = await visit(f"{there.address}as/{there.ana.id}/{there.general.id}")
    box = page.locator("#say")
    for typed, _, _ in TYPED[:3]:
        await box.fill(typed)
        await box.press("Enter")
    await expect(page.locator("#messages article.message")).to_have_count(3)
    for typed, _, _ in TYPED[3:]:
        await there.ana.say(there.general, typed)
    for text, _, _ in SENT:
        await client_of(there.playground).chat_postMessage(channel=there.general.id, text=text)
    expected = [(read or written, names) for written, read, names in (*TYPED, *SENT)]
    assert await all_shown(page, len(expected)) == expected
    await page.reload()
    assert await all_shown(page, len(expected)) == expected
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("document.querySelectorAll('h1').length") == 1


async def test_right_to_left_words_begin_at_the_right(there: Setting, visit: Visits) -> None:
    await there.ben.say(there.ben.dm, "שלום")
    page = await visit(f"{there.address}as/{there.ben.id}")
    words = page.locator(".text", has_text="שלום")
    assert await words.evaluate("box => getComputedStyle(box).unicodeBidi") == "plaintext"
    begins_right = """box => {
        const range = document.createRange();
        range.selectNodeContents(box);
        return range.getBoundingClientRect().left - box.getBoundingClientRect().left > 10;
    }"""
    assert await words.evaluate(begins_right)


async def test_names_and_forms_are_words_too(there: Setting, visit: Visits) -> None:
    eve = there.playground.add_person("<b>Eve</b>", title="</title><i>")
    trick = "</textarea><img src=x onerror=alert(1)>"
    area = text_input("<u>Label</u>", "area", multiline=True, initial_value=trick, placeholder=plain('"><i>'))
    line = text_input("Line", "line", initial_value='"><script>alert(1)</script>')
    form: dict[str, Any] = modal(area, line, title=plain("<s>Form</s>"), submit=plain("<i>Send</i>"))
    async with recording(there.playground):
        await form_of(there.playground, eve, form)
        page = await visit(f"{there.address}as/{eve.id}")
        fields = page.get_by_role("dialog", name="<s>Form</s>")
        await expect(fields.get_by_label("<u>Label</u>")).to_have_value(trick)
        await expect(fields.get_by_label("Line")).to_have_value('"><script>alert(1)</script>')
        await expect(fields.get_by_role("button", name="<i>Send</i>")).to_be_visible()
        assert await page.locator("b, i, s, u, img").count() == 0
        await expect(page).to_have_title(re.compile("^Klatch · <b>Eve</b>"))
        await expect(page.locator(".switcher strong")).to_have_text("<b>Eve</b>")
