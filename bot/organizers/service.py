"""What Klatch does in the channels that it is invited to."""

from sqlalchemy import select

from bot.moment import Moment
from bot.organizers import views
from bot.organizers.models import Hello
from bot.outbox.message import Message
from bot.outbox.service import Pressed, to_channel
from bot.slack.models import Installation, Member


async def say_hello(moment: Moment, joined: str, channel: str, invited_by: str | None) -> None:
    """Say hello in a channel if it was Klatch that joined it; again when it was invited again."""
    installation = await _installation(moment)
    if joined != installation.bot_user:
        return
    hello = await _hello(moment, channel) or Hello(workspace=moment.workspace, channel=channel)
    hello.invited_by, hello.letter = invited_by, f"hello/{channel}/{moment.seed}"
    moment.session.add(hello)
    message = views.hello(invited_by, is_ask_channel=installation.ask_channel == channel)
    await moment.tell(to_channel(channel), hello.letter, message)


async def put_questions_here(moment: Moment, member: Member, pressed: Pressed) -> Message | None:
    """Make the channel the one where questions also stand; there is one, so another one ceases to be it.

    The hello says so; what is returned is for a member who may not decide it.
    """
    installation, hello = await _installation(moment), await _hello(moment, pressed.channel)
    if hello is None or not _may_decide(member, hello):
        return _refusal(hello)
    before, installation.ask_channel = installation.ask_channel, pressed.channel
    if before is not None and before != pressed.channel:
        await _rewrite(moment, await _hello(moment, before), is_ask_channel=False)
    await _rewrite(moment, hello, is_ask_channel=True, pressed=pressed)
    return None


async def stop_questions_here(moment: Moment, member: Member, pressed: Pressed) -> Message | None:
    """Have questions stand in the channel no more; fine when they did not. Returns as above."""
    installation, hello = await _installation(moment), await _hello(moment, pressed.channel)
    if hello is None or not _may_decide(member, hello):
        return _refusal(hello)
    if installation.ask_channel == pressed.channel:
        installation.ask_channel = None
    await _rewrite(moment, hello, is_ask_channel=False, pressed=pressed)
    return None


async def leave(moment: Moment, channel: str) -> None:
    """The channel is gone for Klatch (removed, archived, deleted): nothing is put there any more."""
    installation = await _installation(moment)
    if installation.ask_channel == channel:
        installation.ask_channel = None
    hello = await _hello(moment, channel)
    if hello is not None:
        await moment.session.delete(hello)


async def _rewrite(
    moment: Moment, hello: Hello | None, *, is_ask_channel: bool, pressed: Pressed | None = None
) -> None:
    if hello is not None:
        message = views.hello(hello.invited_by, is_ask_channel=is_ask_channel)
        await moment.retell(hello.letter, message, pressed)


def _refusal(hello: Hello | None) -> Message:
    return views.gone() if hello is None else views.not_yours_to_decide(hello.invited_by)


def _may_decide(member: Member, hello: Hello) -> bool:
    return member.is_admin or member.id == hello.invited_by


async def _hello(moment: Moment, channel: str) -> Hello | None:
    return await moment.session.get(Hello, (moment.workspace, channel))


async def _installation(moment: Moment) -> Installation:
    """Held until the end of the transaction: of two who choose at once, the second sees the first."""
    found = select(Installation).where(Installation.workspace == moment.workspace)
    return (await moment.session.scalars(found.with_for_update())).one()
