"""The README says what is so."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_lists_every_setting_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? *\|", README, re.MULTILINE))
    known = {name.upper(): _shown(field.default) for name, field in Settings.model_fields.items()}
    assert listed == known


def test_the_readme_says_of_every_setting_what_the_settings_say() -> None:
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \|[^|]*\| (.*) \|$", README, re.MULTILINE))
    assert listed == {name.upper(): field.description for name, field in Settings.model_fields.items()}


def test_the_key_that_it_tells_to_make_is_one_and_needs_nothing_that_is_not_there_yet() -> None:
    (code,) = re.findall(r'KLATCH_ENCRYPTION_KEY=…\s+# make one: python3 -c "(.*)"', README)
    made = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, check=True)  # noqa: S603
    settings = Settings.model_validate({"klatch_encryption_key": made.stdout.decode()})
    assert settings.key_source == "KLATCH_ENCRYPTION_KEY"


def test_every_place_in_the_readmes_plan_of_the_house_is_there() -> None:
    plan = README.split("## How the house is laid out")[1].split("Each feature has")[0]
    rows = [re.findall(r"`([\w./]+)`", row) for row in plan.splitlines() if row.startswith("| `")]
    assert len(rows) > 15
    assert [name for row in rows for name in row if not _is_there(name, row)] == []


def _is_there(name: str, row: Sequence[str]) -> bool:
    """Whether a name is a place of the project, or a file or folder in one of the rooms of its row."""
    rooms = [ROOT / room for room in row if room.startswith(("bot/", "playground/"))]
    rooms += [ROOT / "bot" / inner for inner in row if (ROOT / "bot" / inner).is_dir()]
    rooms += [room / inner for room in rooms for inner in row if room.is_dir() and (room / inner).is_dir()]
    places = [ROOT / name, *(room / name for room in rooms), *(room / f"{name}.py" for room in rooms)]
    return any(place.exists() for place in places)


def _shown(default: object) -> str:
    return str(default) if isinstance(default, str | int) else ""
