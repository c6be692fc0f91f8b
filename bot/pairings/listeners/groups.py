"""What the people of a group do with each other's introduction."""

from bot.pairings import closing, dropping_out
from bot.pairings import why_us as explaining
from bot.pairings.coffee import participation, rounds
from bot.pairings.outcomes import GroupClosing
from bot.pairings.views import groups as views
from bot.slack.incoming import is_id
from bot.slack.request import Event, Nothing, Press, Reply, Request, Say
from bot.slack.user_input import row_id


async def why_us(request: Request, press: Press) -> Reply:
    """*Why us?*: for whoever asks, alone."""
    words = await explaining.why_us(request.moment, request.member, row_id(press.value), press.message)
    return Say(words or views.said(views.CLOSINGS[GroupClosing.NOT_YOURS]))


async def we_met(request: Request, press: Press) -> Reply:
    """*We met*."""
    return _say(await closing.we_met(request.moment, request.member, row_id(press.value), press.message))


async def not_yet(request: Request, press: Press) -> Reply:
    """*Not yet*."""
    return _say(await closing.not_yet(request.moment, request.member, row_id(press.value), press.message))


async def not_happening(request: Request, press: Press) -> Reply:
    """*It won't happen*."""
    return _say(await closing.not_happening(request.moment, request.member, row_id(press.value), press.message))


async def step_back(request: Request, press: Press) -> Reply:
    """*Step back*: the others' words are the same for all, so this one needs a word of its own."""
    outcome = await closing.step_back(request.moment, request.member, row_id(press.value), press.message)
    match outcome:
        case GroupClosing.DONE:
            return Say(views.said(views.STEPPED_BACK))
        case GroupClosing.DONE_BEFORE:
            return Say(views.said(views.STEPPED_BACK_LATER))
        case _:
            return _say(outcome)


async def somebody_changed(request: Request, event: Event) -> Reply:
    """Whoever has left the workspace leaves nobody waiting."""
    user = event.body.get("user") or {}
    if user.get("deleted") and is_id(user.get("id")):
        await dropping_out.somebody_left(request.moment, str(user["id"]))
    return Nothing()


async def joined_channel(request: Request, event: Event) -> Reply:
    """Somebody joined a channel that may have random coffee."""
    channel = event.body.get("channel")
    if is_id(channel):
        await participation.joined_channel(request.moment, channel)
    return Nothing()


async def left_channel(request: Request, event: Event) -> Reply:
    """Somebody left a channel that may have random coffee."""
    channel, member = event.body.get("channel"), event.body.get("user")
    if is_id(channel) and is_id(member):
        await participation.left_channel(request.moment, member, channel)
    return Nothing()


async def channel_gone(request: Request, event: Event) -> Reply:
    """A channel is gone, or Klatch was removed from it."""
    channel = event.body.get("channel")
    if is_id(channel):
        await rounds.channel_gone(request.moment, channel)
    return Nothing()


def _say(outcome: GroupClosing) -> Reply:
    words = views.CLOSINGS[outcome]
    return Say(views.said(words)) if words else Nothing()
