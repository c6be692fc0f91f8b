"""Chromium, wherever it is on this machine."""

import os
import shutil

import pytest
from playwright.async_api import Browser, Error, Playwright

REQUIRED = "KLATCH_REQUIRE_BROWSER"
"""The environment variable that makes a failure of it when there is no browser."""
NO_BROWSER = (
    "NO BROWSER: nobody has seen whether the playground's page works. Install Chromium, or name one in CHROMIUM"
)
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The Chromium of this machine; None leaves it to Playwright, which may have one of its own."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, COMMANDS)), None)


async def launched(playwright: Playwright) -> Browser:
    """A browser without a window. Raises playwright's Error where there is none."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"] if is_root else [])


async def launched_or_skipped(playwright: Playwright) -> Browser:
    """A browser; without one the test is skipped, or fails where one is required."""
    try:
        return await launched(playwright)
    except Error as error:
        if os.environ.get(REQUIRED) or "executable doesn't exist" not in error.message.lower():
            raise
    pytest.skip(NO_BROWSER)
