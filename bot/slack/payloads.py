"""What Slack's payloads look like, as far as Klatch reads them; whatever does not is refused."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.slack.incoming import MalformedError

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=32)]
IdOrNone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]*$", max_length=32)]
FIRST_DAY, LAST_DAY = "1970-01-01", "9891-12-31"
"""A typing error in a year is told to whoever made it; what is beyond these leaves no room to reckon with."""
LAST_SECOND = 250_000_000_000
"""In the year 9892."""
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


class Installed(Part):
    """For whom Klatch was installed, where Slack says so: a workspace, or an organization (Enterprise Grid)."""

    team_id: Id | None = None
    enterprise_id: Id | None = None
    is_enterprise_install: bool | str = False

    @property
    def organization(self) -> str:
        """The organization, if it is for a whole one. A command says ``true`` in words."""
        is_whole = self.is_enterprise_install in (True, "true")
        return self.enterprise_id or "" if is_whole else ""


class SentUser(Part):
    """Who acts."""

    id: Id
    team_id: Id | None = None
    name: str = ""
    username: str = ""


def _is_day(day: str) -> str:
    date.fromisoformat(day)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError("no day that a calendar shows")
    return day


class SentOption(Part):
    """One of several that could be chosen."""

    value: str


class SentElement(Part):
    """A field or button, and what it holds; an element has one of these."""

    model_config = ConfigDict(extra="allow")

    value: str | None = None
    selected_option: SentOption | None = None
    selected_options: list[SentOption] = []
    selected_user: Id | None = None
    selected_users: list[Id] = []
    selected_channel: Id | None = None
    selected_conversation: Id | None = None
    selected_date: Annotated[str, AfterValidator(_is_day)] | None = None
    selected_date_time: int | None = Field(default=None, ge=0, le=LAST_SECOND)
    """Seconds since 1970."""


def _is_filled(element: dict[str, Any]) -> dict[str, Any]:
    SentElement.model_validate(element)
    return element


Filled = Annotated[dict[str, Any], AfterValidator(_is_filled)]
"""An element as Slack sent it, in which everything that Klatch reads is as Slack sends that."""


class SentState(Part):
    """What a form or message holds so far: block id, action id, element."""

    values: dict[str, dict[str, Filled]] = {}


class SentView(Part):
    """A form or Home tab."""

    id: IdOrNone = ""
    hash: str = ""
    type: str = "modal"
    callback_id: str = ""
    private_metadata: str = ""
    blocks: list[dict[str, Any]] = []
    state: SentState = SentState()
    app_installed_team_id: Id | None = None


class SentAction(SentElement):
    """What was pressed or chosen."""

    action_id: Name
    block_id: str = ""

    def carried(self) -> str:
        """A button's value, or what was chosen in a menu."""
        option = self.selected_option
        chosen = (self.selected_user, self.selected_channel, self.selected_conversation, self.selected_date)
        return next(filter(None, (option.value if option else self.value, *chosen)), "")


class SentContainer(Part):
    """Where that stands."""

    message_ts: Annotated[str, StringConstraints(pattern=r"^[0-9.]*$", max_length=32)] = ""
    channel_id: IdOrNone = ""
    is_ephemeral: bool = False


class SentMessage(Part):
    """The message that a shortcut was taken from."""

    text: str = ""
    user: str = ""


class SentCommand(Installed):
    """A slash command."""

    command: Name
    team_id: Id
    user_id: Id
    user_name: str = ""
    text: str = ""
    channel_id: IdOrNone = ""
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
    enterprise: Named | None = None
    is_enterprise_install: bool | str = False

    @property
    def workspace(self) -> str:
        """Where Klatch is installed; with Slack Connect that may not be where the member is at home."""
        found = self._named_workspace or self.user.team_id
        if not found:
            raise MalformedError("names no workspace")
        return found

    @property
    def organization(self) -> str:
        """The organization for which Klatch was installed, if for a whole one, and Slack says in which workspace it is.

        Where Slack does not, the workspace is only the member's, who may be an outsider.
        """
        is_whole = self.is_enterprise_install in (True, "true") and self._named_workspace
        return self.enterprise.id if is_whole and self.enterprise else ""

    @property
    def _named_workspace(self) -> str:
        installed = self.view and self.view.app_installed_team_id
        named = (installed, self.team and self.team.id)
        return next((each for each in named if each and not each.startswith("E")), "")


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


class SentEvent(Installed):
    """event_callback. What concerns a whole organization may name no workspace."""

    event_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    event: Happening
    event_time: int = 0
    """When it happened: seconds since 1970, UTC."""
    authorizations: list[Installed] = []
    """For whom Slack sends it."""

    @property
    def workspace(self) -> str:
        """Ours. In a channel shared with another organization ``team_id`` may be theirs; the authorization is ours."""
        authorized = next((each.team_id for each in self.authorizations if each.team_id), None)
        return authorized or self.team_id or ""

    @property
    def whole(self) -> str:
        """The organization, if it is about a whole one, or sent for one."""
        sent_for = next((each.organization for each in self.authorizations if each.organization), "")
        return sent_for or self.organization or (self.enterprise_id or "" if self.team_id is None else "")
