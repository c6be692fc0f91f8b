"""Each rule of what may import what is broken by a module that breaks it, also by one that nobody knew of."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

PLANTED = {
    "The bot does not know the playground": ("bot/flash/planted_play.py", "import playground.clock"),
    "The playground does not know the bot, but for the rehearsal, which starts both": (
        "playground/planted_bot.py",
        "import bot.clock",
    ),
    "Only the edge knows slack_bolt": ("bot/circles/planted_bolt.py", "import slack_bolt"),
    "Matching knows numbers, and neither Slack nor a database": ("bot/matching/planted_sql.py", "import sqlalchemy"),
    "Use cases do not know how Slack asked for them": ("bot/flash/planted_request.py", "import bot.slack.request"),
    "Listeners are called by the table of their feature": ("bot/pairings/planted.py", "import bot.pairings.listeners"),
    "Cadences have a front door: what is inside is imported by bot.cadence alone": (
        "bot/pairings/planted_cadence.py",
        "import bot.cadence.ical",
    ),
    "Layers: a package imports only from the layers below it": ("bot/outbox/planted_up.py", "import bot.flash.rules"),
}
"""By rule: a new module that breaks it, and how."""

IMPORT_LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for package in ("bot", "playground"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def verdicts(folder: Path) -> dict[str, str]:
    """What import-linter says of each rule: KEPT or BROKEN."""
    command = [sys.executable, "-c", IMPORT_LINTER, "--no-cache"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    return dict(re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", run.stdout, re.MULTILINE))


@pytest.mark.one_database
def test_every_rule_is_kept_until_a_new_module_breaks_it(copy: Path) -> None:
    kept = verdicts(copy)
    assert kept == dict.fromkeys(PLANTED, "KEPT")
    for path, line in PLANTED.values():
        (copy / path).write_text(f'"""Planted."""\n\n{line}\n')
    assert verdicts(copy) == dict.fromkeys(PLANTED, "BROKEN")


@pytest.mark.one_database
def test_a_room_that_stands_on_no_floor_is_not_let_in(copy: Path) -> None:
    room = copy / "bot" / "planted_room"
    room.mkdir()
    (room / "__init__.py").write_text('"""Planted."""\n')
    assert verdicts(copy)["Layers: a package imports only from the layers below it"] == "BROKEN"
