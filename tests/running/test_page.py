"""docs/running.md names only what there is."""

import re
from datetime import UTC, datetime

import pytest
import yaml
from prometheus_client.exposition import generate_latest
from typer.main import get_command

from app import app
from bot.database.database import Database
from bot.metrics.recording import Metrics
from bot.outbox.models import LetterState
from bot.server.backlog import read_backlog
from bot.settings import Settings
from bot.slack.acknowledging import Outcome
from tests.crash.processes import ROOT

PAGE = (ROOT / "docs" / "running.md").read_text("utf-8")


def test_the_commands_are_commands() -> None:
    named = set(re.findall(r"`python app\.py (\w+)`", PAGE))
    assert named
    assert named <= set(getattr(get_command(app), "commands", {}))


def test_the_settings_are_settings() -> None:
    named = set(re.findall(r"`((?:KLATCH|SLACK)_[A-Z_]+)", PAGE))
    assert named
    assert named <= {name.upper() for name in Settings.model_fields}


@pytest.mark.one_database
async def test_what_wakes_somebody_is_measured(database: Database) -> None:
    """The alerts are written in a language that nobody here reads: at least their words are ours."""
    (rules,) = [block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "alert:" in block]
    expressions = [rule["expr"] for group in yaml.safe_load(rules)["groups"] for rule in group["rules"]]
    async with database.transaction() as session:
        standing = {metric.name for metric in await read_backlog(session, datetime(2026, 11, 23, tzinfo=UTC))}
    counted = set(re.findall(r"^# HELP (\w+)", generate_latest(Metrics().registry).decode(), re.MULTILINE))
    named = set(re.findall(r"\bklatch_\w+", PAGE))
    assert named - standing - counted == set()
    labels = dict(re.findall(r'(outcome|state|status)="(\w+)"', " ".join(expressions)))
    assert labels == {"outcome": Outcome.FAULT, "state": LetterState.UNKNOWN, "status": "401"}


def test_the_line_of_the_log_that_it_names_is_one() -> None:
    (line,) = re.findall(r'event "([^"]+)"', PAGE)
    assert f'"{line}"' in (ROOT / "bot" / "schedule" / "worker.py").read_text("utf-8")


@pytest.mark.parametrize("page", ["running.md", "threats.md"])
def test_its_links_lead_somewhere(page: str) -> None:
    folder = ROOT / "docs"
    named = re.findall(r"\]\((?!https?:)([^)#]+)\)", (folder / page).read_text("utf-8"))
    assert [name for name in named if not (folder / name).exists()] == []
