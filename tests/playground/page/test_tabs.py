"""The tabs of an app, as Slack has them: those that its manifest turns on, and what it says of itself."""

import re
from typing import Any

import pytest

from playground import Playground
from tests.playground.page.setting import Setting, setting_of
from tests.playground.stage import MANIFEST, SECRET, HandMovedClock


def tabs(page: str) -> list[tuple[str, bool]]:
    """The names of the tabs, and whether one is in it."""
    bar = page.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    return [(words, "aria-current" in link) for link, words in re.findall(r"<a([^>]*)>(\w+)</a>", bar)]


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("home", [("Home", True), ("Messages", False), ("About", False)]),
        ("", [("Home", False), ("Messages", True), ("About", False)]),
        ("about", [("Home", False), ("Messages", False), ("About", True)]),
    ],
)
async def test_an_app_with_a_home_has_three_and_one_is_in_one_of_them(
    here: Setting, place: str, shown: list[tuple[str, bool]]
) -> None:
    assert tabs(await here.see(f"/as/{here.ana.id}/{place}".rstrip("/"))) == shown


async def test_an_app_without_a_home_has_its_messages_and_what_it_is() -> None:
    clock = HandMovedClock()
    features: dict[str, Any] = MANIFEST["features"] | {"app_home": {"home_tab_enabled": False}}
    display = {"name": "Klatch", "description": "Ask a colleague.", "long_description": "It introduces <you>."}
    manifest = MANIFEST | {"features": features, "display_information": display}
    async with Playground(manifest, clock, SECRET) as playground:
        here = setting_of(playground, clock)
        page = await here.see(f"/as/{here.ana.id}/about")
        here.page.close()
    assert tabs(page) == [("Messages", False), ("About", True)]
    assert "Ask a colleague." in page
    assert "It introduces &lt;you&gt;." in page
    assert "<dt>/ask" in page


async def test_a_conversation_with_people_has_none(here: Setting) -> None:
    assert tabs(await here.see(f"/as/{here.ana.id}/{here.general.id}")) == []
