"""The buttons of a group's introduction that do more than pass on."""

from bot.blocks import said
from bot.pairings import why_us as reasons
from bot.pairings.outcomes import GroupClosing
from bot.pairings.views import groups as views
from bot.slack.request import Press, Reply, Request, Say
from bot.slack.user_input import row_id


async def why_us(request: Request, press: Press) -> Reply:
    """*Why us?*: answered to the member who asks, alone."""
    words = await reasons.why_us(request, request.member, row_id(press.value), press.message)
    return Say(words or said(request.reader, views.closings(request.reader)[GroupClosing.NOT_YOURS]))
