"""What becomes of an introduction: it arrives and its people are introduced, or their conversation cannot be opened."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from bot.moment import Moment
from bot.pairings import dropping_out, queries
from bot.pairings.actions import Later
from bot.pairings.cards import show_group
from bot.pairings.decision_times import acquaint, too_late_from
from bot.pairings.models import Group, Programme, Round, Seat
from bot.pairings.rules import LIVE, PRESENT, GroupState, ProgrammeKind, asked_at, nudged_at
from bot.schedule.fates import Fate


async def introduction_settled(moment: Moment, fate: Fate) -> None:
    """An introduction has arrived or failed for good; or the word that it failed did not reach one of them."""
    round_, group = await queries.round_and_group(moment, fate.subject)
    if round_ is None or group is None:
        return
    if fate.key != queries.introduction_letter(group):
        await _nobody_reaches(moment, round_, group, fate)
    elif fate.has_arrived:
        await arrive(moment, round_, group)
        await show_group(moment, round_, group)
    else:
        await _leave_unopened(moment, round_, group)


async def give_up(moment: Moment, group_id: int) -> None:
    """A conversation that has not opened yet is waited for no more."""
    round_, group = await queries.round_and_group(moment, group_id)
    if round_ is not None and group is not None:
        await _leave_unopened(moment, round_, group)


async def arrive(moment: Moment, round_: Round, group: Group) -> None:
    """The introduction of a locked group is there. One that was given up counts if its people are still free."""
    programme = await moment.session.get_one(Programme, round_.programme_id)
    is_late = group.state is GroupState.UNOPENED and await _is_too_late(moment, programme, round_, group)
    if group.state in (GroupState.OPENING, GroupState.UNOPENED) and not is_late:
        group.move(GroupState.INTRODUCED)
        group.introduced_at = moment.now
        await moment.cancel(Later.GIVES_UP, group.id)
        members = [seat.member for seat in await queries.seats_of(moment, group) if seat.answer in PRESENT]
        await acquaint(moment, programme, round_, [members])
        await _plan(moment, programme, round_, group, members[0])


async def _leave_unopened(moment: Moment, round_: Round, group: Group) -> None:
    """Each of them is told who the others are, and that they may write to each other."""
    if group.state is GroupState.OPENING:
        group.move(GroupState.UNOPENED)
        await moment.cancel(Later.GIVES_UP, group.id)
        await show_group(moment, round_, group, is_new=True)


async def _nobody_reaches(moment: Moment, round_: Round, group: Group, fate: Fate) -> None:
    """Slack takes nothing for one of them: they count as gone, and the others are matched again while there is time."""
    if group.state is GroupState.UNOPENED and not fate.has_arrived and moment.now < round_.ends_at:
        for member in fate.readers:
            (await queries.attendance_of(moment, round_, member)).is_unreached = True
            await dropping_out.drop_out(moment, round_, member)


async def _is_too_late(moment: Moment, programme: Programme, round_: Round, group: Group) -> bool:
    if moment.now >= too_late_from(programme, round_):
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


async def _plan(moment: Moment, programme: Programme, round_: Round, group: Group, first: str) -> None:
    if programme.kind is ProgrammeKind.LUNCH:
        group.asks_at = round_.ends_at
    else:
        zone = (await queries.person_of(moment, first)).zone
        group.asks_at = asked_at(moment.now, round_.ends_at, zone)
        midway = nudged_at(moment.now, round_.ends_at, zone)
        if midway is not None:
            await moment.later(Later.NUDGES, group.id, midway)
    await moment.later(Later.ASKS, group.id, group.asks_at)
