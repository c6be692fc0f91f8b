"""The requests of Slack, each validated from its payload; a handler's context; and the ways to reply.

A handler is ``async def handle(request: Request, press: …) -> Reply``. It runs inside one transaction, which is
committed before Slack gets its acknowledgement; forms are opened after the commit, while their trigger lives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from slack_sdk.models.views import View

from bot.languages.reader import Reader
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.cards import card_of_block
from bot.outbox.letters import Pressed
from bot.outbox.message import Message
from bot.slack import payloads
from bot.slack.form_values import FormValues
from bot.slack.payloads import Id, IdOrNone, Name, RequestKind
from bot.slack.user_input import is_id, keyboard_signs


class Command(payloads.InstalledFor, payloads.SlackRequest):
    """A slash command: what was typed after it, and where."""

    kind = RequestKind.COMMAND
    command: Name
    team_id: Id
    user_id: Id
    user_name: str = ""
    channel: IdOrNone = Field(default="", alias="channel_id")
    written: Annotated[str, AfterValidator(str.strip)] = Field(default="", alias="text")
    """The words after the command as they wrote them, for what is theirs to word."""

    @property
    def text(self) -> str:
        """Return them in the signs of a keyboard, so that words, days and names are recognized wherever typed."""
        return keyboard_signs(self.written)

    @property
    def name(self) -> str:
        """The command with its slash."""
        return self.command

    @property
    def workspace(self) -> str:
        """The workspace in which it was typed."""
        return self.team_id

    @property
    def member(self) -> str:
        """The member who typed it."""
        return self.user_id

    @property
    def member_name(self) -> str:
        """Their name in Slack."""
        return self.user_name


class Press(payloads.Interaction):
    """A button pressed or a menu chosen."""

    kind = RequestKind.PRESS
    type: Literal["block_actions"]
    actions: list[payloads.PressedElement] = Field(min_length=1)
    container: payloads.Container = payloads.Container()
    state: payloads.FormState | None = None

    @property
    def name(self) -> str:
        """The action_id."""
        return self.actions[0].action

    @property
    def value(self) -> str:
        """Return what the button carries or the menu holds: a hint where to look, never a proof."""
        return self.actions[0].carried

    @property
    def message(self) -> Pressed | None:
        """The message it stands in; None in a form or on the Home tab, and for what only one person sees."""
        stamp = self.container.message_ts
        if not (stamp and self.channel) or self.container.is_ephemeral:
            return None
        return Pressed(self.channel, stamp, card_of_block(self.actions[0].block_id))

    @property
    def channel(self) -> str:
        """The channel of the message; empty in a form or on the Home tab."""
        return self.container.channel_id or (self.sent_from.id if self.sent_from else "")

    @property
    def can_whisper(self) -> bool:
        """Return whether the member can be told something where they pressed.

        What a command answered may stand where Klatch is no member, and can whisper only by the press's address.
        """
        return bool(self.channel and (self.response_url or not self.container.is_ephemeral))

    @property
    def values(self) -> FormValues:
        """Return what the form or message holds so far."""
        return FormValues(self._held.values)

    @property
    def subject(self) -> str:
        """Return what the form that it stands in was opened about (its private_metadata); empty elsewhere."""
        return self.view.private_metadata if self.view else ""

    @property
    def people(self) -> frozenset[str]:
        """The member, everyone whom they chose, and whom the message holds."""
        return super().people | self._held.people | self.actions[0].people

    @property
    def _held(self) -> payloads.FormState:
        return (self.view.state if self.view else self.state) or payloads.FormState()


class Submission(payloads.Interaction):
    """A form sent off."""

    kind = RequestKind.SUBMISSION
    type: Literal["view_submission"]
    view: payloads.OpenView

    @property
    def name(self) -> str:
        """The callback_id."""
        return self.view.callback_id

    @property
    def subject(self) -> str:
        """Return what the form was opened about (its private_metadata)."""
        return self.view.private_metadata

    @property
    def values(self) -> FormValues:
        """Return what the form holds."""
        return FormValues(self.view.state.values)


class ClosedForm(payloads.Interaction):
    """A form closed without being sent off. Nobody listens to that."""

    kind = RequestKind.OTHER
    type: Literal["view_closed"]
    view: payloads.OpenView


class Shortcut(payloads.Interaction):
    """A shortcut taken from the menu, or from a message, whose text and author it then has."""

    kind = RequestKind.SHORTCUT
    type: Literal["shortcut", "message_action"]
    callback_id: Name
    source: payloads.SourceMessage = Field(default=payloads.SourceMessage(), alias="message")

    @property
    def name(self) -> str:
        """The callback_id."""
        return self.callback_id

    @property
    def message_text(self) -> str:
        """The text of the message."""
        return self.source.text

    @property
    def message_author(self) -> str:
        """The member who wrote it."""
        return self.source.user


class Event(payloads.InstalledFor, payloads.SlackRequest):
    """Something that happened in Slack. What concerns a whole organization may name no workspace."""

    kind = RequestKind.EVENT
    event_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    event: payloads.InnerEvent
    body: dict[str, Any] = Field(alias="event")
    """The inner event as Slack sent it."""
    event_time: int = 0
    authorizations: list[payloads.InstalledFor] = Field(default=[])
    """For whom Slack sends it."""

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not (self.workspace or self.organization):
            raise ValueError("names no workspace")
        return self

    @property
    def name(self) -> str:
        """The type of the inner event."""
        return self.event.type

    @property
    def workspace(self) -> str:
        """Ours. In a channel shared with another organization ``team_id`` may be theirs; the authorization is ours."""
        authorized = next((each.team_id for each in self.authorizations if each.team_id), None)
        return authorized or self.team_id or ""

    @property
    def organization(self) -> str:
        """The organization, if it is about a whole one, or sent for one."""
        sent_for = next((each.organization for each in self.authorizations if each.organization), "")
        return sent_for or super().organization or (self.enterprise_id or "" if self.team_id is None else "")

    @property
    def member(self) -> str:
        """The member whom it is about; empty where it names none."""
        user = self.body.get("user")
        found = user.get("id") if isinstance(user, Mapping) else user
        return found if is_id(found) else ""

    @property
    def happened_at(self) -> datetime | None:
        """Return when it happened, in whole seconds, by Slack's clock; None where Slack does not say."""
        try:
            return datetime.fromtimestamp(self.event_time, UTC) if self.event_time > 0 else None
        except (OverflowError, ValueError, OSError):
            return None


class HeldBack(payloads.SlackRequest):
    """Slack says that it keeps events from Klatch, for a minute (app_rate_limited)."""

    kind = RequestKind.HELD_BACK
    team_id: object = None

    @property
    def workspace(self) -> str:
        """The workspace whose events they are; empty where Slack does not say."""
        return self.team_id if is_id(self.team_id) else ""


@dataclass(frozen=True, slots=True)
class Request(Moment):
    """The moment of a request, and the member who acts, as Slack names them. Use cases take it as their moment."""

    member: Member

    @property
    def reader(self) -> Reader:
        """How the member reads."""
        return self.member.reader

    @property
    def today(self) -> date:
        """The day on the member's own calendar."""
        return self.now.astimezone(self.member.zone).date()


@dataclass(frozen=True, slots=True)
class Nothing:
    """Just acknowledge. For a submission: the form closes."""


@dataclass(frozen=True, slots=True)
class Say:
    """Tell the member, and only them, where they are looking."""

    message: Message


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Open a form: over the conversation, or on top of the form that is open."""

    view: View


@dataclass(frozen=True, slots=True)
class ReplaceForm:
    """Show another form in the place of the open one."""

    view: View


@dataclass(frozen=True, slots=True)
class FormFaults:
    """Leave the form open with what was typed, and say at each field what to mend: block id to words."""

    faults: Mapping[str, str]


Reply = Nothing | Say | OpenForm | ReplaceForm | FormFaults
