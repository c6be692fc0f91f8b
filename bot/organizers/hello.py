"""Klatch's hello in the channels that it is invited to, and what becomes of it when a channel goes or comes back."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.channels.membership import sync_members_anew
from bot.moment import Moment
from bot.organizers import cards
from bot.organizers.ask_channel import locked_ask_channel, move_questions, set_ask_channel
from bot.organizers.models import Hello
from bot.organizers.permissions import any_hello_in
from bot.outbox.cards import Card
from bot.workspaces.models import Installation


async def say_hello(moment: Moment, joined: str, channel: str, invited_by: str | None) -> None:
    """Say hello in a channel if it was Klatch that joined it; again when it was invited again."""
    installation = await moment.session.get_one(Installation, moment.workspace)
    if joined != installation.bot_user:
        return
    ask_channel = await locked_ask_channel(moment)
    hello = await any_hello_in(moment, channel) or Hello(workspace=moment.workspace, channel=channel)
    hello.invited_by, hello.letter = invited_by, cards.letter_of(channel, moment.seed)
    hello.is_archived = hello.had_questions = False
    hello.asked_by = None
    moment.session.add(hello)
    await sync_members_anew(moment, channel, inside=invited_by)
    await moment.show([cards.hello_card(hello, ask_channel, hello.letter, is_new=True)])


async def channel_lost(moment: Moment, channel: str) -> None:
    """Put nothing into a channel any more that Klatch was removed from, or that was deleted."""
    await channel_archived(moment, channel)
    hello = await any_hello_in(moment, channel)
    if hello is not None:
        await moment.session.delete(hello)


async def channel_archived(moment: Moment, channel: str) -> None:
    """Put nothing into a channel that was archived, until it is no more."""
    ask_channel, hello = await locked_ask_channel(moment), await any_hello_in(moment, channel)
    if hello is not None and not hello.is_archived:
        hello.is_archived, hello.had_questions = True, ask_channel == channel
    if ask_channel == channel:
        await move_questions(moment, before=channel, after=None)


async def channel_unarchived(moment: Moment, channel: str) -> None:
    """Do in a channel that is archived no more what was done there, unless questions stand elsewhere by now."""
    ask_channel, hello = await locked_ask_channel(moment), await any_hello_in(moment, channel)
    if hello is None or not hello.is_archived:
        return
    hello.is_archived = False
    if hello.had_questions and ask_channel is None:
        ask_channel = channel
        await move_questions(moment, before=None, after=channel)
    await cards.show_hellos(moment, ask_channel, [channel])


async def show_again(moment: Moment, channel: str) -> None:
    """Have the hello in a channel be in the language in which the channel is written to now."""
    await cards.show_hellos(moment, await locked_ask_channel(moment), [channel])


async def page(moment: Moment, _subject: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """Return the next hellos of the workspace, by their channels."""
    ask_channel = await locked_ask_channel(moment)
    found = select(Hello).where(Hello.workspace == moment.workspace, Hello.channel > after, ~Hello.is_archived)
    hellos = await moment.session.scalars(found.order_by(Hello.channel).limit(limit))
    return [(hello.channel, cards.hello_card(hello, ask_channel, hello.letter)) for hello in hellos]


async def follow(moment: Moment, old: str, new: str) -> None:
    """Go on in a channel that has another id."""
    ask_channel, hello = await locked_ask_channel(moment), await any_hello_in(moment, old)
    if ask_channel == old:
        await set_ask_channel(moment, new)
    if hello is not None:
        its = (Hello.workspace == moment.workspace) & (Hello.channel == new)
        await moment.session.execute(delete(Hello).where(its))
        hello.channel = new
