"""What Klatch does in the channels that it is invited to."""

from sqlalchemy import delete

from bot.channels.membership import sync_members_anew
from bot.moment import Moment
from bot.organizers import ask_channel, cards
from bot.organizers.models import Hello


async def say_hello(moment: Moment, joined: str, channel: str, invited_by: str | None) -> None:
    """Say hello in a channel if it was Klatch that joined it; again when it was invited again."""
    installation = await ask_channel.installation_of(moment)
    if joined != installation.bot_user:
        return
    hello = await _hello(moment, channel) or Hello(workspace=moment.workspace, channel=channel)
    hello.invited_by, hello.letter = invited_by, cards.letter_of(channel, moment.seed)
    hello.is_archived = hello.had_questions = False
    hello.asked_by = None
    moment.session.add(hello)
    await sync_members_anew(moment, channel, inside=invited_by)
    await moment.show([cards.new_hello(hello, installation)])


async def leave(moment: Moment, channel: str) -> None:
    """The channel is gone for Klatch (removed, deleted): nothing is put there any more."""
    await rest(moment, channel)
    hello = await _hello(moment, channel)
    if hello is not None:
        await moment.session.delete(hello)


async def rest(moment: Moment, channel: str) -> None:
    """The channel is archived: nothing is put there until it is no more."""
    installation, hello = await ask_channel.installation_of(moment), await _hello(moment, channel)
    if hello is not None and not hello.is_archived:
        hello.is_archived, hello.had_questions = True, installation.ask_channel == channel
    if installation.ask_channel == channel:
        installation.ask_channel = None
        await ask_channel.tell_of_change(moment, before=channel, after=None)


async def come_back(moment: Moment, channel: str) -> None:
    """The channel is archived no more: Klatch does there what it did, unless questions stand elsewhere by now."""
    installation, hello = await ask_channel.installation_of(moment), await _hello(moment, channel)
    if hello is None or not hello.is_archived:
        return
    hello.is_archived = False
    if hello.had_questions and installation.ask_channel is None:
        installation.ask_channel = channel
        await ask_channel.tell_of_change(moment, before=None, after=channel)
    await cards.show_hellos(moment, installation, [channel])


async def follow(moment: Moment, old: str, new: str) -> None:
    """A channel has another id: what Klatch does there it goes on doing."""
    installation, hello = await ask_channel.installation_of(moment), await _hello(moment, old)
    if installation.ask_channel == old:
        installation.ask_channel = new
    if hello is not None:
        its = (Hello.workspace == moment.workspace) & (Hello.channel == new)
        await moment.session.execute(delete(Hello).where(its))
        hello.channel = new


async def _hello(moment: Moment, channel: str) -> Hello | None:
    return await moment.session.get(Hello, (moment.workspace, channel))
