"""Dropping out of a round when its groups are made: those who are left go on, or are matched again."""

from collections.abc import Collection, Sequence
from functools import partial

from sqlalchemy import or_, select

from bot.moment import Moment
from bot.outbox.letters import may_have_arrived, to_members
from bot.pairings import group_schedule, letter_keys, queries
from bot.pairings.actions import Later
from bot.pairings.cards import show_group
from bot.pairings.lunch import proposing
from bot.pairings.models import Group, Programme, Round, Seat
from bot.pairings.queries import LockedGroup
from bot.pairings.rules import KNOW_EACH_OTHER, PRESENT, STILL_TO_MEET, GroupState, LunchAnswer
from bot.pairings.views import groups as views


async def drop_out(moment: Moment, round_: Round, member: str, states: Collection[GroupState] = STILL_TO_MEET) -> None:
    """Take a member out of their group of a locked round, if it is in one of these states.

    The others are not told why.
    """
    group = await _live_group(moment, round_, member)
    if group is None or group.state not in states:
        return
    locked = LockedGroup(await moment.session.get_one(Programme, round_.programme_id), round_, group)
    if group.state is GroupState.PROPOSED:
        await proposing.drop_out(moment, member, locked)
        return
    seats = await queries.seats_of(moment, group)
    for seat in seats:
        if seat.member == member:
            seat.answer = LunchAnswer.OUT
    await moment.session.flush()
    left = [seat.member for seat in seats if seat.answer in PRESENT]
    if len(left) > 1:
        await _go_on(moment, locked, member, left)
    else:
        await dissolve(moment, locked, member, left)


async def dissolve(moment: Moment, locked: LockedGroup, gone: str, left: Sequence[str]) -> None:
    """End a group of which too few are left, and have them matched again where there is time.

    Those who know whom they would have met are told.
    """
    was_introduced = await _know_each_other(moment, locked.group)
    is_looking = await free_again(moment, locked, left)
    if was_introduced or locked.is_lunch:
        for member in left:
            words = partial(views.other_cannot, programme=locked.programme, gone=gone, is_looking=is_looking)
            await moment.tell(to_members(member), f"{letter_keys.introduction(locked.group)}/alone-{member}", words)


async def free_again(moment: Moment, locked: LockedGroup, left: Sequence[str]) -> bool:
    """End a group, and have those who are left matched again. Return False when there is no time for it."""
    locked.group.move(GroupState.DISSOLVED)
    await group_schedule.cancel_all(moment, locked.group)
    await show_group(moment, locked)
    for member in left:
        (await queries.attendance_of(moment, locked.round_, member)).left_out = None
    await moment.session.flush()
    return await group_schedule.rematch_soon(moment, locked.programme, locked.round_)


async def somebody_left(moment: Moment, member: str) -> None:
    """Take a member who has left the workspace out of every group that has still to meet."""
    seated = await moment.session.execute(
        select(Round.id, Seat)
        .join(Group, Group.round_id == Round.id)
        .join(Seat, Seat.group_id == Group.id)
        .where(
            Round.workspace == moment.workspace,
            Seat.member == member,
            Group.state.in_(STILL_TO_MEET),
            or_(Group.state != GroupState.UNOPENED, Round.ends_at > moment.now),
        )
    )
    for round_id in sorted({round_id for round_id, seat in seated if seat.answer in PRESENT}):
        round_ = await queries.round_of(moment, round_id)
        if round_ is not None:
            await drop_out(moment, round_, member)


async def _live_group(moment: Moment, round_: Round, member: str) -> Group | None:
    """Lock the group of a locked round in which a member still is, if it has not met yet."""
    seats = await moment.session.scalars(
        select(Seat)
        .join(Group, Group.id == Seat.group_id)
        .where(Group.round_id == round_.id, Group.state.in_(STILL_TO_MEET), Seat.member == member)
    )
    seat = next((seat for seat in seats if seat.answer in PRESENT), None)
    return None if seat is None else await queries.group_of(moment, seat.group_id)


async def _know_each_other(moment: Moment, group: Group) -> bool:
    """Return True when people may have read who the others are: until then nobody needs to hear of it."""
    if group.state is GroupState.OPENING:
        key = letter_keys.introduction(group)
        return await may_have_arrived(moment.session, workspace=moment.workspace, key=key)
    return group.state in KNOW_EACH_OTHER


async def _go_on(moment: Moment, locked: LockedGroup, gone: str, left: Sequence[str]) -> None:
    group = locked.group
    if await _know_each_other(moment, group):
        words = partial(views.goes_on, gone=gone, left=left)
        await moment.tell(group.address, f"{letter_keys.introduction(group)}/without-{gone}", words)
    elif group.state is GroupState.OPENING and not locked.is_lunch:
        await _introduce_smaller(moment, group, left)
    await show_group(moment, locked)


async def _introduce_smaller(moment: Moment, group: Group, left: Sequence[str]) -> None:
    """Take an introduction that never went back, and have those who are left introduced as a group of their own.

    The conversation of the first would open with whoever is gone in it.
    """
    group.move(GroupState.DISSOLVED)
    await group_schedule.cancel_all(moment, group)
    smaller = Group(
        workspace=group.workspace,
        round_id=group.round_id,
        decision=group.decision,
        state=GroupState.DECIDED,
        size=len(left),
        reasons=group.reasons,
        made_at=moment.now,
    )
    moment.session.add(smaller)
    await moment.session.flush()
    seat = {"group_id": smaller.id, "workspace": group.workspace, "answer": LunchAnswer.IN}
    moment.session.add_all(Seat(**seat, member=member) for member in left)
    await moment.later(Later.INTRODUCES, smaller.id, moment.now)
