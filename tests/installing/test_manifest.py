"""``python app.py manifest`` prints what is pasted at api.slack.com, with the operator's own address in each place."""

from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from app import app as command_line
from bot.installing.credentials import MANIFEST

pytestmark = pytest.mark.one_database

NINE = 9
"""The places at which the address stands: six commands, events, interactivity, and where installers come back."""


def printed(*arguments: str) -> Result:
    return CliRunner().invoke(command_line, ["manifest", *arguments])


def addresses(manifest: Any) -> list[str]:
    """Every address in the manifest, in its order."""
    if isinstance(manifest, dict):
        return [found for value in manifest.values() for found in addresses(value)]
    if isinstance(manifest, list):
        return [found for value in manifest for found in addresses(value)]
    return [manifest] if isinstance(manifest, str) and "://" in manifest else []


@pytest.mark.parametrize("typed", ["https://bots.library.example", "https://bots.library.example/"])
def test_the_address_stands_in_all_of_its_nine_places(typed: str) -> None:
    manifest = yaml.safe_load(printed("--url", typed).stdout)
    events = "https://bots.library.example/slack/events"
    assert [command["url"] for command in manifest["features"]["slash_commands"]] == [events] * 6
    assert manifest["settings"]["event_subscriptions"]["request_url"] == events
    assert manifest["settings"]["interactivity"]["request_url"] == events
    assert manifest["oauth_config"]["redirect_urls"] == ["https://bots.library.example/slack/oauth_redirect"]
    assert len(addresses(manifest)) == NINE
    assert manifest["settings"]["socket_mode_enabled"] is False


def test_with_socket_mode_there_is_no_address_at_all() -> None:
    manifest = yaml.safe_load(printed("--socket").stdout)
    assert addresses(manifest) == []
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"] == {"is_enabled": True}
    assert len(manifest["features"]["slash_commands"]) == 6


def test_all_else_is_as_in_the_source() -> None:
    source = yaml.safe_load(MANIFEST.read_text("utf-8"))
    assert len(addresses(source)) == NINE
    here = yaml.safe_load(printed("--url", "https://klatch.example.org").stdout)
    assert here == source
    by_socket = yaml.safe_load(printed("--socket").stdout)
    assert by_socket["oauth_config"]["scopes"] == source["oauth_config"]["scopes"]
    assert (
        by_socket["settings"]["event_subscriptions"]["bot_events"]
        == source["settings"]["event_subscriptions"]["bot_events"]
    )
    assert by_socket["display_information"] == source["display_information"]


@pytest.mark.parametrize("arguments", [["--socket"], ["--url", "https://klatch.example.edu:8443"]])
def test_nothing_but_the_manifest_is_printed(arguments: list[str]) -> None:
    result = printed(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("_metadata:\n")
    assert result.stdout.endswith("token_rotation_enabled: false\n")


@pytest.mark.parametrize(
    "typed",
    [
        "klatch.example.edu",
        "http://klatch.example.edu",
        "https://",
        "https:// klatch.example.edu",
        "https://klatch.example.edu/slack/events",
        "https://klatch.example.edu//",
        "https://klatch.example.edu?a=b",
        "https://someone@klatch.example.edu",
        "https://klatch.example.edu\n",
        "https://klatch.example.edu:",
        "https://klätch.example.edu",
    ],
)
def test_an_address_that_slack_would_not_reach_is_refused_in_a_sentence(typed: str) -> None:
    result = printed("--url", typed)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "write it like https://klatch.example.org" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["--socket", "--url", "https://klatch.example.edu"]])
def test_one_of_the_two_ways_has_to_be_said(arguments: list[str]) -> None:
    result = printed(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Use either --socket (no public address needed) or --url https://…")
    assert result.stderr.count("\n") == 1
