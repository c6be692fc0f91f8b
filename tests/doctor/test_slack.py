"""What the doctor finds of Slack, where Slack answers."""

import pytest
import yaml

from bot.clock import SystemClock
from bot.doctor.examination import examine
from bot.doctor.findings import Finding, Verdict
from bot.doctor.slack_checks import MANIFEST
from playground import Playground
from tests.doctor.practice import settings

pytestmark = pytest.mark.either_database


async def scopes_without(database_url: str, *lacking: str) -> Finding:
    """What is found of the scopes of an app that was not granted some of them."""
    manifest = yaml.safe_load(MANIFEST.read_text("utf-8"))
    scopes = manifest["oauth_config"]["scopes"]
    for kind in ("bot", "bot_optional"):
        scopes[kind] = [scope for scope in scopes[kind] if scope not in lacking]
    clock = SystemClock()
    async with Playground(manifest, clock, "a signing secret") as slack:
        given = settings(database_url, slack_bot_token=slack.bot_token, slack_api_url=slack.api_url)
        return {finding.what: finding for finding in await examine(given, clock)}["Scopes"]


async def test_a_missing_scope_is_a_failure_and_an_optional_one_a_warning(database_url: str) -> None:
    granted = await scopes_without(database_url)
    optional = await scopes_without(database_url, "files:write")
    needed = await scopes_without(database_url, "files:write", "users:read")

    assert str(granted) == "OK    Scopes: everything the manifest asks for."
    assert (optional.verdict, optional.found) == (Verdict.WARN, "missing files:write (optional)")
    assert str(optional).endswith("and reinstall the app.")
    assert (needed.verdict, needed.found) == (Verdict.FAIL, "missing users:read, files:write")
