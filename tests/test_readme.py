"""The README says what is so."""

import re
from pathlib import Path

from bot.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_the_readme_lists_every_setting_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? *\|", README, re.MULTILINE))
    known = {name.upper(): _shown(field.default) for name, field in Settings.model_fields.items()}
    assert listed == known


def test_the_readme_says_of_every_setting_what_the_settings_say() -> None:
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \|[^|]*\| (.*) \|$", README, re.MULTILINE))
    assert listed == {name.upper(): field.description for name, field in Settings.model_fields.items()}


def test_every_place_in_the_readmes_plan_of_the_house_is_there() -> None:
    plan = README.split("## How the house is laid out")[1]
    named = re.findall(r"`((?:bot|migrations)/\w*/?(?:\.py)?|app\.py|manifest\.yml|bot/wiring\.py)`", plan)
    assert [name for name in named if not (Path(__file__).parents[1] / name).exists()] == []


def _shown(default: object) -> str:
    return str(default) if isinstance(default, str | int) else ""
