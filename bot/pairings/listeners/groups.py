"""What the people of a group do with each other's introduction."""

from bot.pairings import closing
from bot.pairings import why_us as explaining
from bot.pairings.outcomes import GroupClosing
from bot.pairings.views import groups as views
from bot.slack.handlers import say
from bot.slack.request import Press, Reply, Request, Say
from bot.slack.user_input import row_id


async def why_us(request: Request, press: Press) -> Reply:
    """*Why us?*: for whoever asks, alone."""
    words = await explaining.why_us(request, request.member, row_id(press.value), press.message)
    return Say(words or views.said(views.CLOSINGS[GroupClosing.NOT_YOURS]))


async def step_back(request: Request, press: Press) -> Reply:
    """*Step back*: the others' words are the same for all, so this one needs a word of its own."""
    outcome = await closing.step_back(request, request.member, row_id(press.value), press.message)
    match outcome:
        case GroupClosing.DONE:
            return Say(views.said(views.STEPPED_BACK))
        case GroupClosing.DONE_BEFORE:
            return Say(views.said(views.STEPPED_BACK_LATER))
        case _:
            return say(outcome, views.CLOSINGS)
