"""``python -m docs.icon``: the icon of the Slack app, as Slack takes it, from its drawing."""

import asyncio
from pathlib import Path

from playwright.async_api import ViewportSize, async_playwright

from tests.browsers import launched

DRAWING = Path(__file__).parent / "icon.svg"
ICON = DRAWING.with_suffix(".png")
SIZE = 1024
"""Pixels a side. Slack asks for 512 at least, and scales it down."""


async def draw() -> None:
    """Draw the icon anew."""
    async with async_playwright() as playwright:
        browser = await launched(playwright)
        page = await browser.new_page(viewport=ViewportSize(width=SIZE, height=SIZE))
        await page.set_content(f"<body style='margin: 0'>{DRAWING.read_text('utf-8')}")
        await page.screenshot(path=ICON)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(draw())
