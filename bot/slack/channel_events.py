"""The events of Slack's that several features listen to."""

from collections.abc import Awaitable, Callable

from bot.moment import Moment
from bot.slack.incoming import is_id
from bot.slack.registry import Listeners
from bot.slack.request import Event, Nothing, Reply, Request

CHANNEL_ARCHIVED = ("channel_archive", "group_archive")
CHANNEL_LOST = ("channel_deleted", "channel_left", "group_deleted", "group_left")
CHANNEL_GONE = (*CHANNEL_ARCHIVED, *CHANNEL_LOST)
"""After these a channel is gone for Klatch: archived, deleted, or left. A ``group`` is a private channel."""

CHANNEL_BACK = ("channel_unarchive", "group_unarchive")
"""After these it is archived no more; where Klatch has not heard that it left, it is in it as before."""

CHANNEL_ID_CHANGED = "channel_id_changed"
"""A channel has another id for good: a private one, when it is shared with another organization."""


def follow_channels(listeners: Listeners, follow: Callable[[Moment, str, str], Awaitable[None]]) -> None:
    """Have ``follow`` hear, in the event's transaction, of each channel that has another id: the old one and the new.

    Each room follows with what it keeps of a channel.
    """

    async def heard(request: Request, event: Event) -> Reply:
        old, new = event.body.get("old_channel_id"), event.body.get("new_channel_id")
        if is_id(old) and is_id(new) and old != new:
            await follow(request.moment, old, new)
        return Nothing()

    listeners.event(CHANNEL_ID_CHANGED, heard)
