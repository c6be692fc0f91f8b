"""From Slack's events to who is in a channel."""

from bot.channels import membership
from bot.slack.channel_events import CHANNEL_BACK, CHANNEL_GONE, follow_channels
from bot.slack.incoming import is_id
from bot.slack.registry import Listeners
from bot.slack.request import Event, Nothing, Reply, Request


def register(edge: Listeners) -> None:
    """Listen to who comes and goes."""
    edge.event("member_joined_channel", joined)
    edge.event("member_left_channel", left)
    for name in CHANNEL_GONE:
        edge.event(name, gone)
    for name in CHANNEL_BACK:
        edge.event(name, back)
    follow_channels(edge, membership.follow)


async def joined(request: Request, event: Event) -> Reply:
    """Somebody joined a channel that Klatch is in."""
    channel, member = event.body.get("channel"), event.body.get("user")
    if is_id(channel) and is_id(member):
        await membership.joined(request.moment, channel, member)
    return Nothing()


async def left(request: Request, event: Event) -> Reply:
    """Somebody left one."""
    channel, member = event.body.get("channel"), event.body.get("user")
    if is_id(channel) and is_id(member):
        await membership.left(request.moment, channel, member)
    return Nothing()


async def gone(request: Request, event: Event) -> Reply:
    """Klatch was removed from a channel, or the channel is gone."""
    channel = event.body.get("channel")
    if is_id(channel):
        await membership.gone(request.moment, channel)
    return Nothing()


async def back(request: Request, event: Event) -> Reply:
    """A channel is archived no more."""
    channel = event.body.get("channel")
    if is_id(channel):
        await membership.back(request.moment, channel)
    return Nothing()
