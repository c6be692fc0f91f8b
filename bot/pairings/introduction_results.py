"""The fate of an introduction: it arrives and its people are introduced, or their conversation cannot be opened."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from bot.moment import Moment
from bot.pairings import dropping_out, letter_keys, queries
from bot.pairings.actions import Later
from bot.pairings.cards import show_group
from bot.pairings.models import Group, Seat
from bot.pairings.queries import LockedGroup
from bot.pairings.round_data import remember_met
from bot.pairings.rules import LIVE, PRESENT, GroupState, asked_at, nudged_at
from bot.schedule.fates import Fate


async def introduction_settled(moment: Moment, fate: Fate) -> None:
    """Take in that an introduction arrived or failed for good, or that one of its people cannot be told of that."""
    locked = await queries.locked_group(moment, fate.subject)
    if locked is None:
        return
    if fate.key != letter_keys.introduction(locked.group):
        await _drop_unreached(moment, locked, fate)
    elif fate.has_arrived:
        await arrive(moment, locked)
        await show_group(moment, locked)
    else:
        await _leave_unopened(moment, locked)


async def give_up(moment: Moment, group_id: int) -> None:
    """Wait no more for a conversation that has not opened yet."""
    locked = await queries.locked_group(moment, group_id)
    if locked is not None:
        await _leave_unopened(moment, locked)


async def arrive(moment: Moment, locked: LockedGroup) -> None:
    """Note that the introduction is there. One that was given up counts if its people are still free."""
    group = locked.group
    is_late = group.state is GroupState.UNOPENED and await _is_too_late(moment, locked)
    if group.state in (GroupState.OPENING, GroupState.UNOPENED) and not is_late:
        group.move(GroupState.INTRODUCED)
        group.introduced_at = moment.now
        await moment.cancel(Later.GIVES_UP, group.id)
        members = [seat.member for seat in await queries.seats_of(moment, group) if seat.answer in PRESENT]
        await remember_met(moment, locked.round_, [members])
        await _plan_check_ins(moment, locked, members[0])


async def _leave_unopened(moment: Moment, locked: LockedGroup) -> None:
    """Tell each of them who the others are, and that they may write to each other."""
    if locked.group.state is GroupState.OPENING:
        locked.group.move(GroupState.UNOPENED)
        await moment.cancel(Later.GIVES_UP, locked.group.id)
        await show_group(moment, locked, is_new=True)


async def _drop_unreached(moment: Moment, locked: LockedGroup, fate: Fate) -> None:
    """Count those for whom Slack takes nothing as gone, and match the others again while there is time."""
    round_ = locked.round_
    if locked.group.state is GroupState.UNOPENED and not fate.has_arrived and moment.now < round_.ends_at:
        for member in fate.readers:
            (await queries.attendance_of(moment, round_, member)).is_unreached = True
            await dropping_out.drop_out(moment, round_, member)


async def _is_too_late(moment: Moment, locked: LockedGroup) -> bool:
    """Return True from lunch, or the end of the round, on; and when one of them has another group meanwhile."""
    round_, group = locked.round_, locked.group
    if moment.now >= (round_.meets_at if locked.is_lunch else round_.ends_at):
        return True
    theirs, others = aliased(Seat), aliased(Seat)
    taken = await moment.session.scalars(
        select(others)
        .join(theirs, others.member == theirs.member)
        .join(Group, others.group_id == Group.id)
        .where(
            theirs.group_id == group.id,
            Group.id != group.id,
            Group.round_id == round_.id,
            Group.state.in_(LIVE),
        )
    )
    return any(seat.answer in PRESENT for seat in taken)


async def _plan_check_ins(moment: Moment, locked: LockedGroup, first: str) -> None:
    group, ends_at = locked.group, locked.round_.ends_at
    if locked.is_lunch:
        group.asks_at = ends_at
    else:
        zone = (await queries.person_of(moment, first)).zone
        group.asks_at = asked_at(moment.now, ends_at, zone)
        midway = nudged_at(moment.now, ends_at, zone)
        if midway is not None:
            await moment.later(Later.NUDGES, group.id, midway)
    await moment.later(Later.ASKS, group.id, group.asks_at)
