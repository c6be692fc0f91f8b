"""What is turned away before anything else looks at it, and with which status."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.clock import MovableClock
from bot.slack.gate import BODY_LIMIT, Gate
from playground.signing import signed_headers
from tests.databases import Sqlite, opened
from tests.slack.stage import COMMAND_FORM, SECRET, START, Stage, staged

COMMAND = {"command": "/hello", "team_id": "T0000000001", "user_id": "U1", "trigger_id": "1"}
EVENT = {"type": "event_callback", "team_id": "T0000000001", "event_id": "Ev1", "event": {"type": "nothing"}}
PRESS = {
    "type": "block_actions",
    "team": {"id": "T0000000001"},
    "user": {"id": "U1"},
    "actions": [{"action_id": "a"}],
}
SUBMISSION = {"type": "view_submission", "team": {"id": "T0000000001"}, "user": {"id": "U1"}, "view": {}}


@pytest.fixture
async def stage(sqlite: Sqlite, tmp_path: Path) -> AsyncIterator[Stage]:
    """On one database only: what is turned away here never gets to it."""
    with sqlite.database(tmp_path) as url:
        async with opened(url) as database, staged(database) as stage:
            yield stage


def payload(body: object) -> bytes:
    return urlencode({"payload": json.dumps(body)}).encode()


def without(body: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in body.items() if name not in names}


UNREADABLE = {
    "an empty body": (b"", "application/json"),
    "bytes that are no UTF-8": (b'{"type": "\xff"}', "application/json"),
    "no JSON": (b"{", "application/json"),
    "a JSON array": (b"[]", "application/json"),
    "a JSON string": (b'"event_callback"', "application/json"),
    "half a surrogate pair": (b'{"type": "\\ud800"}', "application/json"),
    "a NUL": (b'{"type": "event_callback", "x": "\\u0000"}', "application/json"),
    "a NUL after a backslash": (b'{"type": "event_callback", "x": "\\\\\\u0000"}', "application/json"),
    "nesting without end": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "application/json"),
    "not a number": (b'{"type": NaN}', "application/json"),
    "a type that Slack does not send": (b'{"type": "surprise"}', "application/json"),
    "an empty form": (b"", COMMAND_FORM),
    "a form without payload or command": (b"text=hello", COMMAND_FORM),
    "a form that is no UTF-8": (b"command=%ff", COMMAND_FORM),
    "a form with raw bytes": (b"command=\xff", COMMAND_FORM),
    "a form with a NUL": (urlencode({**COMMAND, "text": "\0"}).encode(), COMMAND_FORM),
    "a form with fields without end": (b"&".join(b"a=%d" % n for n in range(1_000)), COMMAND_FORM),
    "a payload that is no JSON": (b"payload=hello", COMMAND_FORM),
    "a payload that is a list": (payload([]), COMMAND_FORM),
    "a payload that is null": (payload(None), COMMAND_FORM),
    "a command without a member": (urlencode(without(COMMAND, "user_id")).encode(), COMMAND_FORM),
    "a command without a workspace": (urlencode(without(COMMAND, "team_id")).encode(), COMMAND_FORM),
    "a command of an id too long": (urlencode({**COMMAND, "user_id": "U" * 33}).encode(), COMMAND_FORM),
    "a press without a member": (payload(without(PRESS, "user")), COMMAND_FORM),
    "a press without a workspace": (payload(without(PRESS, "team")), COMMAND_FORM),
    "a press of a member that is a list": (payload({**PRESS, "user": []}), COMMAND_FORM),
    "a press of a member that is a number": (payload({**PRESS, "user": {"id": 1}}), COMMAND_FORM),
    "a press of nothing": (payload({**PRESS, "actions": []}), COMMAND_FORM),
    "a press with values that are none": (payload({**PRESS, "state": {"values": [1]}}), COMMAND_FORM),
    "a form sent off without a form": (payload(without(SUBMISSION, "view")), COMMAND_FORM),
    "a form that is text": (payload({**SUBMISSION, "view": "view"}), COMMAND_FORM),
    "a closed form that is none": (payload({**SUBMISSION, "type": "view_closed", "view": None}), COMMAND_FORM),
    "a closed form of no name": (payload({**SUBMISSION, "type": "view_closed"}), COMMAND_FORM),
    "a shortcut without a name": (payload({**without(PRESS, "actions"), "type": "shortcut"}), COMMAND_FORM),
    "an event without an id": (json.dumps(without(EVENT, "event_id")).encode(), "application/json"),
    "an event without a workspace": (json.dumps(without(EVENT, "team_id")).encode(), "application/json"),
    "an event of a type that is a number": (
        json.dumps({**EVENT, "event": {"type": 7}}).encode(),
        "application/json",
    ),
    "an event that is text": (json.dumps({**EVENT, "event": "nothing"}).encode(), "application/json"),
    "authorizations that are text": (json.dumps({**EVENT, "authorizations": "x"}).encode(), "application/json"),
    "a handshake with a number": (b'{"type": "url_verification", "challenge": 5}', "application/json"),
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_what_slack_would_not_send_is_400_though_it_is_signed(stage: Stage, name: str) -> None:
    body, content_type = UNREADABLE[name]
    answer = await stage.knock_signed(body, content_type)
    assert (answer.status_code, answer.text) == (400, "")


async def test_an_event_that_nobody_listens_to_is_taken(stage: Stage) -> None:
    answer = await stage.knock_signed(json.dumps(EVENT).encode())
    assert answer.status_code == 200


async def test_a_backslash_and_u0000_that_a_member_typed_are_no_nul(stage: Stage) -> None:
    body = json.dumps({**EVENT, "text": "\\u0000"}).encode()
    assert b"\\\\u0000" in body
    assert (await stage.knock_signed(body)).status_code == 200


async def test_slacks_handshake_is_answered_with_its_challenge(stage: Stage) -> None:
    answer = await stage.playground.verify_url("a challenge")
    assert (answer.status, answer.body) == (200, {"challenge": "a challenge"})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "v0=ééé".encode("latin-1")},
        {"X-Slack-Signature": "v0=\u20ac".encode()},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "now"},
        {"X-Slack-Request-Timestamp": "1_000"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "inf"},
        {"X-Slack-Request-Timestamp": "9" * 5_000},
        {"X-Slack-Request-Timestamp": "١٢٣".encode()},
    ],
)
async def test_what_is_not_signed_by_slack_is_401(stage: Stage, headers: dict[str, str | bytes]) -> None:
    body = json.dumps(EVENT).encode()
    sent = {"Content-Type": "application/json", **(stage.sign(body) if headers else {}), **headers}
    assert (await stage.knock(body, sent)).status_code == 401


@pytest.mark.parametrize("body", [b"ssl_check=1&token=x", b"token=x&ssl_check=1", b"ssl_check=1"])
async def test_slacks_look_at_the_certificate_is_200_and_says_nothing(stage: Stage, body: bytes) -> None:
    for headers in ({}, stage.sign(body)):
        answer = await stage.knock(body, {"Content-Type": COMMAND_FORM, **headers})
        assert (answer.status_code, answer.text) == (200, "")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"ssl_check=1&" + urlencode(COMMAND).encode(), COMMAND_FORM),
        (b"ssl_check=1&payload=%7B%7D", COMMAND_FORM),
        (b"ssl_check=1&token=x&x=y", COMMAND_FORM),
        (b"ssl_check=1&token=" + b"x" * 200, COMMAND_FORM),
        (b"ssl_check=0&token=x", COMMAND_FORM),
        (b"token=x", COMMAND_FORM),
        (b"ssl_check=\xff", COMMAND_FORM),
        (b"ssl_check=1", "text/plain"),
        (b'{"ssl_check": "1"}', "application/json"),
    ],
)
async def test_who_asks_for_more_beside_it_has_to_be_slack(stage: Stage, body: bytes, content_type: str) -> None:
    assert (await stage.knock(body, {"Content-Type": content_type})).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-300, 200), (0, 200), (300, 200), (301, 401)])
async def test_a_signature_counts_for_five_minutes_either_way(stage: Stage, seconds: int, status: int) -> None:
    body = json.dumps(EVENT).encode()
    headers = _signed_at(body, seconds)
    assert (await stage.knock(body, headers)).status_code == status


def _signed_at(body: bytes, seconds: int) -> dict[str, str]:
    signature = signed_headers(body, SECRET, START + timedelta(seconds=seconds))
    return {"Content-Type": "application/json", **signature}


async def test_a_body_changed_after_it_was_signed_is_401(stage: Stage) -> None:
    body = json.dumps(EVENT).encode()
    headers = {"Content-Type": "application/json", **stage.sign(body)}
    assert (await stage.knock(body + b" ", headers)).status_code == 401


async def test_more_than_a_megabyte_is_413_before_it_is_read(stage: Stage) -> None:
    body = b" " * (BODY_LIMIT + 1)
    assert (await stage.knock_signed(body)).status_code == 413


async def test_more_than_a_megabyte_is_413_though_its_length_was_not_announced(stage: Stage) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 1_000 + 2):
            yield b" " * 1_000

    answer = await stage.http.post("/slack/events", content=chunks())
    assert answer.status_code == 413


async def test_just_a_megabyte_is_read(stage: Stage) -> None:
    body = json.dumps(EVENT).encode()
    answer = await stage.knock_signed(body + b" " * (BODY_LIMIT - len(body)))
    assert answer.status_code == 200


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data", "application/xml"])
async def test_other_content_types_are_415(stage: Stage, content_type: str) -> None:
    assert (await stage.knock_signed(b"{}", content_type)).status_code == 415


async def test_a_content_type_may_name_its_charset(stage: Stage) -> None:
    answer = await stage.knock_signed(json.dumps(EVENT).encode(), "Application/JSON; charset=utf-8")
    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_405(stage: Stage, method: str) -> None:
    assert (await stage.http.request(method, "/slack/events")).status_code == 405


@pytest.mark.parametrize("path", ["/", "/slack", "/slack/events/", "/slack/install", "/admin"])
async def test_unknown_paths_are_404(stage: Stage, path: str) -> None:
    assert (await stage.http.post(path)).status_code == 404


def test_there_is_no_gate_without_a_secret() -> None:
    with pytest.raises(ValueError, match="signing_secret"):
        Gate("", MovableClock(START))
