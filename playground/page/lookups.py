"""What the browser names by ids: only what this person has before them. Raises LookupError otherwise."""

from collections.abc import Mapping
from typing import Any

from playground.channels import Channel
from playground.locators import Place
from playground.messages import Message
from playground.person import Person
from playground.views import View


def channel_named(person: Person, named: Mapping[str, Any]) -> Channel:
    """The conversation ``channel``."""
    channel = person.workspace.channels.get(str(named["channel"]))
    if channel is None or person.id not in channel.members:
        raise LookupError(f"{person.name} is not in that conversation")
    return channel


def message_named(person: Person, named: Mapping[str, Any]) -> Message:
    """The message ``ts`` in ``channel``."""
    message = person.workspace.messages.get(str(named["channel"]), str(named["ts"]))
    if message is None or not person.workspace.is_visible(message, person.id):
        raise LookupError("that message is not there any more")
    return message


def form_named(person: Person, named: Mapping[str, Any]) -> View:
    """The open form ``view``."""
    if person.form is None or person.form.id != named["view"]:
        raise LookupError("that form is not open any more")
    return person.form


def place_named(person: Person, named: Mapping[str, Any]) -> Place:
    """The form or Home tab ``view`` if one is named, a message otherwise."""
    if "view" not in named:
        return message_named(person, named)
    if person.home is not None and person.home.id == named["view"]:
        return person.home
    return form_named(person, named)
