"""Organizers at work: the form of a random coffee, filled in and sent."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.members import directory
from bot.pairings.models import Programme
from playground import Channel, Person
from tests.library import Library

JOIN, EVERYBODY = "People opt in", "Everyone in the channel, unless they opt out"
FORM: Mapping[str, Any] = {"Who is in": EVERYBODY, "How often": "Every week"}
"""A form that differs from what it begins with: every Tuesday at ten, for everybody."""


def toronto(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant in the winter of 2026 by Toronto's clocks."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) + timedelta(hours=5)


async def admin(library: Library, name: str = "Ada Admin") -> Person:
    """An admin of the workspace, whom the directory knows: a machine under load may be too slow to look them up."""
    person = library.person(name, admin=True)
    await remember(library, person)
    return person


async def remember(library: Library, person: Person) -> None:
    """Put somebody into the directory, as Slack describes them."""
    user = person.user.to_slack(library.clock.now(), with_locale=True)
    async with library.klatch.database.transaction() as session:
        await directory.remember(session, library.playground.workspace.team_id, user, library.clock.now())


async def channel_with(library: Library, members: Iterable[Person], name: str = "coffee") -> Channel:
    """A channel to which the first of its members has invited Klatch."""
    inside = list(members)
    channel = library.playground.add_channel(name, inside)
    await library.playground.invite_bot(channel, inside[0])
    await library.settle()
    return channel


async def fill(person: Person, fields: Mapping[str, Any]) -> None:
    for label, value in fields.items():
        await person.fill(label, value)


async def set_up(library: Library, organizer: Person, channel: Channel, **changes: Any) -> Mapping[str, str]:
    """Fill in the form from /mentor-admin and send it; the faults there are."""
    await organizer.command("/mentor-admin")
    await organizer.press("New random coffee")
    await organizer.press("More about it")
    await fill(organizer, {"Channel": channel, **FORM, **_labelled(changes)})
    outcome = await organizer.submit()
    await library.settle()
    return outcome.errors


async def change(library: Library, organizer: Person, **changes: Any) -> Mapping[str, str]:
    """Change the first programme of /mentor-admin; the faults there are."""
    await organizer.command("/mentor-admin")
    await organizer.press("Change")
    await fill(organizer, _labelled(changes))
    outcome = await organizer.submit()
    await library.settle()
    return outcome.errors


def _labelled(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {key.replace("_", " "): value for key, value in changes.items()}


async def press(library: Library, organizer: Person, words: str) -> None:
    """Press a button of /mentor-admin, and let happen what follows."""
    await organizer.command("/mentor-admin")
    await library.press(organizer, words, organizer.messages()[-1])


def shown_in_form(person: Person) -> str:
    """The words between the fields of the open form."""
    assert person.form is not None
    return "\n".join(block["text"]["text"] for block in person.form.blocks if block["type"] == "section")


async def programme(library: Library) -> Programme:
    """The only one there is."""
    (only,) = await library.rows(Programme)
    return only
