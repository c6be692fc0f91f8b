"""Where questions also stand: the workspace has one such channel, and its organizers decide which.

Whoever else presses asks them. When it changes, the channels and the organizers are told.
"""

from collections.abc import Sequence

from sqlalchemy import select

from bot.members.models import Member
from bot.moment import Moment
from bot.organizers import cards, views
from bot.organizers.appointing import named_organizers
from bot.organizers.models import Hello
from bot.organizers.permissions import hello_in, is_organizer, some_admins
from bot.outbox.letters import Pressed, to_channel, to_members
from bot.outbox.message import Message
from bot.workspaces.models import Installation


async def put_questions(moment: Moment, member: Member, channel: str, pressed: Pressed) -> Message | None:
    """Have questions also stand in a channel; there is one, so another one ceases to be it.

    The hellos say so. What is returned is for who does not decide it: whom we have asked.
    """
    return await _decide(moment, member, channel, pressed, is_wanted=True)


async def stop_questions(moment: Moment, member: Member, channel: str, pressed: Pressed) -> Message | None:
    """Have questions stand in a channel no more; fine when they did not. Returns as above."""
    return await _decide(moment, member, channel, pressed, is_wanted=False)


async def tell_of_change(moment: Moment, before: str | None, after: str | None, by: Member | None = None) -> None:
    """Tell the channels, the organizers and who had asked that questions stand elsewhere now.

    Nobody decided it where a channel was gone, or came back.
    """
    hellos = [hello for channel in (before, after) if (hello := await _hello(moment, channel or "")) is not None]
    for hello in hellos:
        if not hello.is_archived:
            words = views.channel_told(is_ask_channel=hello.channel == after)
            await moment.tell(to_channel(hello.channel), f"ask-channel/{hello.channel}/told-{moment.seed}", words)
    readers = {*await who_decides(moment), *(hello.asked_by for hello in hellos if hello.asked_by is not None)}
    for reader in sorted(readers - {by.id if by else ""}):
        words = views.change_told(before, after, by.id if by else None)
        await moment.tell(to_members(reader), f"ask-channel/told-{reader}/{moment.seed}", words)
    for hello in hellos:
        hello.asked_by = None


async def who_decides(moment: Moment) -> Sequence[str]:
    """Who is asked, and told: the organizers whom admins have named; where there are none, a few admins."""
    return await named_organizers(moment) or await some_admins(moment)


async def installation_of(moment: Moment) -> Installation:
    """Held until the end of the transaction: of two who choose at once, the second sees the first."""
    found = select(Installation).where(Installation.workspace == moment.workspace)
    return (await moment.session.scalars(found.with_for_update())).one()


async def _decide(moment: Moment, member: Member, channel: str, pressed: Pressed, *, is_wanted: bool) -> Message | None:
    installation, hello = await installation_of(moment), await hello_in(moment, channel)
    if hello is None:
        return views.gone()
    before, reply = installation.ask_channel, None
    if (before == channel) != is_wanted:
        if await is_organizer(moment, member):
            installation.ask_channel = channel if is_wanted else None
            await tell_of_change(moment, before, installation.ask_channel, member)
        else:
            reply = await _ask(moment, member, hello)
    await cards.show_hellos(moment, installation, {channel, before}, pressed)
    await _show_requests(moment, installation, [channel, before], pressed)
    return reply


async def _ask(moment: Moment, member: Member, hello: Hello) -> Message:
    """Ask those who decide, once until they have."""
    deciding = await who_decides(moment)
    if deciding and hello.asked_by is None:
        hello.asked, hello.asked_by = hello.asked + 1, member.id
    return views.asked(deciding)


async def _show_requests(
    moment: Moment, installation: Installation, channels: Sequence[str | None], pressed: Pressed
) -> None:
    """Have the requests about these channels say what is so now; a new one is written."""
    readers = await who_decides(moment)
    hellos = [hello for channel in channels if (hello := await _hello(moment, channel or "")) is not None]
    shown = [card for hello in hellos if hello.asked for card in cards.requests(hello, installation, readers)]
    await moment.show(shown, pressed if pressed.card in {card.key for card in shown} else None)


async def _hello(moment: Moment, channel: str) -> Hello | None:
    return await moment.session.get(Hello, (moment.workspace, channel))
