"""Changes in the workspace, and the events that Slack sends of each."""

from playground.bot_client import BotAnswer
from playground.call_records import Json
from playground.change_feed import RoomChange
from playground.channels import Channel, ChannelKind
from playground.events import Events
from playground.people import User
from playground.workspace import Workspace


class Changes:
    """Lets people and the bot come, change and go, and tells the bot where its manifest asks for it.

    Each returns the bot's answer to the event, or None when none was sent.
    """

    def __init__(self, workspace: Workspace, events: Events) -> None:
        self._workspace = workspace
        self._events = events

    async def joined_workspace(self, user: User) -> BotAnswer | None:
        """team_join."""
        return await self._events.tell({"type": "team_join", "user": self._shown(user)})

    async def change(self, user_id: str, fields: Json) -> BotAnswer | None:
        """user_change, with the account as it is now."""
        user = self._workspace.people.change(user_id, self._workspace.seconds, **fields)
        event = {"type": "user_change", "user": self._shown(user), "cache_ts": self._workspace.seconds}
        return await self._events.tell(event)

    async def join(self, channel: Channel, user_id: str, inviter: str | None) -> BotAnswer | None:
        """member_joined_channel, where the bot is (or comes) itself. Joining twice is no news."""
        if user_id in channel.members:
            return None
        channel.members.append(user_id)
        self._workspace.news.tell(RoomChange(channel.id))
        event = self._membership("member_joined_channel", channel, user_id)
        if inviter is not None:
            event["inviter"] = inviter
        return await self._told_if_inside(channel, event)

    async def leave(self, channel: Channel, user_id: str) -> BotAnswer | None:
        """member_left_channel; when it is the bot that is removed, channel_left or group_left."""
        if user_id not in channel.members:
            return None
        if user_id == self._workspace.app.bot_user_id:
            channel.members.remove(user_id)
            self._workspace.news.tell(RoomChange(channel.id))
            return await self._events.tell(self._of_channel(channel, "left"))
        channel.members.remove(user_id)
        self._workspace.news.tell(RoomChange(channel.id))
        return await self._told_if_inside(channel, self._membership("member_left_channel", channel, user_id))

    async def archive(self, channel: Channel, by: str, *, archived: bool) -> BotAnswer | None:
        """channel_archive or channel_unarchive; group_… for a private channel."""
        channel.archived = archived
        self._workspace.news.tell(RoomChange(channel.id))
        event = self._of_channel(channel, "archive" if archived else "unarchive")
        return await self._told_if_inside(channel, event | {"user": by})

    async def delete(self, channel: Channel) -> BotAnswer | None:
        """channel_deleted or group_deleted; what was said in it is gone with it."""
        bot_was_inside = self._workspace.app.bot_user_id in channel.members
        self._workspace.channels.delete(channel)
        public = channel.kind is ChannelKind.PUBLIC
        return await self._events.tell(self._of_channel(channel, "deleted")) if public or bot_was_inside else None

    async def rename(self, channel: Channel, name: str) -> BotAnswer | None:
        """channel_rename or group_rename."""
        channel.name = name
        self._workspace.news.tell(RoomChange(channel.id))
        event = self._of_channel(channel, "rename")
        event["channel"] = {"id": channel.id, "name": name, "created": channel.created}
        return await self._told_if_inside(channel, event)

    async def change_id(self, channel: Channel) -> BotAnswer | None:
        """channel_id_changed; what stands in it, and how far it was read, goes along."""
        old, marks = channel.id, self._workspace.read_marks
        self._workspace.channels.change_id(channel)
        self._workspace.messages.move(old, channel.id)
        for reader in [reader for reader, where in marks if where == old]:
            marks[reader, channel.id] = marks.pop((reader, old))
        event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": channel.id}
        return await self._told_if_inside(channel, event)

    def _of_channel(self, channel: Channel, what: str) -> Json:
        kind = "group" if channel.kind is ChannelKind.PRIVATE else "channel"
        return {"type": f"{kind}_{what}", "channel": channel.id}

    def _membership(self, kind: str, channel: Channel, user_id: str) -> Json:
        letter = "G" if channel.kind is ChannelKind.PRIVATE else "C"
        team = self._workspace.team_id
        return {"type": kind, "user": user_id, "channel": channel.id, "channel_type": letter, "team": team}

    async def _told_if_inside(self, channel: Channel, event: Json) -> BotAnswer | None:
        public = channel.kind is ChannelKind.PUBLIC and not event["type"].startswith("member_")
        if not public and self._workspace.app.bot_user_id not in channel.members:
            return None
        return await self._events.tell(event)

    def _shown(self, user: User) -> Json:
        with_email = "users:read.email" in self._workspace.app.scopes
        now = self._workspace.now
        return user.to_slack(now, with_email=with_email, with_locale=True)
