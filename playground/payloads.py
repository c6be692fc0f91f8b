"""What Slack puts into a command or an interaction, complete."""

from collections.abc import Iterable, Mapping
from typing import Any

from playground.call_records import Json
from playground.channels import Channel
from playground.elements import STATE_KEY
from playground.locators import Found
from playground.messages import Message
from playground.people import User
from playground.response_urls import ResponseURL
from playground.views import View
from playground.workspace import Workspace


def command(workspace: Workspace, user: User, name: str, text: str, channel: Channel) -> dict[str, str]:
    """The fields of a slash command."""
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel.payload_name,
        "user_id": user.id,
        "user_name": user.handle,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": reply_address(workspace, workspace.response_urls.give(user.id, channel.id)),
        "trigger_id": workspace.triggers.give(user.id),
    }


def reply_address(workspace: Workspace, url: ResponseURL) -> str:
    """A response URL as the bot sees it."""
    return f"{workspace.base_url}reply/{url.path}"


def action_on_message(
    workspace: Workspace, user: User, message: Message, actions: Iterable[Json], values: Json
) -> Json:
    """block_actions of a message; an ephemeral one carries no ``message``, as in Slack."""
    url = workspace.response_urls.give(user.id, message.channel, message.ts)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.is_ephemeral,
    }
    if message.is_reply:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.is_ephemeral else {"message": workspace.message_to_slack(message)}
    return (
        _interaction(workspace, user, "block_actions")
        | {"trigger_id": workspace.triggers.give(user.id), "container": container}
        | {"channel": _channel(workspace, message.channel), "state": {"values": values}}
        | {"response_url": reply_address(workspace, url), "actions": list(actions)}
        | shown
    )


def action_on_view(workspace: Workspace, user: User, view: View, actions: Iterable[Json]) -> Json:
    """block_actions of a form or a Home tab."""
    return _interaction(workspace, user, "block_actions") | {
        "trigger_id": workspace.triggers.give(user.id),
        "container": {"type": "view", "view_id": view.id},
        "view": workspace.view_to_slack(view),
        "actions": list(actions),
    }


def action(workspace: Workspace, block: Mapping[str, Any], element: Mapping[str, Any], value: Any) -> Json:
    """One entry of ``actions``: a button's own value, or what was chosen."""
    kind = element["type"]
    acted: Json = {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "type": kind,
        "action_ts": workspace.identifiers.timestamp(),
    }
    if kind == "button":
        acted["text"] = element["text"]
        return acted | {key: element[key] for key in ("value", "style", "confirm") if key in element}
    acted["selected_option" if kind == "overflow" else STATE_KEY[kind]] = value
    if "placeholder" in element:
        acted["placeholder"] = element["placeholder"]
    return acted


def suggestion_request(workspace: Workspace, user: User, found: Found, typed: str) -> Json:
    """block_suggestion: what an external select asks while a person types."""
    asked = _interaction(workspace, user, "block_suggestion") | {
        "action_id": found.element["action_id"],
        "block_id": found.block["block_id"],
        "value": typed,
    }
    place = found.place
    if isinstance(place, View):
        container = {"type": "view", "view_id": place.id}
        return asked | {"container": container, "view": workspace.view_to_slack(place)}
    container = {"type": "message", "message_ts": place.ts, "channel_id": place.channel}
    where = _channel(workspace, place.channel)
    return asked | {
        "container": container,
        "channel": where,
        "message": workspace.message_to_slack(place),
    }


def submission(workspace: Workspace, user: User, view: View) -> Json:
    """view_submission; ``response_urls`` come from selects that ask for one."""
    return _interaction(workspace, user, "view_submission") | {
        "trigger_id": workspace.triggers.give(user.id),
        "view": workspace.view_to_slack(view),
        "response_urls": list(_response_urls(workspace, user, view)),
    }


def closing(workspace: Workspace, user: User, view: View, *, cleared: bool) -> Json:
    """view_closed, for forms that asked to be told."""
    shown = workspace.view_to_slack(view)
    return _interaction(workspace, user, "view_closed") | {"view": shown, "is_cleared": cleared}


def message_shortcut(workspace: Workspace, user: User, callback_id: str, message: Message) -> Json:
    """message_action: a shortcut from the menu of a message."""
    url = workspace.response_urls.give(user.id, message.channel)
    return global_shortcut(workspace, user, callback_id) | {
        "type": "message_action",
        "response_url": reply_address(workspace, url),
        "channel": _channel(workspace, message.channel),
        "message_ts": message.ts,
        "message": workspace.message_to_slack(message),
    }


def global_shortcut(workspace: Workspace, user: User, callback_id: str) -> Json:
    """shortcut: from the search bar or the composer."""
    return _interaction(workspace, user, "shortcut") | {
        "callback_id": callback_id,
        "action_ts": workspace.identifiers.timestamp(),
        "trigger_id": workspace.triggers.give(user.id),
    }


def _interaction(workspace: Workspace, user: User, kind: str) -> Json:
    return {
        "type": kind,
        "token": workspace.app.verification_token,
        "api_app_id": workspace.app.id,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {
            "id": user.id,
            "username": user.handle,
            "name": user.handle,
            "team_id": user.team_id,
        },
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(workspace: Workspace, channel_id: str) -> Json:
    return {"id": channel_id, "name": workspace.channels[channel_id].payload_name}


def _response_urls(workspace: Workspace, user: User, view: View) -> Iterable[Json]:
    for block in view.blocks:
        element = block.get("element", {})
        if element.get("response_url_enabled"):
            state = view.values[block["block_id"]][element["action_id"]]
            channel = state[STATE_KEY[element["type"]]]
            if channel is not None:
                url = workspace.response_urls.give(user.id, channel)
                yield {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel,
                    "response_url": reply_address(workspace, url),
                }
