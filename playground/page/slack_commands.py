"""Slack's own slash commands, as far as an app notices them: who comes into a channel and who goes."""

from collections.abc import Iterator

from playground.app import Command
from playground.bot_client import BotAnswer
from playground.channels import Channel, ChannelKind
from playground.outcome import Outcome
from playground.people import User
from playground.person import Person
from playground.playground import Playground

OWN_COMMANDS = (
    Command("/invite", "Bring somebody, or an app, into this channel", "@someone"),
    Command("/remove", "Take somebody, or an app, out of this channel", "@someone"),
    Command("/join", "Join a public channel", "#channel"),
    Command("/leave", "Leave this channel"),
)


def is_own(name: str) -> bool:
    """Whether Slack itself does what this command asks for."""
    return any(command.name == name for command in OWN_COMMANDS)


async def run_command(playground: Playground, person: Person, name: str, text: str, here: Channel) -> Outcome:
    """Do what one of Slack's own commands asks for; what there is to see of it is said in the channel.

    Raises LookupError for a name that nobody and nothing has, and PermissionError where it cannot be done.
    """
    if name == "/join":
        return _outcome(await _join(playground, person, text.strip()))
    if here.is_direct:
        raise PermissionError(f"{name} works in channels")
    if name == "/leave":
        return _outcome(await _go(playground, here, person.user, f"has left #{here.name}"))
    answer = None
    for user in list(_named(playground, text)):
        answer = await (_invite if name == "/invite" else _remove)(playground, person, user, here)
    return _outcome(answer)


async def _join(playground: Playground, person: Person, name: str) -> BotAnswer | None:
    rooms = [room for room in playground.workspace.channels if room.name == name.removeprefix("#")]
    if not rooms or rooms[0].kind is not ChannelKind.PUBLIC or rooms[0].archived:
        raise LookupError(f"there is no public channel {name}")
    return await _come(playground, rooms[0], person.user, f"has joined #{rooms[0].name}", None)


async def _invite(playground: Playground, person: Person, user: User, here: Channel) -> BotAnswer | None:
    return await _come(playground, here, user, f"was added to #{here.name} by <@{person.id}>", person)


async def _remove(playground: Playground, person: Person, user: User, here: Channel) -> BotAnswer | None:
    return await _go(playground, here, user, f"was removed from #{here.name} by <@{person.id}>")


async def _come(playground: Playground, room: Channel, user: User, words: str, by: Person | None) -> BotAnswer | None:
    if user.id in room.members:
        raise PermissionError(f"{user.real_name} is in #{room.name} already")
    playground.workspace.post(room, user.id, words)
    if by is not None and user.id == playground.workspace.app.bot_user_id:
        return await playground.invite_bot(room, by)
    return await playground.invite(room, playground.person(user.id), by)


async def _go(playground: Playground, room: Channel, user: User, words: str) -> BotAnswer | None:
    if user.id not in room.members:
        raise PermissionError(f"{user.real_name} is not in #{room.name}")
    playground.workspace.post(room, user.id, words)
    if user.id == playground.workspace.app.bot_user_id:
        return await playground.remove_bot(room)
    return await playground.remove(room, playground.person(user.id))


def _named(playground: Playground, text: str) -> Iterator[User]:
    names = [name.strip() for name in text.split("@") if name.strip()]
    if not names:
        raise LookupError("say who: @ and a name")
    for name in names:
        found = [user for user in playground.workspace.people if name in (user.real_name, user.handle)]
        if not found:
            raise LookupError(f"nobody is called {name}")
        yield found[0]


def _outcome(answer: BotAnswer | None) -> Outcome:
    return Outcome(None) if answer is None else Outcome(answer.status, answer.body)
