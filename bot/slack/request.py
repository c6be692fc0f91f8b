"""One request of Slack, as a feature's listener sees it, and the ways to answer it.

A listener is ``async def listener(request: Request, press: …) -> Reply``. It runs inside one transaction, which
is committed before Slack gets its acknowledgement; forms are opened after the commit, while their trigger
lives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_sdk.models.views import View

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.outbox.message import Message
from bot.slack.form_values import FormValues


@dataclass(frozen=True, slots=True)
class Request(Moment):
    """The moment of a request, and the member who acts, as Slack names them. Use cases take it as their moment."""

    member: Member

    @property
    def today(self) -> date:
        """The day on the member's own calendar."""
        return self.now.astimezone(self.member.zone).date()


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: what was typed after it, and where."""

    name: str
    text: str
    """In the signs of a keyboard, so that words, days and names are recognized wherever they were typed."""
    written: str
    """The same as they wrote it, for what is theirs to word."""
    channel: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed or a menu chosen. ``value`` is what it carried: a hint where to look, never a proof."""

    action: str
    value: str
    message: Pressed | None
    """The message it stands in; None in a form or on the Home tab, and for what only one person sees."""
    channel: str
    """Where that is; empty in a form or on the Home tab."""
    values: FormValues
    """What the form or message holds so far."""
    view: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Submission:
    """A form sent off: ``subject`` is what the form was opened about (its private_metadata)."""

    form: str
    subject: str
    values: FormValues


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut taken from the menu, or from a message, whose text and author it then has."""

    name: str
    message_text: str
    message_author: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in Slack; ``body`` is the inner event."""

    name: str
    body: Mapping[str, Any]


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
