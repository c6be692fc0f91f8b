"""The parts of Slack's payloads that Klatch reads; whatever does not look like this is refused."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.blocks import IN_MENU, MORE
from bot.slack.user_input import is_id

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


class InstalledFor(Part):
    """For whom Klatch was installed, where Slack says so: a workspace, or an organization (Enterprise Grid)."""

    team_id: Id | None = None
    enterprise_id: Id | None = None
    is_enterprise_install: bool | str = False

    @property
    def organization(self) -> str:
        """The organization, if it is for a whole one. A command says ``true`` in words."""
        is_whole = self.is_enterprise_install in (True, "true")
        return self.enterprise_id or "" if is_whole else ""


class Actor(Part):
    """The member who acts."""

    id: Id
    team_id: Id | None = None
    name: str = ""
    username: str = ""


def _is_day(day: str) -> str:
    date.fromisoformat(day)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError("no day that a calendar shows")
    return day


class Option(Part):
    """One of several that could be chosen."""

    value: str


class Element(Part):
    """A field or button, and what it holds; an element has one of these."""

    value: str | None = None
    selected_option: Option | None = None
    selected_options: list[Option] = []
    selected_user: Id | None = None
    selected_users: list[Id] = []
    selected_channel: Id | None = None
    selected_conversation: Id | None = None
    selected_date: Annotated[str, AfterValidator(_is_day)] | None = None
    selected_date_time: int | None = Field(default=None, ge=0, le=LAST_SECOND)
    """Seconds since 1970."""

    @property
    def people(self) -> frozenset[str]:
        """Everyone who is chosen in it."""
        return frozenset(filter(is_id, (self.selected_user, *self.selected_users)))


class FormState(Part):
    """The state of a form or message so far: block id, action id, element."""

    values: dict[str, dict[str, dict[str, Any]]] = {}
    """As Slack sent it."""
    elements: dict[str, dict[str, Element]] = Field(default={}, alias="values")
    """The values once more: everything that Klatch reads in them has to be as Slack sends it."""

    @property
    def people(self) -> frozenset[str]:
        """Everyone who is chosen in it."""
        return frozenset().union(*(each.people for fields in self.elements.values() for each in fields.values()))


class OpenView(Part):
    """The form or Home tab in which the member acts."""

    id: IdOrNone = ""
    hash: str = ""
    type: str = "modal"
    callback_id: str = ""
    private_metadata: str = ""
    blocks: list[dict[str, Any]] = []
    state: FormState = FormState()
    app_installed_team_id: Id | None = None

    @property
    def is_form(self) -> bool:
        """Return whether it is a form, and no Home tab."""
        return self.type == "modal"

    @property
    def first_input(self) -> str | None:
        """Return the block id of its first field, at which a fault can be told without losing what was typed."""
        inputs = (block.get("block_id") for block in self.blocks if block.get("type") == "input")
        return next((block for block in inputs if isinstance(block, str)), None)


class PressedElement(Element):
    """The button that was pressed, or the menu in which something was chosen."""

    action_id: Name
    block_id: str = ""

    @property
    def action(self) -> str:
        """Return the action_id; of a menu of what else can be done, that of the button that was chosen in it."""
        return self._chosen_button[0] if self.action_id == MORE else self.action_id

    @property
    def carried(self) -> str:
        """Return a button's value, or what was chosen in a menu."""
        if self.action_id == MORE:
            return self._chosen_button[1]
        option = self.selected_option
        chosen = (self.selected_user, self.selected_channel, self.selected_conversation, self.selected_date)
        return next(filter(None, (option.value if option else self.value, *chosen)), "")

    @property
    def _chosen_button(self) -> tuple[str, str]:
        action, _, value = (self.selected_option.value if self.selected_option else "").partition(IN_MENU)
        return action, value


class Container(Part):
    """The message or view in which that stands."""

    message_ts: Annotated[str, StringConstraints(pattern=r"^[0-9.]*$", max_length=32)] = ""
    channel_id: IdOrNone = ""
    is_ephemeral: bool = False


class SourceMessage(Part):
    """The message that a shortcut was taken from."""

    text: str = ""
    user: str = ""


class InnerEvent(Part):
    """The inner event; its listener has to doubt all but the type."""

    type: Name


class RequestKind(StrEnum):
    """The kinds of requests: a member did something, or something happened."""

    COMMAND = "command"
    PRESS = "press"
    SUBMISSION = "submission"
    SHORTCUT = "shortcut"
    EVENT = "event"
    HELD_BACK = "held_back"
    """Slack says that it keeps events from us, for a minute, because there are too many (app_rate_limited)."""
    OTHER = "other"
    """Nothing that anyone listens to: a form closed."""


class SlackRequest(Part):
    """A request of Slack. A payload that is not as Slack sends it raises pydantic.ValidationError."""

    kind: ClassVar[RequestKind]
    trigger_id: str = ""
    response_url: str = ""
    view: OpenView | None = None

    @property
    def name(self) -> str:
        """The name that its handler is registered under; empty where nobody listens."""
        return ""

    @property
    def workspace(self) -> str:
        """The workspace in which Klatch is asked."""
        raise NotImplementedError

    @property
    def organization(self) -> str:
        """The organization in whose name Slack asks, where Klatch was installed for a whole one (Enterprise Grid)."""
        return ""

    @property
    def member(self) -> str:
        """The member who acts; empty where nobody does."""
        return ""

    @property
    def member_name(self) -> str:
        """The name that Slack gives with the member, if any."""
        return ""

    @property
    def own_workspace(self) -> str:
        """The workspace that the member belongs to, where Slack says so."""
        return self.workspace

    @property
    def people(self) -> frozenset[str]:
        """The acting member and everyone whom they chose."""
        return frozenset({self.member} - {""})


class Interaction(SlackRequest):
    """A press, a form or a shortcut."""

    user: Actor
    team: Named | None = None
    enterprise: Named | None = None
    is_enterprise_install: bool | str = False
    sent_from: Named | None = Field(default=None, alias="channel")

    @model_validator(mode="after")
    def _names_a_workspace(self) -> Self:
        if not self.workspace:
            raise ValueError("names no workspace")
        return self

    @property
    def workspace(self) -> str:
        """The workspace where Klatch is installed; with Slack Connect that may not be the member's own."""
        return self._named_workspace or self.user.team_id or ""

    @property
    def organization(self) -> str:
        """The organization for which Klatch was installed, if for a whole one, and Slack says in which workspace it is.

        Where Slack does not, the workspace is only the member's, who may be an outsider.
        """
        is_whole = self.is_enterprise_install in (True, "true") and self._named_workspace
        return self.enterprise.id if is_whole and self.enterprise else ""

    @property
    def member(self) -> str:
        """The member who acts."""
        return self.user.id

    @property
    def member_name(self) -> str:
        """Their name in Slack."""
        return self.user.name or self.user.username

    @property
    def own_workspace(self) -> str:
        """Their own workspace, where Slack says so."""
        return self.user.team_id or self.workspace

    @property
    def people(self) -> frozenset[str]:
        """The member, and everyone whom they chose in the form."""
        return super().people | (self.view.state.people if self.view else frozenset())

    @property
    def _named_workspace(self) -> str:
        installed = self.view and self.view.app_installed_team_id
        named = (installed, self.team and self.team.id)
        return next((each for each in named if each and not each.startswith("E")), "")
