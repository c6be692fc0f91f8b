"""Asking members who never press anything, in a coffee that everybody is in, whether they would like to go on."""

from collections.abc import Sequence

from sqlalchemy import ColumnExpressionArgument, select

from bot.moment import Moment
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee import cards
from bot.pairings.coffee.participation import take_out
from bot.pairings.models import Attendance, Group, Programme, Round, Seat
from bot.pairings.queries import LockedGroup
from bot.pairings.rules import (
    DAYS_TO_GO_ON,
    PRESENT,
    SILENT_GROUPS,
    GoingOn,
    GroupState,
    JoinMode,
)
from bot.profiles.working_hours import working_days_later
from bot.recurring.rules import RecurringState

_PRESSED = (GroupState.MET, GroupState.DID_NOT_HAPPEN, GroupState.STEPPED_BACK)
"""The states of a group in which somebody pressed something."""


async def ask_to_go_on(moment: Moment, locked: LockedGroup) -> None:
    """Ask those of a group that has faded in whose last groups nobody pressed anything, once."""
    programme, round_ = locked.programme, locked.round_
    if locked.is_lunch or programme.joining is not JoinMode.EVERYONE or programme.state is not RecurringState.RUNNING:
        return
    seated = [seat.member for seat in await queries.seats_of(moment, locked.group) if seat.answer in PRESENT]
    silent = [member for member in seated if await _is_inactive(moment, programme, member)]
    for member in silent:
        (await queries.attendance_of(moment, round_, member)).going_on = GoingOn.ASKED
    if silent:
        await moment.session.flush()
        await cards.ask_whether_to_go_on(moment, programme, round_, silent)
        zone = (await queries.person_of(moment, silent[0])).zone
        at = working_days_later(zone, moment.now, DAYS_TO_GO_ON)
        await moment.later(Later.STAYS_SILENT, locked.group.id, at)


async def take_out_inactive(moment: Moment, group_id: int) -> None:
    """Introduce those who were asked and still have pressed nothing no more, until they say so."""
    programme_id = await moment.session.scalar(
        select(Round.programme_id).join(Group, Group.round_id == Round.id).where(Group.id == group_id)
    )
    programme = programme_id and await queries.programme_of(moment, programme_id)
    locked = await queries.locked_group(moment, group_id)
    if not programme or locked is None or programme.joining is not JoinMode.EVERYONE:
        return
    for seat in await queries.seats_of(moment, locked.group):
        asked = await queries.attendance_of(moment, locked.round_, seat.member)
        if asked.going_on is not GoingOn.ASKED:
            continue
        if await _has_pressed(moment, programme, seat.member, locked.round_.id):
            asked.going_on = GoingOn.ANSWERED
        else:
            await take_out(moment, programme, seat.member)
            asked.going_on = GoingOn.SILENT
        await moment.session.flush()
        await cards.show_member(moment, programme, seat.member)


async def _is_inactive(moment: Moment, programme: Programme, member: str) -> bool:
    """Return True when nobody pressed anything in the member's last groups, and the member has not been asked yet."""
    latest = await _latest_groups(moment, programme, member)
    if len(latest) < SILENT_GROUPS or any(group.state is not GroupState.FADED for group in latest):
        return False
    was_asked = await _attended(moment, programme, member, Attendance.going_on.is_not(None))
    return not was_asked and not await _has_chosen(moment, programme, member, latest[-1].round_id)


async def _has_pressed(moment: Moment, programme: Programme, member: str, since: int) -> bool:
    """Return True when a member has chosen anything, or anything was pressed in their groups, since a round."""
    if await _has_chosen(moment, programme, member, since):
        return True
    latest = await _latest_groups(moment, programme, member)
    return any(group.state in _PRESSED for group in latest if group.round_id >= since)


async def _has_chosen(moment: Moment, programme: Programme, member: str, since: int) -> bool:
    """Return True when a member has chosen how they take part, or has skipped a round since one."""
    if await queries.membership_of(moment, programme, member) is not None:
        return True
    return await _attended(moment, programme, member, Attendance.round_id >= since, Attendance.is_out)


async def _attended(moment: Moment, programme: Programme, member: str, *which: ColumnExpressionArgument[bool]) -> bool:
    """Return True when this was noted about a member in any round."""
    found = select(Attendance.round_id).join(Round, Round.id == Attendance.round_id)
    found = found.where(Round.programme_id == programme.id, Attendance.member == member, *which)
    return await moment.session.scalar(found.limit(1)) is not None


async def _latest_groups(moment: Moment, programme: Programme, member: str) -> Sequence[Group]:
    """Return the member's last groups that were introduced, the newest first."""
    found = await moment.session.scalars(
        select(Group)
        .join(Seat, Seat.group_id == Group.id)
        .join(Round, Round.id == Group.round_id)
        .where(
            Round.programme_id == programme.id,
            Seat.member == member,
            Seat.answer.in_(PRESENT),
            Group.introduced_at.is_not(None),
        )
        .order_by(Group.id.desc())
        .limit(SILENT_GROUPS)
    )
    return found.all()
