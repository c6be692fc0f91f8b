"""What is kept of a workspace, thing by thing: how each is written down, and how it is brought back."""

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from playground.call_records import Json
from playground.channels import Channel
from playground.events import PendingEvent
from playground.files import File
from playground.messages import Message
from playground.people import User
from playground.playground import Playground
from playground.views import View
from playground.workspace import Workspace


@dataclass(frozen=True)
class Serializer:
    """One thing. ``mark`` differs from what it was when the thing has changed; ``encode`` gives it as JSON."""

    kind: str
    name: str
    mark: Any
    encode: Callable[[], Any]

    @property
    def place(self) -> tuple[str, str]:
        """What it is kept under."""
        return self.kind, self.name


_USER = TypeAdapter(User)
_CHANNEL = TypeAdapter(Channel)
_VIEW = TypeAdapter(View)
_MESSAGE = TypeAdapter(Message)
_OWED = TypeAdapter(list[PendingEvent])
_READ = TypeAdapter(tuple[str, str, str])
_INSTANT = TypeAdapter(datetime | None)


def serializers(playground: Playground) -> Iterator[Serializer]:
    """Everything but messages, of which there are too many to look at each time."""
    workspace = playground.workspace
    for person in playground.people:
        yield _keepsake("person", person.id, person.user, _USER, person.user)
    for channel in workspace.channels:
        mark = (channel.name, channel.archived, tuple(channel.members))
        yield _keepsake("channel", channel.id, mark, _CHANNEL, channel)
    for view in workspace.views.homes:
        yield _keepsake("home", view.owner, (view.hash, str(view.values)), _VIEW, view)
    for file in workspace.files:
        yield Serializer("file", file.id, (file.title, file.content is None), partial(_of_file, file))
    for (user, channel_id), ts in workspace.read_marks.items():
        yield _keepsake("read", f"{user} {channel_id}", ts, _READ, (user, channel_id, ts))
    yield _keepsake("owed", "", tuple(map(id, playground.events.owing)), _OWED, playground.events.owing)
    yield _counters(workspace)


def message_key(channel: str, ts: str) -> tuple[str, str]:
    """What a message is kept under."""
    return "message", f"{channel} {ts}"


def message_serializer(message: Message) -> Serializer:
    """A message as it stands now."""
    return _keepsake(*message_key(message.channel, message.ts), None, _MESSAGE, message)


def bring_back(playground: Playground, rows: Sequence[tuple[str, Any]]) -> None:
    """Put everything that was kept, by kind and JSON, where it was."""
    kept: dict[str, list[Any]] = {}
    for kind, value in rows:
        kept.setdefault(kind, []).append(value)
    workspace = playground.workspace
    for user in sorted(map(_USER.validate_python, kept.get("person", ())), key=lambda user: user.id):
        playground.bring_back_person(user)
    for channel in sorted(map(_CHANNEL.validate_python, kept.get("channel", ())), key=_age):
        workspace.channels.bring_back(channel)
    for view in map(_VIEW.validate_python, kept.get("home", ())):
        workspace.views.bring_back_home(view)
    for value in kept.get("file", ()):
        workspace.files.bring_back(_file_of(value))
    for value in kept.get("read", ()):
        user_id, channel_id, ts = _READ.validate_python(value)
        workspace.read_marks[user_id, channel_id] = ts
    for value in kept.get("owed", ()):
        playground.events.bring_back(_OWED.validate_python(value))
    for value in kept.get("counters", ()):
        messages = [_with_addresses(workspace, _MESSAGE.validate_python(each)) for each in kept.get("message", ())]
        workspace.messages.bring_back(messages, value["revision"])
        workspace.identifiers.go_on_from(value["given"], _INSTANT.validate_python(value["last"]))


def _keepsake(kind: str, name: str, mark: Any, adapter: TypeAdapter[Any], value: Any) -> Serializer:
    return Serializer(kind, name, mark, lambda: adapter.dump_python(value, mode="json"))


def _counters(workspace: Workspace) -> Serializer:
    given, last = workspace.identifiers.given, workspace.identifiers.last
    revision = workspace.messages.revision
    value = {"given": given, "last": None if last is None else last.isoformat(), "revision": revision}
    return Serializer("counters", "", value, lambda: value)


def _of_file(file: File) -> Json:
    content = None if file.content is None else base64.b64encode(file.content).decode()
    return {**asdict(file), "content": content}


def _file_of(value: Json) -> File:
    content = None if value["content"] is None else base64.b64decode(value["content"])
    return File(**{**value, "content": content})


def _with_addresses(workspace: Workspace, message: Message) -> Message:
    """Files are downloaded from the address of this run, whatever it was when they were shared."""
    known = [(shown, workspace.files.get(shown["id"])) for shown in message.files]
    files = tuple(shown if file is None else file.to_slack(workspace.base_url) for shown, file in known)
    return replace(message, files=files)


def _age(channel: Channel) -> tuple[int, str]:
    return channel.created, channel.id
