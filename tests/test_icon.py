"""The app's icon is one that Slack takes, and has the colour that the manifest names."""

import re
import struct
from pathlib import Path

import pytest

from docs.icon import DRAWING, ICON, SIZE
from playground.rehearsal.rehearsal import read_manifest

pytestmark = pytest.mark.one_database


def size_of(png: Path) -> tuple[int, int]:
    """Width and height in pixels, from the header of a PNG."""
    begin = png.read_bytes()[:24]
    assert begin.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", begin[16:])
    return width, height


def test_the_icon_is_a_square_that_is_large_enough_for_slack() -> None:
    assert size_of(ICON) == (SIZE, SIZE)
    assert 512 <= SIZE <= 2000


def test_the_background_of_the_icon_is_the_colour_of_the_app() -> None:
    background = re.search(r'<rect width="512" height="512" fill="(#[0-9a-f]{6})"/>', DRAWING.read_text("utf-8"))
    assert background is not None
    assert background[1] == read_manifest()["display_information"]["background_color"]
