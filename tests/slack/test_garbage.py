"""Whatever is sent, signed or not: never a 5xx."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.signing import signed_headers
from tests.slack.stage import COMMAND_FORM, SECRET, House

pytestmark = pytest.mark.either_database

TEAM = "T0000000001"
USER = {"id": "U00010000001", "username": "ana", "team_id": TEAM}
VIEW = {
    "id": "V1",
    "hash": "h",
    "type": "modal",
    "callback_id": "flash_ask_form",
    "private_metadata": "1",
    "blocks": [{"type": "input", "block_id": "question", "element": {"type": "plain_text_input"}}],
    "state": {"values": {"question": {"question": {"type": "plain_text_input", "value": "How?"}}}},
}
INTERACTION = {"team": {"id": TEAM}, "user": USER, "trigger_id": "1.2", "api_app_id": "A1", "enterprise": None}
PAYLOADS: list[dict[str, Any]] = [
    {"command": "/mentor-ask", "text": "how", "team_id": TEAM, "user_id": "U00010000001", "channel_id": "C1"},
    {
        **INTERACTION,
        "type": "block_actions",
        "container": {"type": "message", "message_ts": "1.2", "channel_id": "C1"},
        "channel": {"id": "C1"},
        "message": {"text": "hi", "ts": "1.2", "blocks": []},
        "state": {"values": {}},
        "actions": [{"action_id": "ask_channel_start", "block_id": "b", "type": "button", "value": "1"}],
    },
    {**INTERACTION, "type": "block_actions", "view": VIEW, "actions": [{"action_id": "a", "value": "1"}]},
    {**INTERACTION, "type": "view_submission", "view": VIEW},
    {**INTERACTION, "type": "view_closed", "view": VIEW},
    {**INTERACTION, "type": "block_suggestion", "view": VIEW, "action_id": "a", "value": "x"},
    {**INTERACTION, "type": "message_action", "callback_id": "ask_about_message", "message": {"text": "hi"}},
    {"type": "url_verification", "challenge": "c", "token": "t"},
    {"type": "app_rate_limited", "team_id": "T0000000001", "minute_rate_limited": 1_518_467_820, "token": "t"},
]
EVENTS: list[dict[str, Any]] = [
    {"type": "channel_id_changed", "old_channel_id": "G00000000001", "new_channel_id": "C00000000001"},
    {"type": "user_change", "user": {"id": "U00010000001", "profile": {"real_name": "Ana"}, "tz": "UTC"}},
    {"type": "team_join", "user": {"id": "U00010000009", "profile": {"real_name": "Ben"}, "tz": "UTC"}},
    {"type": "member_joined_channel", "channel": "C1", "user": "U0000000001", "inviter": "U00010000001"},
    {"type": "channel_left", "channel": "C1", "actor_id": "U1"},
    {"type": "channel_archive", "channel": "C1", "user": "U00010000001"},
]
ENVELOPE: dict[str, Any] = {"type": "event_callback", "team_id": TEAM, "authorizations": [{"team_id": TEAM}]}

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=40)
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
HEADER_VALUES = st.lists(st.sampled_from([*range(0x21, 0x7F), *range(0x80, 0x100)]), max_size=80).map(bytes)
"""What HTTP lets through as a header's value: no control characters."""

FUZZ = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a payload."""
    found = [here] if here else []
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        found += paths(child, (*here, key))
    return found


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    """The payload with something else in one place; with nothing there where ``by`` is Ellipsis."""
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    if len(path) > 1:
        copy[path[0]] = replaced(value[path[0]], path[1:], by)
    elif by is ...:
        del copy[path[0]]
    else:
        copy[path[0]] = by
    return copy


@st.composite
def mangled(draw: st.DrawFn, payloads: list[dict[str, Any]]) -> dict[str, Any]:
    """A payload of Slack's with one to three places changed to anything."""
    payload: dict[str, Any] = draw(st.sampled_from(payloads))
    for _ in range(draw(st.integers(1, 3))):
        payload = replaced(payload, draw(st.sampled_from(paths(payload))), draw(ANYTHING | st.just(...)))
        if not paths(payload):
            break
    return payload


async def status_of(house: House, body: bytes, content_type: str) -> int:
    """What comes of a body that is signed."""
    headers = {"Content-Type": content_type, **signed_headers(body, SECRET, house.clock.now())}
    return (await house.http.post("/slack/events", content=body, headers=headers)).status_code


@FUZZ
@given(body=st.binary(max_size=300), content_type=st.sampled_from(["application/json", COMMAND_FORM]))
async def test_signed_bytes_are_never_a_fault_of_ours(house: House, body: bytes, content_type: str) -> None:
    assert await status_of(house, body, content_type) < 500


@FUZZ
@given(
    body=st.binary(max_size=50),
    stamp=HEADER_VALUES,
    signature=HEADER_VALUES,
)
async def test_unsigned_bytes_are_never_a_fault_of_ours(
    house: House, body: bytes, stamp: bytes, signature: bytes
) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"x-slack-request-timestamp", stamp),
        (b"x-slack-signature", signature),
    ]
    answer = await house.http.post("/slack/events", content=body, headers=headers)
    assert 400 <= answer.status_code < 500


@FUZZ
@given(value=ANYTHING)
async def test_any_json_is_never_a_fault_of_ours(house: House, value: Any) -> None:
    assert await status_of(house, json.dumps(value).encode(), "application/json") < 500
    assert await status_of(house, urlencode({"payload": json.dumps(value)}).encode(), COMMAND_FORM) < 500


@FUZZ
@given(payload=mangled(PAYLOADS))
async def test_a_mangled_interaction_is_never_a_fault_of_ours(house: House, payload: dict[str, Any]) -> None:
    fields = payload if "command" in payload else {"payload": json.dumps(payload)}
    assert await status_of(house, urlencode(fields, errors="replace").encode(), COMMAND_FORM) < 500


@FUZZ
@given(event=mangled(EVENTS), number=st.integers(0, 10**12))
async def test_a_mangled_event_is_never_a_fault_of_ours(house: House, event: dict[str, Any], number: int) -> None:
    body = json.dumps({**ENVELOPE, "event_id": f"Ev{number}", "event": event}).encode()
    assert await status_of(house, body, "application/json") < 500


@FUZZ
@given(envelope=mangled([{**ENVELOPE, "event_id": "Ev1", "event": EVENTS[3]}]))
async def test_a_mangled_envelope_is_never_a_fault_of_ours(house: House, envelope: dict[str, Any]) -> None:
    assert await status_of(house, json.dumps(envelope).encode(), "application/json") < 500
