"""What Slack sent, understood: one shape for commands, presses, forms, shortcuts and events.

Everything is checked here once, so that what comes after need not doubt the ids or the nesting of a payload.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeGuard

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from bot.outbox.service import Pressed
from bot.slack.forms import FormValues
from bot.slack.turn import Command, Event, Press, Shortcut, Submission

Request = Command | Press | Submission | Shortcut | Event

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=32)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=255)]
"""Slack allows 255 characters for an action_id or a callback_id."""


class MalformedError(ValueError):
    """The body is not what Slack sends."""


class Kind(StrEnum):
    """What the member did, or that something happened."""

    COMMAND = "command"
    PRESS = "press"
    SUBMISSION = "submission"
    SHORTCUT = "shortcut"
    EVENT = "event"
    OTHER = "other"
    """Nothing that anyone listens to: a form closed, a handshake."""


@dataclass(frozen=True, slots=True)
class OpenView:
    """The form or Home tab in which the member acted."""

    id: str
    hash: str
    is_form: bool
    first_input: str | None
    """The block id of its first field: where a fault can be told without losing what was typed."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One request of Slack. ``name`` is what its listener is registered under."""

    kind: Kind
    name: str
    workspace: str
    body: dict[str, Any]
    request: Request | None = None
    member: str = ""
    member_name: str = ""
    home: str = ""
    """The workspace that the member belongs to, where Slack says so."""
    people: frozenset[str] = frozenset()
    """The acting member and everyone whom they chose."""
    trigger: str = ""
    response_url: str = ""
    channel: str = ""
    view: OpenView | None = None
    event_id: str = ""


class _Part(BaseModel):
    """A part of a payload; only what Klatch reads is named. Slack writes null for what there is none of."""

    model_config = ConfigDict(strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}


class _Team(_Part):
    id: Id


class _User(_Part):
    id: Id
    team_id: Id | None = None
    name: str = ""
    username: str = ""


class _State(_Part):
    values: dict[str, dict[str, dict[str, Any]]] = {}


class _View(_Part):
    id: str = ""
    hash: str = ""
    type: str = "modal"
    callback_id: str = ""
    private_metadata: str = ""
    blocks: list[dict[str, Any]] = []
    state: _State = _State()
    app_installed_team_id: Id | None = None

    def opened(self) -> OpenView:
        inputs = (block.get("block_id") for block in self.blocks if block.get("type") == "input")
        first = next((block for block in inputs if isinstance(block, str)), None)
        return OpenView(id=self.id, hash=self.hash, is_form=self.type == "modal", first_input=first)


class _Action(_Part):
    model_config = ConfigDict(extra="allow")

    action_id: Name

    def carried(self) -> str:
        """A button's value, or what was chosen in a menu."""
        extra = self.model_extra or {}
        option = extra.get("selected_option")
        value = option.get("value") if isinstance(option, Mapping) else extra.get("value")
        for chosen in ("selected_user", "selected_channel", "selected_conversation", "selected_date"):
            value = value or extra.get(chosen)
        return value if isinstance(value, str) else ""

    def element(self) -> Mapping[str, Any]:
        return self.model_extra or {}


class _Container(_Part):
    message_ts: str = ""
    channel_id: str = ""


class _Message(_Part):
    text: str = ""
    user: str = ""


class _Command(_Part):
    command: Name
    team_id: Id
    user_id: Id
    user_name: str = ""
    text: str = ""
    channel_id: str = ""
    trigger_id: str = ""
    response_url: str = ""


class _Interaction(_Part):
    type: str
    user: _User
    team: _Team | None = None
    trigger_id: str = ""
    response_url: str = ""
    view: _View | None = None
    channel: _Team | None = None

    @property
    def workspace(self) -> str:
        """Where Klatch is installed; with Slack Connect that may not be where the member is at home."""
        installed = self.view and self.view.app_installed_team_id
        found = installed or (self.team and self.team.id) or self.user.team_id
        if not found:
            raise MalformedError("names no workspace")
        return found


class _Press(_Interaction):
    actions: list[_Action] = Field(min_length=1)
    container: _Container = _Container()
    state: _State | None = None


class _Submission(_Interaction):
    view: _View


class _Shortcut(_Interaction):
    callback_id: Name
    message: _Message = _Message()


class _Happening(_Part):
    model_config = ConfigDict(extra="allow")

    type: Name


class _Authorization(_Part):
    team_id: Id | None = None


class _Event(_Part):
    team_id: Id
    event_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    event: _Happening
    authorizations: list[_Authorization] = []


def understand(body: dict[str, Any]) -> Incoming:
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
            case "view_closed" | "block_suggestion":
                return _other(body, _Interaction.model_validate(body).workspace)
            case "url_verification" if isinstance(body.get("challenge"), str):
                return _other(body, "")
    except ValidationError as error:
        raise MalformedError(f"{error.error_count()} fields are not as Slack sends them") from None
    raise MalformedError("of no type that Slack sends here")


def _command(body: dict[str, Any]) -> Incoming:
    sent = _Command.model_validate(body)
    return Incoming(
        kind=Kind.COMMAND, name=sent.command, workspace=sent.team_id, body=body,
        request=Command(name=sent.command, text=sent.text.strip(), channel=sent.channel_id),
        member=sent.user_id, member_name=sent.user_name, home=sent.team_id, people=frozenset({sent.user_id}),
        trigger=sent.trigger_id, response_url=sent.response_url, channel=sent.channel_id,
    )  # fmt: skip


def _press(body: dict[str, Any]) -> Incoming:
    sent = _Press.model_validate(body)
    action = sent.actions[0]
    state = (sent.view.state if sent.view else sent.state) or _State()
    channel = sent.container.channel_id or (sent.channel.id if sent.channel else "")
    stamp = sent.container.message_ts
    request = Press(
        action=action.action_id,
        value=action.carried(),
        message=Pressed(channel=channel, timestamp=stamp) if stamp and channel else None,
        values=FormValues(state.values),
        view=body.get("view"),
    )
    chosen = _chosen([action.element()]) | _chosen_in(state)
    return _interaction(body, sent, Kind.PRESS, action.action_id, request, chosen, channel)


def _submission(body: dict[str, Any]) -> Incoming:
    sent = _Submission.model_validate(body)
    name, values = sent.view.callback_id, FormValues(sent.view.state.values)
    request = Submission(form=name, subject=sent.view.private_metadata, values=values)
    body = {**body, "view": {**body["view"], "type": sent.view.type}}  # which Bolt takes for granted
    return _interaction(body, sent, Kind.SUBMISSION, name, request, _chosen_in(sent.view.state))


def _shortcut(body: dict[str, Any]) -> Incoming:
    sent = _Shortcut.model_validate(body)
    request = Shortcut(name=sent.callback_id, message_text=sent.message.text, message_author=sent.message.user)
    channel = sent.channel.id if sent.channel else ""
    return _interaction(body, sent, Kind.SHORTCUT, sent.callback_id, request, frozenset(), channel)


def _interaction(
    body: dict[str, Any],
    sent: _Interaction,
    kind: Kind,
    name: str,
    request: Request,
    chosen: frozenset[str],
    channel: str = "",
) -> Incoming:
    return Incoming(
        kind=kind, name=name, workspace=sent.workspace, body=body, request=request,
        member=sent.user.id, member_name=sent.user.name or sent.user.username,
        home=sent.user.team_id or sent.workspace, people=chosen | {sent.user.id},
        trigger=sent.trigger_id, response_url=sent.response_url, channel=channel,
        view=sent.view.opened() if sent.view else None,
    )  # fmt: skip


def _event(body: dict[str, Any]) -> Incoming:
    sent = _Event.model_validate(body)
    # In a channel shared with another organization, ``team_id`` may be theirs; the authorization is ours.
    authorized = next((each.team_id for each in sent.authorizations if each.team_id), None)
    actor = _actor(body["event"])
    return Incoming(
        kind=Kind.EVENT, name=sent.event.type, workspace=authorized or sent.team_id, body=body,
        request=Event(name=sent.event.type, body=body["event"]),
        member=actor, people=frozenset({actor} - {""}), event_id=sent.event_id,
    )  # fmt: skip


def _other(body: dict[str, Any], workspace: str) -> Incoming:
    return Incoming(kind=Kind.OTHER, name=str(body["type"]), workspace=workspace, body=body)


def _actor(event: Mapping[str, Any]) -> str:
    user = event.get("user")
    found = user.get("id") if isinstance(user, Mapping) else user
    return found if is_id(found) else ""


def _chosen_in(state: _State) -> frozenset[str]:
    return _chosen([element for fields in state.values.values() for element in fields.values()])


def _chosen(elements: list[Mapping[str, Any]] | list[dict[str, Any]]) -> frozenset[str]:
    found: set[str] = set()
    for element in elements:
        several = element.get("selected_users")
        for person in (element.get("selected_user"), *(several if isinstance(several, list) else ())):
            if is_id(person):
                found.add(person)
    return frozenset(found)


def is_id(value: object) -> TypeGuard[str]:
    """Whether this is an id as Slack gives them to members and channels, and not whatever a payload may hold."""
    return isinstance(value, str) and 0 < len(value) <= 32 and value.isascii() and value.isalnum()
