"""The page of a test's own playground."""

from collections.abc import AsyncIterator

import pytest

from bot.playground import Playground
from tests.playground.page.setting import Setting, setting_of
from tests.playground.stage import HandMovedClock


@pytest.fixture
async def here(playground: Playground, clock: HandMovedClock) -> AsyncIterator[Setting]:
    setting = setting_of(playground, clock)
    async with setting.client:
        yield setting
    setting.page.close()
