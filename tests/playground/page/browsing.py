"""A real browser, one for all tests of a process, and visits to the page in which nothing goes wrong unnoticed."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

PATIENCE = 15_000
"""Milliseconds that a busy machine may take for what takes a moment."""

in_a_browser = pytest.mark.asyncio(loop_scope="session")
"""For modules whose tests use the browser: it lives in the event loop of the session."""


class Visits:
    """Open pages, and what went wrong in any of them: errors of scripts, refusals of the policy, calls abroad."""

    def __init__(self, browser: Browser, entrances: Sequence[str]) -> None:
        """``entrances`` are the addresses of pages with their keys."""
        expect.set_options(timeout=PATIENCE)
        self.faults: list[str] = []
        self._browser = browser
        self._entrances = entrances
        self._pages: list[Page] = []

    async def __call__(self, address: str, *, width: int = 1280, height: int = 800) -> Page:
        """A page of its own, alive, in a window of this size."""
        page = await self._browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        self._pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda request: self._look_at(request.url))
        for entrance in self._entrances:
            if address.startswith(entrance.partition("?")[0]):
                await page.context.request.get(entrance, max_redirects=0)  # the key is in its cookies from here on
        await page.goto(address)
        await is_alive(page)
        return page

    async def end(self) -> None:
        """Close every page; fails when something went wrong in one."""
        for page in self._pages:
            await page.close()
        assert self.faults == []

    def _look_at(self, url: str) -> None:
        if urlsplit(url).hostname not in ("127.0.0.1", None):
            self.faults.append(f"fetched from outside: {url}")


async def is_alive(page: Page) -> None:
    """Wait until the page hears what happens; a page that stands beside another is alive by its frames."""
    if "/beside/" not in page.url and "/backstage" not in page.url:
        await expect(page.locator("html[data-live]")).to_have_count(1)
