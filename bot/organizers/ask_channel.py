"""The ask channel, where questions also stand: the workspace has one at most, and its organizers decide which.

Whoever else presses asks them. When it changes, the channels and the organizers are told.
"""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import bindparam, delete, select

from bot.database.inserts import insert_or_update
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers import cards
from bot.organizers.appointing import named_organizers
from bot.organizers.models import AskChannel, Hello
from bot.organizers.permissions import any_hello_in, hello_in, is_organizer, some_admins
from bot.organizers.views import organizing as views
from bot.outbox.letters import Pressed, to_channel, to_members
from bot.outbox.message import Words
from bot.workspaces.locking import one_after_the_other

ASK_CHANNEL = select(AskChannel.channel).where(AskChannel.workspace == bindparam("workspace"))
"""The ask channel of a ``workspace``, for whoever reads more in the same statement."""


async def ask_channel_of(moment: Moment) -> str | None:
    """Return the channel in which questions may also stand for everyone; None where no one has chosen one."""
    return await moment.session.scalar(ASK_CHANNEL, {"workspace": moment.workspace})


async def locked_ask_channel(moment: Moment) -> str | None:
    """Return the same, held until the end of the transaction: of two who choose at once, the second sees the first."""
    await one_after_the_other(moment.session, moment.workspace)
    return await ask_channel_of(moment)


async def set_ask_channel(moment: Moment, channel: str | None) -> None:
    """Have this be the ask channel from now on, and tell nobody; with None there is none."""
    if channel is None:
        await moment.session.execute(delete(AskChannel).where(AskChannel.workspace == moment.workspace))
    else:
        await insert_or_update(moment.session, AskChannel, ["workspace"], workspace=moment.workspace, channel=channel)


async def decide(moment: Moment, member: Member, channel: str, pressed: Pressed, *, is_wanted: bool) -> Words | None:
    """Have questions also stand in a channel, where they then stand in no other; or not any more.

    The hellos say so. Returns the words for a member who does not decide it: whom we have asked.
    """
    before, hello = await locked_ask_channel(moment), await hello_in(moment, channel)
    if hello is None:
        return views.gone
    after, reply = before, None
    if (before == channel) != is_wanted:
        if await is_organizer(moment, member):
            after = channel if is_wanted else None
            await move_questions(moment, before, after, member)
        else:
            reply = await _ask(moment, member, hello)
    await cards.show_hellos(moment, after, {channel, before}, pressed)
    await _show_requests(moment, after, [channel, before], pressed)
    return reply


async def move_questions(moment: Moment, before: str | None, after: str | None, by: Member | None = None) -> None:
    """Change the ask channel, and tell the channels, the organizers and the members who had asked.

    Nobody decided it where a channel was gone, or came back.
    """
    await set_ask_channel(moment, after)
    hellos = await _hellos(moment, [before, after])
    for hello in hellos:
        if not hello.is_archived:
            words = partial(views.channel_told, is_ask_channel=hello.channel == after)
            await moment.tell(to_channel(hello.channel), f"ask-channel/{hello.channel}/told-{moment.seed}", words)
    readers = {*await who_decides(moment), *(hello.asked_by for hello in hellos if hello.asked_by is not None)}
    for reader in sorted(readers - {by.id if by else ""}):
        words = partial(views.change_told, before=before, after=after, by=by.id if by else None)
        await moment.tell(to_members(reader), f"ask-channel/told-{reader}/{moment.seed}", words)
    for hello in hellos:
        hello.asked_by = None


async def who_decides(moment: Moment) -> Sequence[str]:
    """Return the members who are asked, and told: the named organizers; where there are none, a few admins."""
    return await named_organizers(moment) or await some_admins(moment)


async def _ask(moment: Moment, member: Member, hello: Hello) -> Words:
    """Ask those who decide, once until they have."""
    deciding = await who_decides(moment)
    if deciding and hello.asked_by is None:
        hello.asked, hello.asked_by = hello.asked + 1, member.id
    return partial(views.asked, deciding=deciding)


async def _show_requests(
    moment: Moment, ask_channel: str | None, channels: Sequence[str | None], pressed: Pressed
) -> None:
    """Have the requests about these channels say what is so now; a new one is written."""
    readers = await who_decides(moment)
    asked = [hello for hello in await _hellos(moment, channels) if hello.asked]
    shown = [card for hello in asked for card in cards.requests(hello, ask_channel, readers)]
    await moment.show(shown, pressed if pressed.card in {card.key for card in shown} else None)


async def _hellos(moment: Moment, channels: Sequence[str | None]) -> list[Hello]:
    return [hello for channel in channels if channel and (hello := await any_hello_in(moment, channel))]
