"""The ask channel comes and goes."""

from bot.flash.inviting import channel_came_or_went
from bot.slack.handlers import on_channel
from bot.slack.request import Event, Nothing, Reply, Request
from bot.workspaces.models import Installation


async def somebody_came(request: Request, event: Event) -> Reply:
    """Somebody joined a channel; of concern where it is Klatch itself."""
    installation = await request.session.get(Installation, request.workspace)
    if installation is None or request.member.id != installation.bot_user:
        return Nothing()
    return await _came(request, event)


_came = on_channel(channel_came_or_went)
