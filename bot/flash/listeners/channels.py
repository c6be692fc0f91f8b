"""The ask channel comes and goes."""

from bot.flash.inviting import channel_came_or_went
from bot.slack.incoming import is_id
from bot.slack.models import Installation
from bot.slack.turn import Event, Nothing, Reply, Turn


async def came_or_went(turn: Turn, event: Event) -> Reply:
    """A channel is gone for Klatch, or archived no more."""
    channel = event.body.get("channel")
    if is_id(channel):
        await channel_came_or_went(turn.moment, channel)
    return Nothing()


async def somebody_came(turn: Turn, event: Event) -> Reply:
    """Somebody joined a channel; of concern where it is Klatch itself."""
    installation = await turn.session.get(Installation, turn.workspace)
    if installation is None or turn.member.id != installation.bot_user:
        return Nothing()
    return await came_or_went(turn, event)
