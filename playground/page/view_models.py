"""What one person sees of where they are: the list of conversations, one of them, a thread, a form, the Home tab."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from playground.call_records import Json
from playground.channels import Channel, ChannelKind
from playground.messages import Message
from playground.page.rendering.blocks import Block, blocks_of
from playground.page.rendering.client_words import language_of_message, language_of_view
from playground.page.rendering.viewer import NOTHING, Face, Viewer, face
from playground.page.unread import unread
from playground.person import Person
from playground.views import View
from playground.workspace import Workspace

MOST_AT_ONCE = 50
"""Messages that are on the page before one asks for earlier ones."""


@dataclass(frozen=True)
class Room:
    """A line of the sidebar. ``kind`` is a value of ChannelKind, or ``app``."""

    id: str
    kind: str
    name: str
    unread: int
    faces: tuple[Face, ...]
    archived: bool


@dataclass(frozen=True)
class Sidebar:
    """The conversations of a person, as they are grouped there."""

    channels: tuple[Room, ...]
    direct: tuple[Room, ...]
    app: Room


@dataclass(frozen=True)
class FileView:
    """A file under a message."""

    id: str
    name: str
    title: str
    size: str


@dataclass(frozen=True)
class MessageView:
    """A message, ready to be shown to one reader. ``day`` is theirs, for dividers.

    ``language`` is that of its words where it is known and another than the page's.
    """

    channel: str
    ts: str
    thread: str
    face: Face
    when: str
    iso: str
    day: str
    language: str
    words: Markup
    blocks: tuple[Block, ...]
    attachments: tuple[tuple[Block, ...], ...]
    files: tuple[FileView, ...]
    edited: str
    only_you: str
    replies: int
    latest_reply: str


@dataclass(frozen=True)
class Conversation:
    """The part of a conversation that is on the page, in reading order."""

    room: Room
    topic: str
    messages: tuple[MessageView, ...]
    earlier: bool
    may_write: bool
    why_not: str
    read_up_to: str


@dataclass(frozen=True)
class FormView:
    """A form or Home tab; ``depth`` says how many forms lie one over the other.

    ``language`` is that of its words where it is another than the page's.
    """

    id: str
    title: Markup
    submit: Markup | None
    close: Markup
    blocks: tuple[Block, ...]
    depth: int
    hash: str
    language: str


def viewer_of(person: Person) -> Viewer:
    """The eyes of a person."""
    return Viewer(person.workspace, person.user)


def sidebar(person: Person, current: str) -> Sidebar:
    """What stands in the sidebar; archived conversations and empty direct messages only while one is in them."""
    rooms = [_room(person, channel) for channel in _listed(person, current)]
    named = sorted((room for room in rooms if room.kind in (ChannelKind.PUBLIC, ChannelKind.PRIVATE)), key=_by_name)
    direct = [room for room in rooms if room.kind in (ChannelKind.DM, ChannelKind.GROUP_DM)]
    return Sidebar(tuple(named), tuple(direct), _room(person, person.dm))


def where_news_is(person: Person) -> Channel | None:
    """The direct conversation in which somebody last wrote to this person and they have not looked; None if none is."""
    workspace = person.workspace
    rooms = [room for room in workspace.channels if room.is_direct and person.id in room.members]
    fresh = [room for room in rooms if unread(workspace, person.id, room)]
    return max(fresh, key=lambda room: _newest(workspace, room), default=None)


def may_see(person: Person, channel: Channel) -> bool:
    """Whether a conversation is open to this person: they are in it."""
    return person.id in channel.members


def conversation(person: Person, channel: Channel, before: str = "") -> Conversation:
    """The newest messages there, or those before one."""
    taken = list(islice(_newest_first(person, channel, before), MOST_AT_ONCE + 1))
    viewer = viewer_of(person)
    shown = [message_look(viewer, person, message) for message in reversed(taken[:MOST_AT_ONCE])]
    why_not = _why_not(person, channel)
    return Conversation(
        room=_room(person, channel),
        topic=_topic(person, channel),
        messages=tuple(shown),
        earlier=len(taken) > MOST_AT_ONCE,
        may_write=not why_not,
        why_not=why_not,
        read_up_to=person.workspace.read_marks.get((person.id, channel.id), ""),
    )


def thread(person: Person, parent: Message) -> list[MessageView]:
    """A message and what was replied to it, in reading order."""
    viewer, found = viewer_of(person), []
    for message in person.workspace.messages.newest_first(parent.channel):
        if message.ts <= parent.ts:
            break
        if message.thread_ts == parent.ts and person.workspace.is_visible(message, person.id):
            found.append(message)
    return [message_look(viewer, person, message) for message in (parent, *reversed(found))]


def dated(workspace: Workspace, channel_id: str) -> list[Message]:
    """The newest messages of a conversation whose words depend on the day on which they are read."""
    found = (each for each in workspace.messages.newest_first(channel_id) if _is_dated(each))
    return list(islice(found, MOST_AT_ONCE))


def _is_dated(message: Message) -> bool:
    return any("_pretty}" in words for words in (message.text, str(message.blocks), str(message.attachments)))


def message_look(viewer: Viewer, person: Person, message: Message) -> MessageView:
    """A message as this person sees it."""
    workspace, moment = person.workspace, viewer.local(message.ts)
    replies = workspace.messages.replies(message)
    blocks = blocks_of(viewer, message.blocks, person.values_of(message))
    return MessageView(
        channel=message.channel,
        ts=message.ts,
        thread=message.thread_ts or "",
        face=face(workspace.people[message.author]),
        when=viewer.clock(moment),
        iso=moment.isoformat(timespec="seconds"),
        day=moment.date().isoformat(),
        language=language_of_message(workspace, message, person.user),
        words=NOTHING if blocks else viewer.words(message.text),
        blocks=tuple(blocks),
        attachments=tuple(_attachment(viewer, each) for each in message.attachments),
        files=tuple(_file(each) for each in message.files),
        edited=viewer.client("(edited)") if message.edited and not message.blocks else "",
        only_you=viewer.client("Only visible to you") if message.is_ephemeral else "",
        replies=len(replies),
        latest_reply=viewer.clock(viewer.local(replies[-1])) if replies else "",
    )


def view_look(person: Person, view: View) -> FormView:
    """A form or Home tab as it stands now."""
    viewer, definition = viewer_of(person), view.definition
    submit, close, title = (definition.get(part) for part in ("submit", "close", "title"))
    return FormView(
        id=view.id,
        title=viewer.text(title) if title else NOTHING,
        submit=viewer.text(submit) if submit else None,
        close=viewer.text(close) if close else Markup.escape(viewer.client("Close")),
        blocks=tuple(blocks_of(viewer, view.blocks, view.values, view.errors)),
        depth=person.workspace.views.depth(person.id),
        hash=view.hash,
        language=language_of_view(person.user),
    )


def _listed(person: Person, current: str) -> list[Channel]:
    workspace, app_dm = person.workspace, person.dm
    mine = [channel for channel in workspace.channels if person.id in channel.members and channel is not app_dm]
    listed = [channel for channel in mine if channel.id == current or _is_alive(workspace, channel)]
    return sorted(listed, key=lambda channel: _newest(workspace, channel), reverse=True)


def _is_alive(workspace: Workspace, channel: Channel) -> bool:
    return not channel.archived and (not channel.is_direct or bool(_newest(workspace, channel)))


def _newest(workspace: Workspace, channel: Channel) -> str:
    newest = next(workspace.messages.newest_first(channel.id), None)
    return newest.ts if newest is not None else ""


def _by_name(room: Room) -> str:
    return room.name.casefold()


def _room(person: Person, channel: Channel) -> Room:
    workspace = person.workspace
    others = [workspace.people[member] for member in channel.members if member != person.id] or [person.user]
    return Room(
        id=channel.id,
        kind="app" if channel is person.dm else channel.kind.value,
        name=viewer_of(person).room_name(channel.id),
        unread=unread(workspace, person.id, channel),
        faces=tuple(face(other) for other in others) if channel.is_direct else (),
        archived=channel.archived,
    )


def _newest_first(person: Person, channel: Channel, before: str) -> Iterator[Message]:
    workspace = person.workspace
    for message in workspace.messages.newest_first(channel.id):
        if not message.is_reply and (not before or message.ts < before) and workspace.is_visible(message, person.id):
            yield message


def _why_not(person: Person, channel: Channel) -> str:
    if channel.archived:
        return f"#{channel.name} is archived: nobody can write in it any more."
    if channel is person.dm and person.workspace.app.messages_tab_read_only:
        app = person.workspace.app.name
        return f"{app} takes no messages here. Open a channel, and type / there to see what it can do."
    if not person.user.can_receive:
        return f"{person.name} is deactivated and can only look."
    return ""


def _topic(person: Person, channel: Channel) -> str:
    """What stands beside a conversation's name: how many are in it, or who the other one is."""
    if channel.kind is ChannelKind.DM:
        return ", ".join(person.workspace.people[other].title for other in channel.members if other != person.id)
    count = sum(not person.workspace.people[member].bot for member in channel.members)
    return "1 person" if count == 1 else f"{count} people"


def _attachment(viewer: Viewer, attachment: Json) -> tuple[Block, ...]:
    if attachment.get("blocks"):
        named = [{"block_id": f"attached {place}", **block} for place, block in enumerate(attachment["blocks"])]
        return tuple(blocks_of(viewer, named, {}))
    parts = (str(attachment.get(part, "")) for part in ("pretext", "title", "text"))
    words = "\n".join(filter(None, parts)) or str(attachment.get("fallback", ""))
    return (Block("section", "", viewer.words(words)),)


def _file(file: Json) -> FileView:
    kilobytes = file["size"] / 1024
    size = f"{file['size']} bytes" if kilobytes < 1 else f"{kilobytes:,.0f} kB"
    return FileView(file["id"], file["name"], file["title"], size)
