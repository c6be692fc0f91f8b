"""Where people talk: public and private channels, direct messages, group direct messages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from playground.call_records import Json
from playground.change_feed import ChangeFeed, RoomChange
from playground.identifiers import Identifiers


class ChannelKind(StrEnum):
    """The kinds of conversation, in the words of conversations.list."""

    PUBLIC = "public_channel"
    PRIVATE = "private_channel"
    DM = "im"
    GROUP_DM = "mpim"


READ_SCOPE = {
    ChannelKind.PUBLIC: "channels:read",
    ChannelKind.PRIVATE: "groups:read",
    ChannelKind.DM: "im:read",
    ChannelKind.GROUP_DM: "mpim:read",
}
_EVENT_TYPE = {
    ChannelKind.PUBLIC: "channel",
    ChannelKind.PRIVATE: "group",
    ChannelKind.DM: "im",
    ChannelKind.GROUP_DM: "mpim",
}
_ID_PREFIX = {
    ChannelKind.PUBLIC: "C",
    ChannelKind.PRIVATE: "C",
    ChannelKind.DM: "D",
    ChannelKind.GROUP_DM: "G",
}


@dataclass(eq=False)
class Channel:
    """One conversation and who is in it, in the order they came."""

    id: str
    kind: ChannelKind
    name: str
    created: int
    members: list[str] = field(default_factory=list)
    archived: bool = False
    locale: str = "en-US"
    """The language of what is written there, as Slack guesses it."""

    @property
    def is_direct(self) -> bool:
        """Whether this is a direct message, of two or of several."""
        return self.kind in (ChannelKind.DM, ChannelKind.GROUP_DM)

    @property
    def event_type(self) -> str:
        """The ``channel_type`` that events carry."""
        return _EVENT_TYPE[self.kind]

    @property
    def payload_name(self) -> str:
        """The ``channel_name`` that commands and interactions carry; private ones do not tell theirs."""
        return {ChannelKind.DM: "directmessage", ChannelKind.PRIVATE: "privategroup"}.get(self.kind, self.name)

    def to_slack(self, bot_user: str, *, with_count: bool = False, with_locale: bool = False) -> Json:
        """The channel object of conversations.info, as the bot sees it."""
        channel: Json = {"id": self.id, "created": self.created, "is_archived": self.archived}
        channel["is_im"] = self.kind is ChannelKind.DM
        if self.kind is ChannelKind.DM:
            others = [member for member in self.members if member != bot_user]
            return channel | {"user": others[0] if others else bot_user, "is_org_shared": False}
        channel |= {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind is ChannelKind.PUBLIC,
            "is_group": self.kind is ChannelKind.PRIVATE,
            "is_mpim": self.kind is ChannelKind.GROUP_DM,
            "is_private": self.kind is not ChannelKind.PUBLIC,
            "is_general": self.name == "general",
            "is_member": bot_user in self.members,
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
        }
        channel |= {"locale": self.locale} if with_locale else {}
        return channel | ({"num_members": len(self.members)} if with_count else {})


class Channels:
    """The conversations of one workspace."""

    def __init__(self, identifiers: Identifiers, feed: ChangeFeed) -> None:
        self._identifiers = identifiers
        self._news = feed
        self._channels: dict[str, Channel] = {}
        self._direct: dict[frozenset[str], Channel] = {}

    def __iter__(self) -> Iterator[Channel]:
        return iter(list(self._channels.values()))

    def get(self, channel_id: str) -> Channel | None:
        """The conversation with this id, archived ones too, or None."""
        return self._channels.get(channel_id)

    def __getitem__(self, channel_id: str) -> Channel:
        return self._channels[channel_id]

    def create(self, name: str, members: Iterable[str], now: int, *, private: bool = False) -> Channel:
        """A new channel with these people in it."""
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        return self._keep(Channel(self._identifiers.new(_ID_PREFIX[kind]), kind, name, now, list(members)))

    def direct_between(self, people: Iterable[str]) -> Channel | None:
        """The direct message of exactly these people, if they have had one."""
        return self._direct.get(frozenset(people))

    def open_direct(self, people: Iterable[str], now: int) -> Channel:
        """The direct message of exactly these people; the same people always get the same one."""
        members = list(dict.fromkeys(people))
        known = self._direct.get(frozenset(members))
        if known is not None:
            return known
        kind = ChannelKind.DM if len(members) <= 2 else ChannelKind.GROUP_DM
        channel_id = self._identifiers.new(_ID_PREFIX[kind])
        name = "" if kind is ChannelKind.DM else f"mpdm-{channel_id.lower()}-1"
        channel = self._keep(Channel(channel_id, kind, name, now, members))
        self._direct[frozenset(members)] = channel
        return channel

    def bring_back(self, channel: Channel) -> None:
        """A conversation that was here before."""
        self._keep(channel)
        if channel.is_direct:
            self._direct[frozenset(channel.members)] = channel

    def delete(self, channel: Channel) -> None:
        """Take a channel away for good; nobody is in it any more."""
        del self._channels[channel.id]
        channel.members.clear()
        self._news.tell(RoomChange(channel.id))

    def change_id(self, channel: Channel) -> None:
        """Give a channel another id, for good."""
        old, channel.id = channel.id, self._identifiers.new(_ID_PREFIX[channel.kind])
        del self._channels[old]
        self._news.tell(RoomChange(old))
        self._keep(channel)

    def named(self, name: str) -> Channel:
        """The channel with this id or name (with or without #); raises LookupError when there is none."""
        for channel in self._channels.values():
            if name.removeprefix("#") in (channel.id, channel.name):
                return channel
        raise LookupError(f"no channel is called {name!r}")

    def _keep(self, channel: Channel) -> Channel:
        self._channels[channel.id] = channel
        self._news.tell(RoomChange(channel.id))
        return channel
