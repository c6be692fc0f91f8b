"""Dropping out of a round when its groups are made: who is left goes on, or is matched again."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select

from bot.moment import Moment
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.cards import show_group
from bot.pairings.decision_times import forget_what_comes
from bot.pairings.dissolving import dissolve, know_each_other
from bot.pairings.lunch import proposing
from bot.pairings.models import Group, Programme, Round, Seat
from bot.pairings.rules import PRESENT, STILL_TO_MEET, GroupState, LunchAnswer, ProgrammeKind
from bot.pairings.views import groups as views


async def _live_group(moment: Moment, round_: Round, member: str) -> Group | None:
    """The group of a locked round in which a member still is and that has not met yet, locked."""
    seats = await moment.session.scalars(
        select(Seat)
        .join(Group, Group.id == Seat.group_id)
        .where(Group.round_id == round_.id, Group.state.in_(STILL_TO_MEET), Seat.member == member)
    )
    seat = next((seat for seat in seats if seat.answer in PRESENT), None)
    return None if seat is None else await queries.group_of(moment, seat.group_id)


async def drop_out(moment: Moment, round_: Round, member: str, states: Collection[GroupState] = STILL_TO_MEET) -> None:
    """Take a member out of their group of a locked round, if it is in one of these states.

    The others are not told why.
    """
    group = await _live_group(moment, round_, member)
    if group is None or group.state not in states:
        return
    if group.state is GroupState.PROPOSED:
        await proposing.drop_out(moment, member, group)
        return
    seats = await queries.seats_of(moment, group)
    for seat in seats:
        if seat.member == member:
            seat.answer = LunchAnswer.OUT
    await moment.session.flush()
    left = [seat.member for seat in seats if seat.answer in PRESENT]
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if len(left) > 1:
        await _go_on(moment, programme, round_, group, member, left)
    else:
        await dissolve(moment, programme, round_, group, member, left)


async def somebody_left(moment: Moment, member: str) -> None:
    """A member has left the workspace: whoever was to meet them is told, and matched again where there is time."""
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


async def _go_on(
    moment: Moment, programme: Programme, round_: Round, group: Group, gone: str, left: Sequence[str]
) -> None:
    is_known = await know_each_other(moment, group)
    if is_known:
        key = f"{queries.introduction_letter(group)}/without-{gone}"
        await moment.tell(group.address, key, views.goes_on(gone, left))
    elif group.state is GroupState.OPENING and programme.kind is ProgrammeKind.COFFEE:
        await _begin_again(moment, group, left)
    await show_group(moment, round_, group)


async def _begin_again(moment: Moment, group: Group, left: Sequence[str]) -> None:
    """Take an introduction that never went back, and have those who are left introduced as a group of their own.

    The conversation of the first would open with whoever is gone in it.
    """
    group.move(GroupState.DISSOLVED)
    await forget_what_comes(moment, group)
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
