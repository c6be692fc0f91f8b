"""The language of a channel: once Slack has said it, or says another, the channel's cards are shown again.

The hello stands in a channel before anybody has asked for its locale.
"""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import select

from bot.channels.models import ChannelSync
from bot.members.readers import remember_channel
from bot.moment import Moment

KIND = "channel_language"
"""The kind of the due row; its subject is the reading that has found the locale."""

ShowAgain = Callable[[Moment, str], Awaitable[None]]
"""Shows what a feature has in a channel."""


async def remember(moment: Moment, sync: ChannelSync, locale: object) -> None:
    """Keep the locale of a channel as Slack says it, and have its cards shown again where that is news."""
    if await remember_channel(moment.session, sync.workspace, sync.channel, locale):
        # In a transaction of its own: features lock what is theirs before they lock the reading of its channel.
        await moment.later(KIND, sync.id, moment.now)


def showing_again(features: Sequence[ShowAgain]) -> Callable[[Moment, int], Awaitable[None]]:
    """Return the handler of the due row, which has each of these features show what it has in the channel."""

    async def show_again(moment: Moment, sync_id: int) -> None:
        channel = await moment.session.scalar(select(ChannelSync.channel).where(ChannelSync.id == sync_id))
        if channel is not None:
            for show in features:
                await show(moment, channel)

    return show_again
