"""A *Preview* that stands before somebody although there is nothing to preview any more: it refuses, and goes."""

import pytest

from bot.pairings.models import Programme
from tests.library import Library, card, cards, last_seen, live_buttons
from tests.pairings.office import admin, channel_with, press, set_up
from tests.pairings.test_rounds import people

pytestmark = pytest.mark.either_database


async def test_an_old_copy_of_a_coffee_that_has_ended_previews_nothing_and_says_so(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    await set_up(library, ada, await channel_with(library, everyone))
    old = card(ada, "is set up in")
    await press(library, ada, "End")
    assert "Preview" not in live_buttons(ada)
    await library.press(ada, "Preview", old)
    assert "This coffee has ended" in last_seen(ada)
    assert [one.preview_for for one in await library.rows(Programme)] == [None]
    assert cards(ada, "what people get") == []
    assert card(ada, "has ended").buttons == []


async def test_an_old_copy_of_a_coffee_that_is_paused_still_previews(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    await set_up(library, ada, await channel_with(library, everyone))
    old = card(ada, "is set up in")
    await press(library, ada, "Pause")
    await library.press(ada, "Preview", old)
    assert len(cards(ada, "what people get")) == 1
