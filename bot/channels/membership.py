"""Who is in a channel: having it read from Slack, and knowing it from then on."""

from sqlalchemy import ColumnElement, Select, delete, select, update

from bot.channels.models import ChannelMember, ChannelSync, MembershipSync, SyncState, SyncStep
from bot.database.inserts import insert_once, insert_or_update, insert_or_update_all
from bot.moment import Moment
from bot.outbox.channel_ids import follow as follow_with_letters

KIND = "channel_roll"
"""The errand that reads a roll, one call to Slack at a time."""

_CHANNEL = ("workspace", "channel")
_MEMBER = (*_CHANNEL, "member")
_CALL = (*_CHANNEL, "kind", "subject")
_BEGUN = {"state": SyncState.READING, "step": SyncStep.CHANNEL, "cursor": "", "reading": 0}


async def sync_members(moment: Moment, channel: str, then: str, subject: int) -> None:
    """Have everybody in a channel read anew from Slack, and then schedule ``then``, due at once.

    That also happens when the channel turns out to be gone, as ``members_of`` then says. Afterwards everybody in
    the channel is in the directory. A reading that is on its way already will do; each caller is told.
    """
    key = {"workspace": moment.workspace, "channel": channel}
    is_new = await insert_once(moment.session, ChannelSync, _CHANNEL, **key, **_BEGUN)
    roll = await locked(moment, channel)
    await insert_once(moment.session, MembershipSync, _CALL, **key, kind=then, subject=subject)
    if roll is not None and (is_new or roll.state is not SyncState.READING):
        await _begin(moment, roll)


async def sync_members_anew(moment: Moment, channel: str, inside: str | None = None) -> None:
    """Have everybody in a channel read anew from Slack; nobody waits for it.

    ``inside`` is somebody of whom Slack has just told that they are in it: until the reading has ended they are.
    """
    key = {"workspace": moment.workspace, "channel": channel}
    await insert_once(moment.session, ChannelSync, _CHANNEL, **key, **_BEGUN)
    roll = await locked(moment, channel)
    if roll is None:
        return
    await _begin(moment, roll)
    if inside is not None:
        noted = {"reading": roll.reading - 1, "is_there": True}  # the reading forgets them if it does not find them
        await insert_or_update(moment.session, ChannelMember, _MEMBER, **key, member=inside, **noted)


async def is_open_to(moment: Moment, channel: str, member: str) -> bool:
    """Whether a channel is public, or one that somebody is in. What is not known is not so."""
    roll = await members_of(moment, channel)
    return roll is not None and (not roll.is_private or await is_in(moment, channel, member))


async def is_in(moment: Moment, channel: str, member: str) -> bool:
    """Whether somebody is in a channel, as far as Slack has told."""
    found = await moment.session.get(ChannelMember, (moment.workspace, channel, member), populate_existing=True)
    return found is not None and found.is_there


async def is_gone(moment: Moment, channel: str) -> bool:
    """Whether a channel is archived or deleted, or Klatch is not in it: then nobody is known to be in it."""
    roll = await members_of(moment, channel)
    return roll is not None and roll.state is SyncState.GONE


async def is_read(moment: Moment, channel: str) -> bool:
    """Whether it is known who is in a channel, and no reading is on its way."""
    roll = await members_of(moment, channel)
    return roll is not None and roll.state is SyncState.READ


async def is_unread(moment: Moment, channel: str) -> bool:
    """Whether nothing is known yet of who is in a channel: nobody has asked, or the first reading is on its way."""
    roll = await members_of(moment, channel)
    return roll is None or (roll.state is SyncState.READING and roll.read_at is None)


async def members_of(moment: Moment, channel: str) -> ChannelSync | None:
    """What is known of who is in a channel; None when nobody ever asked."""
    return await moment.session.scalar(_roll(moment, channel))


async def joined(moment: Moment, channel: str, member: str) -> None:
    """Somebody joined a channel; no concern of ours where nobody asked who is in it."""
    roll = await locked(moment, channel)
    if roll is not None and roll.state is not SyncState.GONE:
        await _put(moment, roll, member, is_there=True)


async def left(moment: Moment, channel: str, member: str) -> None:
    """Somebody left a channel."""
    roll = await locked(moment, channel)
    if roll is not None and roll.state is SyncState.READING:
        await _put(moment, roll, member, is_there=False)
    elif roll is not None:
        await moment.session.execute(delete(ChannelMember).where(*_of(moment, channel), ChannelMember.member == member))


async def gone(moment: Moment, channel: str) -> None:
    """A channel was archived or deleted, or Klatch is in it no more."""
    roll = await locked(moment, channel)
    if roll is not None:
        await end(moment, roll, SyncState.GONE)


async def back(moment: Moment, channel: str) -> None:
    """A channel is archived no more: if we knew who was in it, it is read anew, and with it whether Klatch is."""
    roll = await locked(moment, channel)
    if roll is not None and roll.state is SyncState.GONE:
        await _begin(moment, roll)


async def follow(moment: Moment, old: str, new: str) -> None:
    """A channel has another id: who is in it, and who waits to know. It is read anew, for it may be shared now."""
    await follow_with_letters(moment.session, moment.workspace, old, new)
    roll = await locked(moment, old)
    if roll is None:
        return
    for kept in (ChannelMember, ChannelSync):  # what may have been heard already of the new id; all of it is read again
        await moment.session.execute(delete(kept).where(kept.workspace == moment.workspace, kept.channel == new))
    its = (ChannelMember.workspace == moment.workspace) & (ChannelMember.channel == old)
    await moment.session.execute(update(ChannelMember).where(its).values(channel=new))
    await _move_calls(moment, old, new)
    roll.channel = new
    await _begin(moment, roll)


async def put_page(moment: Moment, roll: ChannelSync, members: list[str]) -> None:
    """Write down a page of those in the channel; who left while it was on its way stays away."""
    key = {"workspace": roll.workspace, "channel": roll.channel}
    rows = [{**key, "member": member, "reading": roll.reading, "is_there": True} for member in members]
    await insert_or_update_all(moment.session, ChannelMember, _MEMBER, rows, unless=~ChannelMember.is_there)


async def forget_others(moment: Moment, roll: ChannelSync) -> None:
    """Once every page has been written down: whoever was on none is not in the channel."""
    is_found = (ChannelMember.reading == roll.reading) & ChannelMember.is_there
    await moment.session.execute(delete(ChannelMember).where(*_of(moment, roll.channel), ~is_found))


async def end(moment: Moment, roll: ChannelSync, state: SyncState) -> None:
    """End a reading, and schedule what waits for it."""
    roll.state = state
    if state is SyncState.GONE:
        await moment.session.execute(delete(ChannelMember).where(*_of(moment, roll.channel)))
    else:
        roll.read_at = moment.now
    waiting = (MembershipSync.workspace == roll.workspace) & (MembershipSync.channel == roll.channel)
    for call in await moment.session.scalars(
        select(MembershipSync).where(waiting).order_by(MembershipSync.kind, MembershipSync.subject)
    ):
        await moment.later(call.kind, call.subject, moment.now)
        await moment.session.delete(call)


async def locked(moment: Moment, channel: str) -> ChannelSync | None:
    """The roll of a channel; until the end of the transaction nobody else changes it."""
    mine = _roll(moment, channel).with_for_update()
    return await moment.session.scalar(mine.execution_options(populate_existing=True))


async def _begin(moment: Moment, roll: ChannelSync) -> None:
    """Begin another reading of a locked roll."""
    roll.state, roll.step, roll.cursor = SyncState.READING, SyncStep.CHANNEL, ""
    roll.reading += 1
    await moment.later(KIND, roll.id, moment.now)


async def _move_calls(moment: Moment, old: str, new: str) -> None:
    its = (MembershipSync.workspace == moment.workspace) & (MembershipSync.channel == old)
    for call in await moment.session.scalars(select(MembershipSync).where(its)):
        key = {"workspace": moment.workspace, "channel": new, "kind": call.kind, "subject": call.subject}
        await insert_once(moment.session, MembershipSync, _CALL, **key)
        await moment.session.delete(call)


async def _put(moment: Moment, roll: ChannelSync, member: str, *, is_there: bool) -> None:
    key = {"workspace": roll.workspace, "channel": roll.channel, "member": member}
    await insert_or_update(moment.session, ChannelMember, _MEMBER, **key, reading=roll.reading, is_there=is_there)


def _roll(moment: Moment, channel: str) -> Select[ChannelSync]:
    return select(ChannelSync).where(ChannelSync.workspace == moment.workspace, ChannelSync.channel == channel)


def _of(moment: Moment, channel: str) -> tuple[ColumnElement[bool], ...]:
    return ChannelMember.workspace == moment.workspace, ChannelMember.channel == channel
