"""What else Slack might send: a press for each button that stands somewhere, each form sent off, events of no story."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from playground.traffic_log import Direction, TrafficEntry

Body = Mapping[str, Any]

TEAM, PERSON, CHANNEL = "T0000000001", "U00010000001", "C00010000001"
WHO = {"team": {"id": TEAM, "domain": "library"}, "user": {"id": PERSON, "username": "ana", "team_id": TEAM}}
WAYS = {"trigger_id": "1.2.abc", "api_app_id": "A0000000001", "enterprise": None, "is_enterprise_install": False}

EVENTS: tuple[Body, ...] = (
    {"type": "user_change", "user": {"id": PERSON, "team_id": TEAM, "profile": {"real_name": "Ana"}, "tz": "UTC"}},
    {"type": "team_join", "user": {"id": "U00010000009", "team_id": TEAM, "profile": {"title": "x"}, "tz": "UTC"}},
    {"type": "member_joined_channel", "channel": CHANNEL, "user": "U0000000001", "inviter": PERSON, "team": TEAM},
    {"type": "member_left_channel", "channel": CHANNEL, "user": PERSON, "team": TEAM},
    {"type": "channel_left", "channel": CHANNEL, "actor_id": PERSON},
    {"type": "group_left", "channel": CHANNEL, "actor_id": PERSON},
    {"type": "channel_archive", "channel": CHANNEL, "user": PERSON},
    {"type": "channel_deleted", "channel": CHANNEL},
    {"type": "channel_id_changed", "old_channel_id": CHANNEL, "new_channel_id": "C2"},
    {"type": "app_home_opened", "user": PERSON, "channel": "D1", "tab": "home", "view": None},
    {"type": "message", "channel": CHANNEL, "user": PERSON, "text": "hello", "ts": "1.2"},
)
DEPARTURES: tuple[Body, ...] = (
    {"type": "app_uninstalled"},
    {"type": "tokens_revoked", "tokens": {"bot": ["U0000000001"], "oauth": [PERSON]}},
    {"type": "team_access_granted", "team_ids": [TEAM]},
    {"type": "team_access_revoked", "team_ids": [TEAM]},
)
"""After these Klatch is away, and everything is refused: for the last of a run."""

OTHERS: tuple[Body, ...] = (
    {"type": "url_verification", "challenge": "c", "token": "t"},
    {"type": "app_rate_limited", "team_id": "T0000000001", "minute_rate_limited": 1_518_467_820, "token": "t"},
    {"type": "block_suggestion", **WHO, **WAYS, "action_id": "a", "block_id": "b", "value": "x"},
    {"type": "shortcut", **WHO, **WAYS, "callback_id": "ask_about_message"},
    {"type": "message_action", **WHO, **WAYS, "callback_id": "ask_about_message", "message": {"text": "hi", "ts": "1"}},
    {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1},
    {"type": "workflow_step_edit", **WHO, **WAYS, "callback_id": "x"},
    {"type": "dialog_submission", **WHO, **WAYS, "callback_id": "x", "submission": {}},
    {"type": "interactive_message", **WHO, **WAYS, "callback_id": "x", "actions": [{"name": "x"}]},
)
COMMANDS = ("/mentor-ask", "/mentor-volunteer", "/just-lunch", "/coffee", "/klatch", "/mentor-admin")
WORDS = (
    *("help", "list", "withdraw", "pause", "resume", "stop", "today", "status", "skip", "leave", "join", "next", "new"),
    *(
        "suggest",
        "host",
        "prompt",
        "pause 2027-01-11",
        "pause 9999-12-31",
        "pause until 0001-01-01",
        "pause 2027-W01-1",
    ),
    *("skip 99999999999", "today 12", "x"),
)
"""What is typed after them."""


def beginnings() -> Iterator[Body]:
    """What can be sent to a bot that has said nothing yet."""
    yield from OTHERS
    for event in EVENTS:
        yield envelope(event)
    for command in COMMANDS:
        for words in ["", *WORDS]:
            yield {
                "command": command,
                "text": words,
                "team_id": TEAM,
                "user_id": PERSON,
                "user_name": "ana",
                "channel_id": CHANNEL,
                "trigger_id": "1.2.abc",
            }


def envelope(event: Body) -> Body:
    """An event as Slack sends it."""
    authorizations = [{"team_id": TEAM, "user_id": "U0000000001", "is_bot": True, "enterprise_id": None}]
    named = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event_time": 1_795_000_000}
    return {**named, "authorizations": authorizations, "event": event}


def from_call(entry: TrafficEntry) -> Iterator[Body]:
    """What a member could do with what the bot has just said to Slack."""
    if entry.way is not Direction.TO_SLACK or not isinstance(entry.asked, Mapping):
        return
    view = entry.asked.get("view")
    if isinstance(view, Mapping):
        yield from _of_view(view)
    blocks = entry.asked.get("blocks")
    where = {"type": "message", "message_ts": "1.2", "channel_id": str(entry.asked.get("channel", CHANNEL))}
    for action in _actions(blocks if isinstance(blocks, list) else []):
        yield {
            "type": "block_actions",
            **WHO,
            **WAYS,
            "container": where,
            "channel": {"id": where["channel_id"]},
            "message": {"ts": "1.2", "text": "hi", "blocks": []},
            "state": {"values": {}},
            "actions": [action],
        }


def _of_view(view: Mapping[str, Any]) -> Iterator[Body]:
    blocks = view.get("blocks", [])
    values = {block["block_id"]: _value_of(block["element"]) for block in blocks if block.get("type") == "input"}
    sent = {**view, "id": "V1", "hash": "1.abc", "state": {"values": values}}
    yield {"type": "view_submission", **WHO, **WAYS, "view": sent, "response_urls": []}
    yield {"type": "view_closed", **WHO, **WAYS, "view": sent, "is_cleared": False}
    for action in _actions(blocks):
        yield {"type": "block_actions", **WHO, **WAYS, "container": {"type": "view"}, "view": sent, "actions": [action]}


def _actions(blocks: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        elements = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in elements:
            if isinstance(element, dict) and "action_id" in element and element.get("type") != "plain_text_input":
                chosen = next(iter(_value_of(element).values()))
                yield {**chosen, "block_id": block.get("block_id", "b"), "value": element.get("value", "1")}


def _value_of(element: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What a field of a form holds, once somebody has filled it in."""
    kind, options = element["type"], element.get("options") or [{"value": "1", "text": {"text": "x"}}]
    filled: Mapping[str, dict[str, Any]] = {
        "plain_text_input": {"value": "How do I restore a page of parchment that was wet?"},
        "number_input": {"value": "3"},
        "url_text_input": {"value": "https://example.org/"},
        "datepicker": {"selected_date": "2026-12-15"},
        "timepicker": {"selected_time": "10:30"},
        "datetimepicker": {"selected_date_time": 1_797_000_000},
        "users_select": {"selected_user": PERSON},
        "multi_users_select": {"selected_users": [PERSON]},
        "conversations_select": {"selected_conversation": CHANNEL},
        "channels_select": {"selected_channel": CHANNEL},
        "checkboxes": {"selected_options": options[:1]},
        "multi_static_select": {"selected_options": options[:2]},
        "static_select": {"selected_option": options[0]},
        "radio_buttons": {"selected_option": options[0]},
    }
    action = element.get("action_id", "a")
    return {action: {"type": kind, "action_id": action, **filled.get(kind, {})}}
