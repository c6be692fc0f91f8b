"""Looking after what recurs: pausing, resuming and ending it, for those who may."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.channels.membership import is_gone, is_unread, sync_members_anew, sync_of
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_klatch_in
from bot.recurring.columns import Recurring
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.rules import RecurringState

ThingT = TypeVar("ThingT", bound=Recurring)


@dataclass(frozen=True, kw_only=True)
class Upkeep(Generic[ThingT]):
    """The use cases for the things of one kind that recur, with what their feature hands in."""

    find: Callable[[Moment, int], Awaitable[ThingT | None]]
    """Returns one of them, locked until the transaction ends."""
    looks_after: Callable[[Moment, ThingT, Member], Awaitable[bool]]
    """Returns whether a member may change it: of a private channel only while they are in it."""
    refusal: Callable[[Moment, ThingT, Member], Awaitable[UpkeepRefusal | None]]
    """Returns why a member may not even pause and end it, from outside of its channel; None when they may."""
    paused: Callable[[Moment, ThingT], Awaitable[None]]
    """Calls off what is announced, and shows that it is paused."""
    resumed: Callable[[Moment, ThingT, Member], Awaitable[None]]
    """Plans what comes next, and shows that it goes on; the member is who wished it."""
    ended: Callable[[Moment, ThingT], Awaitable[None]]
    """Calls off what is announced, and shows that it has ended."""

    async def to_end(self, moment: Moment, member: Member, thing_id: int) -> ThingT | UpkeepRefusal:
        """Return what has not ended, locked, for a member who may pause and end it; otherwise why not."""
        thing = await self.find(moment, thing_id)
        if thing is None or thing.state is RecurringState.ENDED:
            return UpkeepRefusal.OVER
        return await self.refusal(moment, thing, member) or thing

    async def to_change(self, moment: Moment, member: Member, thing_id: int) -> ThingT | UpkeepRefusal:
        """Return the same for a member who may change it: who may end it may be outside of its channel."""
        thing = await self.to_end(moment, member, thing_id)
        if isinstance(thing, UpkeepRefusal) or await self.looks_after(moment, thing, member):
            return thing
        is_lost = thing.channel is not None and await is_gone(moment, thing.channel)
        return UpkeepRefusal.KLATCH_NOT_THERE if is_lost else UpkeepRefusal.NOT_INSIDE

    async def pause(self, moment: Moment, member: Member, thing_id: int) -> ThingT | UpkeepRefusal:
        """Have it happen no more for now. What is announced is called off."""
        thing = await self.to_end(moment, member, thing_id)
        if isinstance(thing, UpkeepRefusal):
            return thing
        if thing.state is not RecurringState.RUNNING:
            return UpkeepRefusal.DONE_BEFORE
        thing.move(RecurringState.PAUSED)
        await self.paused(moment, thing)
        return thing

    async def resume(self, moment: Moment, member: Member, thing_id: int) -> ThingT | UpkeepRefusal:
        """Have it go on with the next date for which there is time."""
        thing = await self.to_change(moment, member, thing_id)
        if isinstance(thing, UpkeepRefusal):
            return thing
        if thing.state is not RecurringState.PAUSED:
            return UpkeepRefusal.DONE_BEFORE
        if thing.channel is not None and not await is_klatch_in(moment, thing.channel):
            return UpkeepRefusal.KLATCH_NOT_THERE
        thing.move(RecurringState.RUNNING)
        await self.resumed(moment, thing, member)
        return thing

    async def end(self, moment: Moment, member: Member, thing_id: int) -> ThingT | UpkeepRefusal:
        """Have it happen never again. What is announced is called off."""
        thing = await self.to_end(moment, member, thing_id)
        if not isinstance(thing, UpkeepRefusal):
            thing.move(RecurringState.ENDED)
            await self.ended(moment, thing)
        return thing

    async def of(self, moment: Moment, member: Member, things: Iterable[ThingT], channel: str) -> list[ThingT]:
        """Return those that a member may end, the ones of a channel first."""
        in_order = sorted(things, key=lambda one: one.channel != channel)
        return [one for one in in_order if await self.refusal(moment, one, member) is None]


async def why_not_in(moment: Moment, channel: str) -> UpkeepRefusal:
    """Return why somebody may set nothing up in a channel: also because it is not known yet who is in it."""
    if not await is_klatch_in(moment, channel):
        return UpkeepRefusal.KLATCH_NOT_THERE
    if not await is_unread(moment, channel):
        return UpkeepRefusal.NOT_YOUR_CHANNEL
    if await sync_of(moment, channel) is None:
        await sync_members_anew(moment, channel)
    return UpkeepRefusal.CHANNEL_UNREAD
