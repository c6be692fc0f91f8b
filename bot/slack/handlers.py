"""Handlers that only pass on: from what a button or an event carries to the use case, and its outcome into words."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from bot.blocks import paragraph
from bot.languages.reader import Reader
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.outbox.message import Message
from bot.slack.request import Event, Nothing, Press, Reply, Request, Say
from bot.slack.routes import Listener
from bot.slack.user_input import is_id, row_id

OutcomeT = TypeVar("OutcomeT")
UseCase = Callable[[Moment, Member, int, Pressed | None], Awaitable[OutcomeT]]
"""A member acts on the row that a button carries, where they press it."""
WordsOf = Callable[[Reader], Mapping[OutcomeT, str]]
"""Returns the words for outcomes, as somebody reads them."""


def on_press(use_case: UseCase[OutcomeT], words: WordsOf[OutcomeT]) -> Listener[Press]:
    """Return a handler that does what the button says, and says what the outcome deserves."""

    async def handle(request: Request, press: Press) -> Reply:
        outcome = await use_case(request, request.member, row_id(press.value), press.message)
        return say(outcome, words(request.reader))

    return handle


def say(outcome: OutcomeT, words: Mapping[OutcomeT, str]) -> Reply:
    """Return the words for an outcome, or silence where there are none: the card that changed says enough."""
    said = words.get(outcome)
    return Say(Message(said, [paragraph(said)])) if said else Nothing()


def on_channel(use_case: Callable[[Moment, str], Awaitable[None]]) -> Listener[Event]:
    """Return a handler of events about a channel: it comes, goes, or is archived."""

    async def handle(request: Request, event: Event) -> Reply:
        if is_id(channel := event.body.get("channel")):
            await use_case(request, channel)
        return Nothing()

    return handle


def on_channel_member(use_case: Callable[[Moment, str, str], Awaitable[None]]) -> Listener[Event]:
    """Return a handler of events about a channel and somebody who comes into it or leaves it: channel, then member."""

    async def handle(request: Request, event: Event) -> Reply:
        channel, member = event.body.get("channel"), event.body.get("user")
        if is_id(channel) and is_id(member):
            await use_case(request, channel, member)
        return Nothing()

    return handle


def on_departure(use_case: Callable[[Moment, str], Awaitable[None]]) -> Listener[Event]:
    """Return a handler of ``user_change`` for use cases that hear who has left the workspace."""

    async def handle(request: Request, event: Event) -> Reply:
        user = event.body.get("user") or {}
        if user.get("deleted") and is_id(user.get("id")):
            await use_case(request, str(user["id"]))
        return Nothing()

    return handle
