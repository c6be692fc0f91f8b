"""What the people of a group do with each other's introduction."""

from bot.pairings import closing, dropping, explaining
from bot.pairings.coffee import opening, taking_part
from bot.pairings.outcomes import Closing
from bot.pairings.views import groups as views
from bot.slack.incoming import is_id
from bot.slack.turn import Event, Nothing, Press, Reply, Say, Turn
from bot.slack.typed import number_in


async def why_us(turn: Turn, press: Press) -> Reply:
    """*Why us?*: for whoever asks, alone."""
    words = await explaining.why_us(turn.moment, turn.member, number_in(press.value), press.message)
    return Say(words or views.said(views.CLOSINGS[Closing.NOT_YOURS]))


async def we_met(turn: Turn, press: Press) -> Reply:
    """*We met*."""
    return _say(await closing.we_met(turn.moment, turn.member, number_in(press.value), press.message))


async def not_yet(turn: Turn, press: Press) -> Reply:
    """*Not yet*."""
    return _say(await closing.not_yet(turn.moment, turn.member, number_in(press.value), press.message))


async def not_happening(turn: Turn, press: Press) -> Reply:
    """*It won't happen*."""
    return _say(await closing.not_happening(turn.moment, turn.member, number_in(press.value), press.message))


async def step_back(turn: Turn, press: Press) -> Reply:
    """*Step back*: the others' words are the same for all, so this one needs a word of its own."""
    outcome = await closing.step_back(turn.moment, turn.member, number_in(press.value), press.message)
    match outcome:
        case Closing.DONE:
            return Say(views.said(views.STEPPED_BACK))
        case Closing.DONE_BEFORE:
            return Say(views.said(views.STEPPED_BACK_LATER))
        case _:
            return _say(outcome)


async def somebody_changed(turn: Turn, event: Event) -> Reply:
    """Whoever has left the workspace leaves nobody waiting."""
    user = event.body.get("user") or {}
    if user.get("deleted") and is_id(user.get("id")):
        await dropping.somebody_left(turn.moment, str(user["id"]))
    return Nothing()


async def joined_channel(turn: Turn, event: Event) -> Reply:
    """Somebody joined a channel that may have random coffee."""
    channel = event.body.get("channel")
    if is_id(channel):
        await taking_part.joined_channel(turn.moment, channel)
    return Nothing()


async def left_channel(turn: Turn, event: Event) -> Reply:
    """Somebody left a channel that may have random coffee."""
    channel, member = event.body.get("channel"), event.body.get("user")
    if is_id(channel) and is_id(member):
        await taking_part.left_channel(turn.moment, member, channel)
    return Nothing()


async def channel_gone(turn: Turn, event: Event) -> Reply:
    """A channel is gone, or Klatch was removed from it."""
    channel = event.body.get("channel")
    if is_id(channel):
        await opening.channel_gone(turn.moment, channel)
    return Nothing()


def _say(outcome: Closing) -> Reply:
    words = views.CLOSINGS[outcome]
    return Say(views.said(words)) if words else Nothing()
