"""From a parsed body to what Slack means by it.

Everything is checked here once, so that what comes after need not doubt the ids or the nesting of a payload.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from bot.outbox.cards import card_of_block
from bot.outbox.letters import Pressed
from bot.slack.form_values import FormValues
from bot.slack.incoming import Incoming, MalformedError, OpenView, RequestKind, TypedRequest, is_id
from bot.slack.payloads import (
    Interaction,
    SentCommand,
    SentEvent,
    SentPress,
    SentShortcut,
    SentState,
    SentSubmission,
    SentView,
)
from bot.slack.request import Command, Event, Press, Shortcut, Submission
from bot.slack.user_input import keyboard_signs


def parse(body: dict[str, Any]) -> Incoming:
    """The request in a parsed body. Raises MalformedError when it is not one that Slack sends."""
    try:
        if "command" in body:
            return _command(body)
        match body.get("type"):
            case "block_actions":
                return _press(body)
            case "view_submission":
                return _submission(body)
            case "shortcut" | "message_action":
                return _shortcut(body)
            case "event_callback":
                return _event(body)
            case "view_closed":
                return _other(body, SentSubmission.model_validate(body).workspace)
            case "app_rate_limited":
                return _held_back(body)
            case "url_verification" if isinstance(body.get("challenge"), str):
                return _other(body, "")
    except ValidationError as error:
        raise MalformedError(f"{error.error_count()} fields are not as Slack sends them") from None
    raise MalformedError("of no type that Slack sends here")


def _command(body: dict[str, Any]) -> Incoming:
    sent = SentCommand.model_validate(body)
    written = sent.text.strip()
    return Incoming(
        kind=RequestKind.COMMAND,
        name=sent.command,
        workspace=sent.team_id,
        organization=sent.organization,
        body=body,
        request=Command(sent.command, keyboard_signs(written), written, sent.channel_id),
        member=sent.user_id,
        member_name=sent.user_name,
        home=sent.team_id,
        people=frozenset({sent.user_id}),
        trigger=sent.trigger_id,
        response_url=sent.response_url,
        channel=sent.channel_id,
    )


def _press(body: dict[str, Any]) -> Incoming:
    sent = SentPress.model_validate(body)
    action = sent.actions[0]
    state = (sent.view.state if sent.view else sent.state) or SentState()
    channel = sent.container.channel_id or (sent.channel.id if sent.channel else "")
    request = Press(
        action=action.action_id,
        value=action.carried(),
        message=_pressed(sent, channel),
        channel=channel,
        values=FormValues(state.values),
        view=body.get("view"),
    )
    chosen = _chosen([action.model_dump()]) | _chosen_in(state)
    # What a command answered may stand where Klatch is no member, and can whisper nothing but by the press's address.
    whispering = channel if sent.response_url or not sent.container.is_ephemeral else ""
    return _interaction(body, sent, RequestKind.PRESS, action.action_id, request, chosen, whispering)


def _pressed(sent: SentPress, channel: str) -> Pressed | None:
    """The message that was pressed; None for a form, and for what only one person saw, which nobody can rewrite."""
    if not (sent.container.message_ts and channel) or sent.container.is_ephemeral:
        return None
    return Pressed(channel, sent.container.message_ts, card_of_block(sent.actions[0].block_id))


def _submission(body: dict[str, Any]) -> Incoming:
    sent = SentSubmission.model_validate(body)
    name, values = sent.view.callback_id, FormValues(sent.view.state.values)
    request = Submission(form=name, subject=sent.view.private_metadata, values=values)
    body = {**body, "view": {**body["view"], "type": sent.view.type}}  # which Bolt takes for granted
    return _interaction(body, sent, RequestKind.SUBMISSION, name, request, _chosen_in(sent.view.state))


def _shortcut(body: dict[str, Any]) -> Incoming:
    sent = SentShortcut.model_validate(body)
    request = Shortcut(name=sent.callback_id, message_text=sent.message.text, message_author=sent.message.user)
    channel = sent.channel.id if sent.channel else ""
    return _interaction(body, sent, RequestKind.SHORTCUT, sent.callback_id, request, frozenset(), channel)


def _interaction(
    body: dict[str, Any],
    sent: Interaction,
    kind: RequestKind,
    name: str,
    request: TypedRequest,
    chosen: frozenset[str],
    channel: str = "",
) -> Incoming:
    return Incoming(
        kind=kind,
        name=name,
        workspace=sent.workspace,
        organization=sent.organization,
        body=body,
        request=request,
        member=sent.user.id,
        member_name=sent.user.name or sent.user.username,
        home=sent.user.team_id or sent.workspace,
        people=chosen | {sent.user.id},
        trigger=sent.trigger_id,
        response_url=sent.response_url,
        channel=channel,
        view=_opened(sent.view) if sent.view else None,
    )


def _event(body: dict[str, Any]) -> Incoming:
    sent = SentEvent.model_validate(body)
    if not (sent.workspace or sent.whole):
        raise MalformedError("names no workspace")
    actor = _actor(body["event"])
    return Incoming(
        kind=RequestKind.EVENT,
        name=sent.event.type,
        workspace=sent.workspace,
        organization=sent.whole,
        happened_at=_instant(sent.event_time),
        body=body,
        request=Event(name=sent.event.type, body=body["event"]),
        member=actor,
        people=frozenset({actor} - {""}),
        event_id=sent.event_id,
    )


def _held_back(body: dict[str, Any]) -> Incoming:
    workspace = body.get("team_id")
    return Incoming(RequestKind.HELD_BACK, "app_rate_limited", workspace if is_id(workspace) else "", body)


def _other(body: dict[str, Any], workspace: str) -> Incoming:
    return Incoming(kind=RequestKind.OTHER, name=str(body["type"]), workspace=workspace, body=body)


def _instant(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (OverflowError, ValueError, OSError):
        return None


def _opened(view: SentView) -> OpenView:
    inputs = (block.get("block_id") for block in view.blocks if block.get("type") == "input")
    first = next((block for block in inputs if isinstance(block, str)), None)
    return OpenView(id=view.id, hash=view.hash, is_form=view.type == "modal", first_input=first)


def _actor(event: Mapping[str, Any]) -> str:
    user = event.get("user")
    found = user.get("id") if isinstance(user, Mapping) else user
    return found if is_id(found) else ""


def _chosen_in(state: SentState) -> frozenset[str]:
    return _chosen([element for fields in state.values.values() for element in fields.values()])


def _chosen(elements: list[Mapping[str, Any]] | list[dict[str, Any]]) -> frozenset[str]:
    found: set[str] = set()
    for element in elements:
        several = element.get("selected_users")
        for person in (element.get("selected_user"), *(several if isinstance(several, list) else ())):
            if is_id(person):
                found.add(person)
    return frozenset(found)
