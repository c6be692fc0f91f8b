"""The README and the pages in docs say what is so."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.main import get_command

from app import app as command_line
from bot.settings import Settings
from playground.rehearsal.rehearsal import read_manifest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text("utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
MAKE_TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
WORDS_AT_MOST = 1_300

of_every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(README.split()) <= WORDS_AT_MOST


def test_it_begins_with_a_picture_and_says_how_to_try_to_serve_and_to_test() -> None:
    begin = README.split("## ")[0]
    assert re.search(r"!\[[^\]]{20,}\]\(docs/screenshots/\w+\.png\)", begin)
    assert [target for target in ("play", "serve", "demo", "test") if f"make {target}" not in begin] == []


def test_configuration_lists_every_setting_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? *\|", CONFIGURATION, re.MULTILINE))
    known = {name.upper(): _shown(field.default) for name, field in Settings.model_fields.items()}
    assert listed == known


def test_it_says_of_every_setting_what_the_settings_say() -> None:
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \|[^|]*\| (.*) \|$", CONFIGURATION, re.MULTILINE))
    assert listed == {name.upper(): field.description for name, field in Settings.model_fields.items()}


def test_it_lists_every_command_of_the_program() -> None:
    table = CONFIGURATION.split("## Commands")[1].split("## ")[0]
    listed = re.findall(r"^\| `(\w+)`", table, re.MULTILINE)
    assert sorted(listed) == sorted(getattr(get_command(command_line), "commands", {}))


def test_features_lists_every_command_that_members_type() -> None:
    commands = {command["command"] for command in read_manifest()["features"]["slash_commands"]}
    listed = re.findall(r"^\| `(/[a-z-]+)", (ROOT / "docs" / "features.md").read_text("utf-8"), re.MULTILINE)
    assert set(listed) == commands
    assert [command for command in commands if command not in README] == []


def test_the_key_that_it_tells_to_make_is_one_and_needs_nothing_that_is_not_there_yet() -> None:
    (code,) = re.findall(r'KLATCH_ENCRYPTION_KEY=…\s+# make one: python3 -c "(.*)"', README)
    made = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, check=True)  # noqa: S603
    settings = Settings.model_validate({"klatch_encryption_key": made.stdout.decode()})
    assert settings.key_source == "KLATCH_ENCRYPTION_KEY"


def test_what_it_puts_into_env_is_all_that_serving_by_socket_mode_needs() -> None:
    named = re.findall(r"^ +((?:SLACK|KLATCH)_\w+)=(\S+)", README, re.MULTILINE)
    values = {name.lower(): value.replace("…", "1") for name, value in named if name != "KLATCH_ENCRYPTION_KEY"}
    assert len(named) == 3
    assert Settings.model_validate(values).missing_credentials == ()


@of_every_page
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    named = re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text("utf-8"))
    assert [name for name, _ in named if not (page.parent / name).exists()] == []
    anchors = [(page.parent / name, anchor) for name, anchor in named if anchor]
    assert [anchor for there, anchor in anchors if anchor not in _anchors(there)] == []


@of_every_page
def test_every_target_of_make_that_a_page_names_is_one(page: Path) -> None:
    named = re.findall(r"`make ([a-z]+)|^make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    assert {one or other for one, other in named} <= MAKE_TARGETS


def test_every_page_in_docs_is_reached_from_the_readme() -> None:
    assert [page.name for page in PAGES if page.parent.name == "docs" and f"docs/{page.name}" not in README] == []


def test_every_place_in_the_layout_of_the_code_is_there() -> None:
    layout = (ROOT / "docs" / "code.md").read_text("utf-8").split("## Where things are")[1].split("## ")[0]
    rows = [re.findall(r"`([\w./]+)`", row) for row in layout.splitlines() if row.startswith("| `")]
    assert len(rows) > 15
    assert [name for row in rows for name in row if not _is_there(name, row)] == []


def test_every_place_that_the_readme_names_is_there() -> None:
    named = re.findall(r"`((?:bot|playground|docs)(?:/[\w.]+)?)`", README)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


def _is_there(name: str, row: Sequence[str]) -> bool:
    """Whether a name is a place of the project, or a file or folder in one of the rooms of its row."""
    rooms = [ROOT / room for room in row if room.startswith(("bot/", "playground/"))]
    rooms += [ROOT / "bot" / inner for inner in row if (ROOT / "bot" / inner).is_dir()]
    rooms += [room / inner for room in rooms for inner in row if room.is_dir() and (room / inner).is_dir()]
    places = [ROOT / name, *(room / name for room in rooms), *(room / f"{name}.py" for room in rooms)]
    return any(place.exists() for place in places)


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.*)", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _shown(default: object) -> str:
    return str(default) if isinstance(default, str | int) else ""
