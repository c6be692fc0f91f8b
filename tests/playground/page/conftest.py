"""The page of a test's own playground, and the browser in which pages are looked at."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from playground import Playground
from playground.loopback_server import LoopbackServer
from tests.browsers import launched_or_skipped
from tests.databases import Sqlite
from tests.playground.page.browsing import Visits
from tests.playground.page.setting import Setting, setting_of
from tests.playground.page.town import Town, open_town
from tests.playground.stage import MANIFEST, SECRET, HandMovedClock, WallClock


@pytest.fixture
async def here(playground: Playground, clock: HandMovedClock) -> AsyncIterator[Setting]:
    setting = setting_of(playground, clock)
    async with setting.client:
        yield setting
    setting.page.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all: it takes a second to come."""
    async with async_playwright() as playwright:
        browser = await launched_or_skipped(playwright)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def entrances() -> list[str]:
    """The addresses of the pages that a browser can go to, with their keys."""
    return []


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, entrances: list[str]) -> AsyncIterator[Visits]:
    """Opens pages; afterwards nothing may have gone wrong in any."""
    visits = Visits(browser, entrances)
    yield visits
    await visits.end()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def there(browser: Browser, entrances: list[str]) -> AsyncIterator[Setting]:
    """As ``here``, but where a browser can go; the tests of a module share it. Without a browser nothing is set up."""
    clock = HandMovedClock()
    async with Playground(MANIFEST, clock, SECRET, signing_clock=WallClock(), rate_limits=False) as playground:
        setting = setting_of(playground, clock)
        server = LoopbackServer(setting.page.asgi)
        setting.address = await server.start()
        entrances.append(setting.page.key.entrance(setting.address))
        async with setting.client:
            yield setting
        setting.page.close()
        await server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(
    browser: Browser, entrances: list[str], sqlite: Sqlite, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """Klatch and the people of the library, in a workspace with a page; afterwards Slack must have refused nothing."""
    with sqlite.database(tmp_path_factory.mktemp("town")) as url:
        async with open_town(url) as town:
            entrances.append(town.entrance)
            yield town
            assert town.playground.refusals == []
