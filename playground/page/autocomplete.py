"""What is offered while somebody types: people, conversations, commands, options of the app."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from playground.call_records import Json
from playground.channels import Channel, ChannelKind
from playground.locators import Place, find_element
from playground.page.rendering.viewer import Viewer, room_name
from playground.page.slack_commands import OWN_COMMANDS
from playground.people import SLACKBOT, User
from playground.person import Person

MOST_OFFERED = 12
Thing = TypeVar("Thing")
_FILTER = {
    ChannelKind.PUBLIC: "public",
    ChannelKind.PRIVATE: "private",
    ChannelKind.DM: "im",
    ChannelKind.GROUP_DM: "mpim",
}
"""What the ``filter`` of a conversations_select calls each kind."""


def people(person: Person, typed: str, *, who_can_act: bool = False) -> list[Json]:
    """Members whose name or title fits, those whose name begins so first.

    ``who_can_act`` leaves out the person, and those as whom nobody can act.
    """
    workspace = person.workspace
    there = (user for user in workspace.people if not user.deactivated and user.id != SLACKBOT)
    members = [user for user in there if not who_can_act or (user.can_receive and user.id != person.id)]
    fitting = _fitting(members, typed, lambda user: (user.real_name, user.handle, user.title))
    return [{"id": user.id, "words": user.real_name, "detail": _detail(user)} for user in fitting]


def rooms(person: Person, typed: str, include: str = "") -> list[Json]:
    """Conversations that this person can name; ``include`` narrows it to kinds, as a filter does."""
    workspace, kinds, viewer = person.workspace, include.split(), Viewer(person.workspace, person.user)
    named = [room for room in workspace.channels if _can_name(person, room) and _is_of(room, kinds)]
    fitting = _fitting(named, typed, lambda room: (room_name(workspace, room, person.id),))
    return [
        {
            "id": room.id,
            "words": viewer.room_title(room.id),
            "detail": "private" if room.kind is ChannelKind.PRIVATE else "",
        }
        for room in fitting
    ]


def commands(person: Person, typed: str) -> list[Json]:
    """The app's commands that begin so, and Slack's own."""
    return [
        {"id": command.name, "words": f"{command.name} {command.hint}".strip(), "detail": command.description}
        for command in (*person.workspace.app.command_list, *OWN_COMMANDS)
        if command.name.startswith(typed)
    ]


async def options(person: Person, place: Place, block_id: str, action_id: str, typed: str) -> list[Json]:
    """What a menu offers: its own options, or what the app suggests when it has none."""
    found = find_element(place, block_id, action_id).element
    if found["type"] != "multi_external_select" and found["type"] != "external_select":
        return list(_own_options(found, typed))
    suggested = await person.options_for(place, block_id, action_id, typed)
    return [{"id": json.dumps(option), "words": option["text"]["text"], "detail": ""} for option in suggested]


def _own_options(element: Json, typed: str) -> Iterator[Json]:
    """Those that have a word beginning so, in their own order, by their number."""
    wanted = typed.strip().casefold()
    for number, (label, option) in enumerate(_grouped(element)):
        words = option["text"]["text"]
        if f" {wanted}" in f" {words.casefold()}":
            detail = option.get("description", {}).get("text", "")
            yield {"id": str(number), "words": words, "detail": detail, "group": label}


def _grouped(element: Json) -> Iterator[tuple[str, Json]]:
    """Each option with the label of its group, which is empty where there are no groups."""
    for group in element.get("option_groups") or [{"options": element["options"]}]:
        label = group["label"]["text"] if "label" in group else ""
        yield from ((label, option) for option in group["options"])


def _fitting(things: Iterable[Thing], typed: str, words_of: Callable[[Thing], tuple[str, ...]]) -> Iterator[Thing]:
    """The first few that have a word beginning so, those that begin so themselves before the others."""
    wanted = typed.strip().casefold()
    ranked = ((thing, " ".join(words_of(thing)).casefold()) for thing in things)
    fit = [(not words.startswith(wanted), words, thing) for thing, words in ranked if f" {wanted}" in f" {words}"]
    return islice((thing for *_, thing in sorted(fit, key=lambda each: each[:2])), MOST_OFFERED)


def _detail(user: User) -> str:
    return "app" if user.bot else user.title


def _can_name(person: Person, room: Channel) -> bool:
    if room.archived:
        return False
    return room.kind is ChannelKind.PUBLIC or person.id in room.members


def _is_of(room: Channel, kinds: Iterable[str]) -> bool:
    wanted = list(kinds)
    return _FILTER[room.kind] in wanted if wanted else not room.is_direct
