"""The ask channel comes and goes."""

from bot.flash.inviting import channel_came_or_went
from bot.slack.incoming import is_id
from bot.slack.request import Event, Nothing, Reply, Request
from bot.workspaces.models import Installation


async def came_or_went(request: Request, event: Event) -> Reply:
    """A channel is gone for Klatch, or archived no more."""
    channel = event.body.get("channel")
    if is_id(channel):
        await channel_came_or_went(request.moment, channel)
    return Nothing()


async def somebody_came(request: Request, event: Event) -> Reply:
    """Somebody joined a channel; of concern where it is Klatch itself."""
    installation = await request.session.get(Installation, request.workspace)
    if installation is None or request.member.id != installation.bot_user:
        return Nothing()
    return await came_or_went(request, event)
