"""The members of channels: read from Slack when a feature asks, and kept current by events from then on."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, select, update

from bot.channels.models import ChannelMember, ChannelSync, SyncState, SyncStep, SyncWaiter
from bot.database.inserts import insert_once, insert_or_update, insert_or_update_all
from bot.database.prepared import Prepared
from bot.members.readers import rename_channel
from bot.moment import Moment
from bot.outbox.channel_ids import follow as follow_with_letters

KIND = "channel_roll"
"""The kind of the due row of a reading (bot.channels.membership_sync)."""

_CHANNEL = ("workspace", "channel")
_MEMBER = (*_CHANNEL, "member")
_WAITER = (*_CHANNEL, "kind", "subject")
_FIRST = {"state": SyncState.READING, "step": SyncStep.CHANNEL, "cursor": "", "reading": 0}

_OF_CHANNEL = (ChannelSync.workspace == bindparam("workspace"), ChannelSync.channel == bindparam("channel"))
_FOUND = Prepared(select(ChannelSync.state, ChannelSync.is_private, ChannelSync.read_at).where(*_OF_CHANNEL))
_LOCKED = Prepared(select(ChannelSync.id, ChannelSync.state, ChannelSync.reading).where(*_OF_CHANNEL).with_for_update())
_BEGIN: Prepared[()] = Prepared(
    update(ChannelSync)
    .where(ChannelSync.id == bindparam("sync"))
    .values(state=SyncState.READING, step=SyncStep.CHANNEL, cursor="", reading=ChannelSync.reading + 1)
)
_IS_IN = Prepared(
    select(ChannelMember.is_there).where(
        ChannelMember.workspace == bindparam("workspace"),
        ChannelMember.channel == bindparam("channel"),
        ChannelMember.member == bindparam("person"),
    )
)


class ReadingOfChannel(NamedTuple):
    """How far the reading of a channel's members has come."""

    state: SyncState
    is_private: bool
    read_at: datetime | None


async def sync_members(moment: Moment, channel: str, then: str, subject: int) -> None:
    """Have everybody in a channel read anew from Slack, and have ``then`` be due as soon as that is done.

    That also happens when the channel turns out to be gone, as ``sync_of`` then says. Afterwards everybody in
    the channel is in the directory. A reading that is on its way already will do; each caller is told.
    """
    key = {"workspace": moment.workspace, "channel": channel}
    is_new = await insert_once(moment.session, ChannelSync, _CHANNEL, **key, **_FIRST)
    sync = await _LOCKED.first(moment.session, **key)
    await insert_once(moment.session, SyncWaiter, _WAITER, **key, kind=then, subject=subject)
    if sync is not None:
        sync_id, state, _ = sync
        if is_new or state is not SyncState.READING:
            await _begin(moment, sync_id)


async def sync_members_anew(moment: Moment, channel: str, inside: str | None = None) -> None:
    """Have everybody in a channel read anew from Slack; nobody waits for it.

    ``inside`` is somebody of whom Slack has just told that they are in it: until the reading has ended they are.
    """
    key = {"workspace": moment.workspace, "channel": channel}
    await insert_once(moment.session, ChannelSync, _CHANNEL, **key, **_FIRST)
    sync = await _LOCKED.first(moment.session, **key)
    if sync is None:
        return
    sync_id, _, before = sync
    await _begin(moment, sync_id)
    if inside is not None:
        noted = {"reading": before, "is_there": True}  # the reading forgets them if it does not find them
        await insert_or_update(moment.session, ChannelMember, _MEMBER, **key, member=inside, **noted)


async def is_open_to(moment: Moment, channel: str, member: str) -> bool:
    """Return whether a channel is public, or one that a member is in. What is not known is not so."""
    sync = await sync_of(moment, channel)
    return sync is not None and (not sync.is_private or await is_in(moment, channel, member))


async def is_in(moment: Moment, channel: str, member: str) -> bool:
    """Return whether a member is in a channel, as far as Slack has told."""
    found = await _IS_IN.first(moment.session, workspace=moment.workspace, channel=channel, person=member)
    return found is not None and found[0]


async def is_gone(moment: Moment, channel: str) -> bool:
    """Return whether a channel is archived or deleted, or Klatch is not in it: then nobody is known to be in it."""
    sync = await sync_of(moment, channel)
    return sync is not None and sync.state is SyncState.GONE


async def is_read(moment: Moment, channel: str) -> bool:
    """Return whether it is known who is in a channel, and no reading is on its way."""
    sync = await sync_of(moment, channel)
    return sync is not None and sync.state is SyncState.READ


async def is_unread(moment: Moment, channel: str) -> bool:
    """Return whether nobody has asked yet who is in a channel, or the first reading is on its way."""
    sync = await sync_of(moment, channel)
    return sync is None or (sync.state is SyncState.READING and sync.read_at is None)


async def sync_of(moment: Moment, channel: str) -> ReadingOfChannel | None:
    """Return what is known of a channel's members; None when nobody ever asked."""
    found = await _FOUND.first(moment.session, workspace=moment.workspace, channel=channel)
    return ReadingOfChannel(*found) if found is not None else None


async def joined(moment: Moment, channel: str, member: str) -> None:
    """Note that a member joined a channel; it is no concern of ours where nobody asked who is in it."""
    sync = await locked(moment, channel)
    if sync is not None and sync.state is not SyncState.GONE:
        await _put(moment, sync, member, is_there=True)


async def left(moment: Moment, channel: str, member: str) -> None:
    """Note that a member left a channel."""
    sync = await locked(moment, channel)
    if sync is not None and sync.state is SyncState.READING:
        await _put(moment, sync, member, is_there=False)
    elif sync is not None:
        await moment.session.execute(delete(ChannelMember).where(*_of(moment, channel), ChannelMember.member == member))


async def gone(moment: Moment, channel: str) -> None:
    """Forget the members of a channel that was archived or deleted, or that Klatch is in no more."""
    sync = await locked(moment, channel)
    if sync is not None:
        await end(moment, sync, SyncState.GONE)


async def back(moment: Moment, channel: str) -> None:
    """Read a channel anew that is archived no more, if we knew who was in it; Klatch may not be in it."""
    sync = await locked(moment, channel)
    if sync is not None and sync.state is SyncState.GONE:
        await _begin(moment, sync.id)


async def follow(moment: Moment, old: str, new: str) -> None:
    """Move all that is known of a channel to its other id, and read it anew: it may be shared now."""
    await follow_with_letters(moment.session, moment.workspace, old, new)
    await rename_channel(moment.session, moment.workspace, old, new)
    sync = await locked(moment, old)
    if sync is None:
        return
    for kept in (ChannelMember, ChannelSync):  # what may have been heard already of the new id; all of it is read again
        await moment.session.execute(delete(kept).where(kept.workspace == moment.workspace, kept.channel == new))
    its = (ChannelMember.workspace == moment.workspace) & (ChannelMember.channel == old)
    await moment.session.execute(update(ChannelMember).where(its).values(channel=new))
    await _move_waiters(moment, old, new)
    sync.channel = new
    await _begin(moment, sync.id)


def _was_there(_new: Any) -> ColumnElement[bool]:
    was_there: ColumnElement[bool] = ChannelMember.is_there.is_(True)
    return was_there


async def put_page(moment: Moment, sync: ChannelSync, members: list[str]) -> None:
    """Write down a page of those in the channel; who left while it was on its way stays away."""
    key = {"workspace": sync.workspace, "channel": sync.channel}
    rows = [{**key, "member": member, "reading": sync.reading, "is_there": True} for member in members]
    await insert_or_update_all(moment.session, ChannelMember, _MEMBER, rows, where=_was_there)


async def forget_others(moment: Moment, sync: ChannelSync) -> None:
    """Forget whoever was on no page, once every page has been written down."""
    is_found = (ChannelMember.reading == sync.reading) & ChannelMember.is_there
    await moment.session.execute(delete(ChannelMember).where(*_of(moment, sync.channel), ~is_found))


async def end(moment: Moment, sync: ChannelSync, state: SyncState) -> None:
    """End a reading, and have what waits for it be due."""
    sync.state = state
    if state is SyncState.GONE:
        await moment.session.execute(delete(ChannelMember).where(*_of(moment, sync.channel)))
    else:
        sync.read_at = moment.now
    waiting = (SyncWaiter.workspace == sync.workspace) & (SyncWaiter.channel == sync.channel)
    for waiter in await moment.session.scalars(
        select(SyncWaiter).where(waiting).order_by(SyncWaiter.kind, SyncWaiter.subject)
    ):
        await moment.later(waiter.kind, waiter.subject, moment.now)
        await moment.session.delete(waiter)


async def locked(moment: Moment, channel: str) -> ChannelSync | None:
    """Return what is known of a channel's members, locked until the end of the transaction."""
    mine = select(ChannelSync).where(ChannelSync.workspace == moment.workspace, ChannelSync.channel == channel)
    return await moment.session.scalar(mine.with_for_update().execution_options(populate_existing=True))


async def _begin(moment: Moment, sync_id: int) -> None:
    """Begin another reading of a channel, which is locked."""
    await _BEGIN.run(moment.session, sync=sync_id)
    await moment.later(KIND, sync_id, moment.now)


async def _move_waiters(moment: Moment, old: str, new: str) -> None:
    its = (SyncWaiter.workspace == moment.workspace) & (SyncWaiter.channel == old)
    for waiter in await moment.session.scalars(select(SyncWaiter).where(its)):
        key = {"workspace": moment.workspace, "channel": new, "kind": waiter.kind, "subject": waiter.subject}
        await insert_once(moment.session, SyncWaiter, _WAITER, **key)
        await moment.session.delete(waiter)


async def _put(moment: Moment, sync: ChannelSync, member: str, *, is_there: bool) -> None:
    key = {"workspace": sync.workspace, "channel": sync.channel, "member": member}
    await insert_or_update(moment.session, ChannelMember, _MEMBER, **key, reading=sync.reading, is_there=is_there)


def _of(moment: Moment, channel: str) -> tuple[ColumnElement[bool], ...]:
    return ChannelMember.workspace == moment.workspace, ChannelMember.channel == channel
