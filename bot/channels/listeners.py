"""From Slack's events to who is in a channel."""

from bot.channels import service
from bot.slack.events import CHANNEL_BACK, CHANNEL_GONE, follow_channels
from bot.slack.incoming import is_id
from bot.slack.listeners import Listeners
from bot.slack.turn import Event, Nothing, Reply, Turn


def register(edge: Listeners) -> None:
    """Listen to who comes and goes."""
    edge.event("member_joined_channel", joined)
    edge.event("member_left_channel", left)
    for name in CHANNEL_GONE:
        edge.event(name, gone)
    for name in CHANNEL_BACK:
        edge.event(name, back)
    follow_channels(edge, service.follow)


async def joined(turn: Turn, event: Event) -> Reply:
    """Somebody joined a channel that Klatch is in."""
    channel, member = event.body.get("channel"), event.body.get("user")
    if is_id(channel) and is_id(member):
        await service.joined(turn.moment, channel, member)
    return Nothing()


async def left(turn: Turn, event: Event) -> Reply:
    """Somebody left one."""
    channel, member = event.body.get("channel"), event.body.get("user")
    if is_id(channel) and is_id(member):
        await service.left(turn.moment, channel, member)
    return Nothing()


async def gone(turn: Turn, event: Event) -> Reply:
    """Klatch was removed from a channel, or the channel is gone."""
    channel = event.body.get("channel")
    if is_id(channel):
        await service.gone(turn.moment, channel)
    return Nothing()


async def back(turn: Turn, event: Event) -> Reply:
    """A channel is archived no more."""
    channel = event.body.get("channel")
    if is_id(channel):
        await service.back(turn.moment, channel)
    return Nothing()
