"""Whose eyes it is: names, times and words as one reader sees them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from playground.channels import Channel
from playground.page.rendering.client_words import client_words
from playground.page.rendering.mrkdwn_html import emoji_html, mrkdwn_html
from playground.people import User
from playground.workspace import Workspace

NOTHING = Markup()
"""No words at all."""
HUES = 13
"""So many colours the avatars have; ``faces.css`` names them."""


@dataclass(frozen=True)
class Viewer:
    """The workspace through the eyes of one reader."""

    workspace: Workspace
    reader: User

    @cached_property
    def zone(self) -> ZoneInfo:
        """The reader's own time zone."""
        return zone_of(self.reader)

    def words(self, text: str) -> Markup:
        """A mrkdwn text."""
        return mrkdwn_html(text, self.reader, self.workspace)

    def text(self, text: dict[str, Any]) -> Markup:
        """A text object, mrkdwn or plain."""
        return emoji_html(text["text"]) if text["type"] == "plain_text" else self.words(text["text"])

    def plain(self, text: dict[str, Any]) -> str:
        """The words of a text object alone: for names, and for menus, which know no formatting."""
        return self.text(text).striptags()

    def client(self, english: str) -> str:
        """Words of Slack's own client, in the reader's language."""
        return client_words(self.reader, english)

    def room_name(self, channel_id: str) -> str:
        """What this reader calls a conversation: its name, or the names of the others in it."""
        channel = self.workspace.channels.get(channel_id)
        return channel_id if channel is None else room_name(self.workspace, channel, self.reader.id)

    def room_title(self, channel_id: str) -> str:
        """The name as it stands in a menu: that of a channel after its sign."""
        channel = self.workspace.channels.get(channel_id)
        sign = "#" if channel is not None and not channel.is_direct else ""
        return sign + self.room_name(channel_id)

    def local(self, ts: str) -> datetime:
        """When a message was posted, in the reader's zone."""
        return datetime.fromtimestamp(float(ts), UTC).astimezone(self.zone)

    def instant(self, moment: datetime) -> str:
        """A day and a time in the reader's zone and manner."""
        local = moment.astimezone(self.zone)
        day = f"{local:%a, %b} {local.day}" if self.reader.locale == "en-US" else f"{local:%a} {local.day} {local:%b}"
        return f"{day}, {self.clock(local)}"

    def clock(self, moment: datetime) -> str:
        """The time of day in the reader's manner."""
        if self.reader.locale == "en-US":
            return f"{moment.hour % 12 or 12}:{moment:%M} {moment:%p}"
        return f"{moment:%H:%M}"


def zone_of(user: User) -> ZoneInfo:
    """An account's own time zone; UTC for those of whom Slack knows none."""
    return ZoneInfo(user.tz or "UTC")


def room_name(workspace: Workspace, channel: Channel, reader: str) -> str:
    """What a member calls a conversation: its name, or the names of the others in it."""
    if not channel.is_direct:
        return channel.name
    others = [workspace.people[member] for member in channel.members if member != reader]
    names = [user.real_name for user in sorted(others, key=lambda user: user.bot)]
    return ", ".join(names) or workspace.people[reader].real_name


@dataclass(frozen=True)
class Face:
    """An account as a small picture: initials in a colour of its own."""

    id: str
    name: str
    title: str
    initials: str
    hue: int
    app: bool


def face(user: User) -> Face:
    """The picture of an account; the colour follows from its id."""
    words = [word for word in user.real_name.split() if word[0].isalnum()] or ["?"]
    initials = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    number = int("".join(filter(str.isdecimal, user.id)) or 0)
    hue = number * 5 % HUES  # five steps on, so that neighbours do not look alike
    return Face(user.id, user.real_name, user.title, initials.upper(), hue, user.bot)
