"""From Slack's payloads to what Klatch does in its channels."""

from collections.abc import Awaitable, Callable

from bot.moment import Moment
from bot.organizers import service, views
from bot.outbox.message import Message
from bot.outbox.service import Pressed
from bot.slack.incoming import is_id
from bot.slack.listeners import Listeners
from bot.slack.models import Member
from bot.slack.turn import Event, Nothing, Press, Reply, Say, Turn

GONE = ("channel_archive", "channel_deleted", "channel_left", "group_archive", "group_deleted", "group_left")
"""The events after which Klatch has nothing to do in a channel; a ``group`` is a private one."""


def register(edge: Listeners) -> None:
    """Listen to what concerns Klatch's channels."""
    edge.event("member_joined_channel", joined)
    for name in GONE:
        edge.event(name, left)
    edge.press(views.Action.START, start)
    edge.press(views.Action.STOP, stop)


async def joined(turn: Turn, event: Event) -> Reply:
    """Somebody joined a channel; when it is Klatch itself, it says hello."""
    channel, inviter = event.body.get("channel"), event.body.get("inviter")
    if is_id(channel):
        invited_by = inviter if is_id(inviter) else None
        await service.say_hello(turn.moment, turn.member.id, channel, invited_by)
    return Nothing()


async def left(turn: Turn, event: Event) -> Reply:
    """Klatch was removed from a channel, or the channel is gone."""
    channel = event.body.get("channel")
    if is_id(channel):
        await service.leave(turn.moment, channel)
    return Nothing()


async def start(turn: Turn, press: Press) -> Reply:
    """*Put questions here too.*"""
    return await _decide(service.put_questions_here, turn, press)


async def stop(turn: Turn, press: Press) -> Reply:
    """*Stop putting questions here.*"""
    return await _decide(service.stop_questions_here, turn, press)


async def _decide(
    decide: Callable[[Moment, Member, Pressed], Awaitable[Message | None]], turn: Turn, press: Press
) -> Reply:
    if press.message is None:
        return Nothing()
    refusal = await decide(turn.moment, turn.member, press.message)
    return Nothing() if refusal is None else Say(refusal)
