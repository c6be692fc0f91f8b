"""What Klatch does in the channels that it is invited to."""

from collections.abc import Callable

from sqlalchemy import delete, select

from bot.moment import Moment
from bot.organizers import cards, views
from bot.organizers.models import Hello
from bot.organizers.who import hello_in
from bot.outbox.message import Message
from bot.outbox.service import Pressed
from bot.slack.models import Installation, Member


async def say_hello(moment: Moment, joined: str, channel: str, invited_by: str | None) -> None:
    """Say hello in a channel if it was Klatch that joined it; again when it was invited again."""
    installation = await _installation(moment)
    if joined != installation.bot_user:
        return
    hello = await _hello(moment, channel) or Hello(workspace=moment.workspace, channel=channel)
    hello.invited_by, hello.letter = invited_by, cards.letter_of(channel, moment.seed)
    hello.is_archived = hello.had_questions = False
    moment.session.add(hello)
    await moment.show([cards.new_hello(hello, installation)])


async def put_questions_here(moment: Moment, member: Member, pressed: Pressed) -> Message | None:
    """Make the channel the one where questions also stand; there is one, so another one ceases to be it.

    The hellos say so; what is returned is for a member who may not decide it.
    """
    return await _decide(moment, member, pressed, lambda _: pressed.channel)


async def stop_questions_here(moment: Moment, member: Member, pressed: Pressed) -> Message | None:
    """Have questions stand in the channel no more; fine when they did not. Returns as above."""
    return await _decide(moment, member, pressed, lambda now: None if now == pressed.channel else now)


async def leave(moment: Moment, channel: str) -> None:
    """The channel is gone for Klatch (removed, deleted): nothing is put there any more."""
    await rest(moment, channel)
    hello = await _hello(moment, channel)
    if hello is not None:
        await moment.session.delete(hello)


async def rest(moment: Moment, channel: str) -> None:
    """The channel is archived: nothing is put there until it is no more."""
    installation, hello = await _installation(moment), await _hello(moment, channel)
    if hello is not None and not hello.is_archived:
        hello.is_archived, hello.had_questions = True, installation.ask_channel == channel
    if installation.ask_channel == channel:
        installation.ask_channel = None


async def come_back(moment: Moment, channel: str) -> None:
    """The channel is archived no more: Klatch does there what it did, unless questions stand elsewhere by now."""
    installation, hello = await _installation(moment), await _hello(moment, channel)
    if hello is None or not hello.is_archived:
        return
    hello.is_archived = False
    if hello.had_questions and installation.ask_channel is None:
        installation.ask_channel = channel
    await cards.show_hellos(moment, installation, [channel])


async def follow(moment: Moment, old: str, new: str) -> None:
    """A channel has another id: what Klatch does there it goes on doing."""
    installation, hello = await _installation(moment), await _hello(moment, old)
    if installation.ask_channel == old:
        installation.ask_channel = new
    if hello is not None:
        its = (Hello.workspace == moment.workspace) & (Hello.channel == new)
        await moment.session.execute(delete(Hello).where(its))
        hello.channel = new


async def _decide(
    moment: Moment, member: Member, pressed: Pressed, choose: Callable[[str | None], str | None]
) -> Message | None:
    installation, hello = await _installation(moment), await hello_in(moment, pressed.channel)
    if hello is None:
        return views.gone()
    before, may_decide = installation.ask_channel, _may_decide(member, hello)
    if may_decide:
        installation.ask_channel = choose(before)
    await cards.show_hellos(moment, installation, {pressed.channel, before}, pressed)
    return None if may_decide else views.not_yours_to_decide(hello.invited_by)


def _may_decide(member: Member, hello: Hello) -> bool:
    return member.is_admin or member.id == hello.invited_by


async def _hello(moment: Moment, channel: str) -> Hello | None:
    return await moment.session.get(Hello, (moment.workspace, channel))


async def _installation(moment: Moment) -> Installation:
    """Held until the end of the transaction: of two who choose at once, the second sees the first."""
    found = select(Installation).where(Installation.workspace == moment.workspace)
    return (await moment.session.scalars(found.with_for_update())).one()
