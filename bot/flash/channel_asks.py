"""Questions in the ask channel: the channel comes or goes, gets another id, or cannot show one."""

from functools import partial

from sqlalchemy import or_, select, update

from bot.flash import queries
from bot.flash.actions import Later
from bot.flash.cards import show_ask, take_from_channel
from bot.flash.inviting import invite_more
from bot.flash.models import Ask
from bot.flash.rules import CHANNEL_CHANGES_FOR, AskState
from bot.flash.views.asks import not_in_channel
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.schedule.fates import Fate
from bot.workspaces.models import Installation


async def channel_came_or_went(moment: Moment, channel: str) -> None:
    """Continue the asks that a channel shows, which Klatch has left or come back to: without it, or with it."""
    is_told = or_(Ask.state == AskState.LOOKING, Ask.ended_at > moment.now - CHANNEL_CHANGES_FOR)
    theirs = select(Ask.id).where(Ask.workspace == moment.workspace, Ask.channel == channel, is_told)
    found = (await moment.session.scalars(theirs.order_by(Ask.id))).all()
    await moment.all_later(Later.CHANNEL_CLOSES, found, moment.now)


async def member_joined(moment: Moment, channel: str, member: str) -> None:
    """Continue the asks of a channel that Klatch itself has joined; other members are of no concern."""
    installation = await moment.session.get(Installation, moment.workspace)
    if installation is not None and member == installation.bot_user:
        await channel_came_or_went(moment, channel)


async def channel_id_changed(moment: Moment, old: str, new: str) -> None:
    """Move the asks of a channel to its new id, and have their cards name it."""
    its = (Ask.workspace == moment.workspace) & (Ask.channel == old)
    await moment.session.execute(update(Ask).where(its).values(channel=new))
    await channel_came_or_went(moment, new)


async def continue_ask(moment: Moment, ask_id: int) -> None:
    """Continue an ask: its channel came or went, or has shown it for long enough while nobody is left to invite."""
    ask = await queries.ask_of(moment, ask_id)
    if ask is not None:
        await invite_more(moment, ask)
        await show_ask(moment, ask)


async def on_channel_ask_fate(moment: Moment, fate: Fate) -> None:
    """If the ask channel could not show an ask, tell the asker, and continue without it."""
    ask = await queries.ask_of(moment, fate.subject)
    if ask is None or fate.has_arrived or ask.channel is None or ask.state is not AskState.LOOKING:
        return
    key = f"{queries.status_letter(ask)}/channel/not-{ask.channel}"
    words = partial(not_in_channel, ask=ask, channel=ask.channel)
    await moment.tell(to_members(ask.asker), key, words, alias=ask.alias or "")
    await take_from_channel(moment, ask)
    await invite_more(moment, ask)
    await show_ask(moment, ask)
