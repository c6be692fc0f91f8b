"""What Slack's payloads look like, as far as Klatch reads them; whatever does not is refused."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.slack.incoming import MalformedError

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=32)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=255)]
"""Slack allows 255 characters for an action_id or a callback_id."""


class Part(BaseModel):
    """A part of a payload; only what Klatch reads is named. Slack writes null for what there is none of."""

    model_config = ConfigDict(strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}


class Named(Part):
    """A workspace or a channel, of which the id is enough."""

    id: Id


class SentUser(Part):
    """Who acts."""

    id: Id
    team_id: Id | None = None
    name: str = ""
    username: str = ""


class SentState(Part):
    """What a form or message holds so far: block id, action id, element."""

    values: dict[str, dict[str, dict[str, Any]]] = {}


class SentView(Part):
    """A form or Home tab."""

    id: str = ""
    hash: str = ""
    type: str = "modal"
    callback_id: str = ""
    private_metadata: str = ""
    blocks: list[dict[str, Any]] = []
    state: SentState = SentState()
    app_installed_team_id: Id | None = None


class SentAction(Part):
    """What was pressed or chosen."""

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
        """What the action says beside its name."""
        return self.model_extra or {}


class SentContainer(Part):
    """Where that stands."""

    message_ts: str = ""
    channel_id: str = ""
    is_ephemeral: bool = False


class SentMessage(Part):
    """The message that a shortcut was taken from."""

    text: str = ""
    user: str = ""


class SentCommand(Part):
    """A slash command."""

    command: Name
    team_id: Id
    user_id: Id
    user_name: str = ""
    text: str = ""
    channel_id: str = ""
    trigger_id: str = ""
    response_url: str = ""


class Interaction(Part):
    """What every interaction has."""

    type: str
    user: SentUser
    team: Named | None = None
    trigger_id: str = ""
    response_url: str = ""
    view: SentView | None = None
    channel: Named | None = None

    @property
    def workspace(self) -> str:
        """Where Klatch is installed; with Slack Connect that may not be where the member is at home."""
        installed = self.view and self.view.app_installed_team_id
        found = installed or (self.team and self.team.id) or self.user.team_id
        if not found:
            raise MalformedError("names no workspace")
        return found


class SentPress(Interaction):
    """block_actions."""

    actions: list[SentAction] = Field(min_length=1)
    container: SentContainer = SentContainer()
    state: SentState | None = None


class SentSubmission(Interaction):
    """view_submission, and view_closed."""

    view: SentView


class SentShortcut(Interaction):
    """shortcut and message_action."""

    callback_id: Name
    message: SentMessage = SentMessage()


class Happening(Part):
    """What happened: the inner event."""

    model_config = ConfigDict(extra="allow")

    type: Name


class Authorization(Part):
    """For whom Slack sends an event."""

    team_id: Id | None = None


class SentEvent(Part):
    """event_callback."""

    team_id: Id
    event_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    event: Happening
    authorizations: list[Authorization] = []
