"""Klatch answers to Slack alone, whatever address a request names."""

import pytest

from bot.workspaces.workspaces import is_slacks

SLACK, STAND_IN = "https://slack.com/api/", "http://127.0.0.1:4000/api/"


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/commands/T1/2/3",
        "https://hooks.slack.com:443/actions/T1/2/3",
        "https://hooks.slack-gov.com/commands/T1/2/3",
    ],
)
def test_slacks_own_addresses_are_answered_to(url: str) -> None:
    assert is_slacks(url, SLACK)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.slack.com/commands/T1/2/3",
        "https://hooks.slack.com:8443/",
        "https://hooks.slack.com.evil.example/",
        "https://evilslack.com/",
        "https://hooks.slack.com@evil.example/",
        "https://evil.example/https://hooks.slack.com/",
        "https://evil.example#.slack.com",
        "https://evil.example\\.slack.com/",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:4000/reply/1",
        "http://[::1",
        "https://hooks.slack.com:port/",
        "file:///etc/passwd",
        "//hooks.slack.com/",
    ],
)
def test_no_other_address_is(url: str) -> None:
    assert not is_slacks(url, SLACK)


def test_what_stands_in_for_slack_is_answered_to_where_its_web_api_is() -> None:
    assert is_slacks("http://127.0.0.1:4000/reply/1", STAND_IN)
    assert not is_slacks("http://127.0.0.1:4001/reply/1", STAND_IN)
    assert not is_slacks("http://127.0.0.1:4000@evil.example/", STAND_IN)
