"""axe-core on a page: what keeps people out, of the kinds that it calls serious or critical."""

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Frame, Page


async def faults_in_light_and_dark(page: Page) -> list[str]:
    """What axe-core finds in light, and which colours are hard to read in dark. The page is dark afterwards."""
    frames = [frame for frame in page.frames if frame.parent_frame] or [page.main_frame]
    await page.emulate_media(color_scheme="light")
    found = [fault for frame in frames for fault in await _faults(frame)]
    await page.emulate_media(color_scheme="dark")
    return found + [fault for frame in frames for fault in await _faults(frame, only="color-contrast")]


async def _faults(frame: Frame, only: str = "") -> list[str]:
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": [only]} if only else {})
    found = await Axe().run(frame, options=options)
    return [
        f"{fault['id']}: {node['target']} {node['html']}"
        for fault in found.response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
