"""Finding a time for a coffee: one of a group proposes up to three, another takes one, and all get a calendar file."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.cards import show_group
from bot.pairings.closing import take_answer
from bot.pairings.coffee import calendar_entries
from bot.pairings.models import Group
from bot.pairings.outcomes import GroupClosing
from bot.pairings.queries import LockedGroup
from bot.pairings.rules import CheckIn, GroupState
from bot.profiles.working_hours import next_working_moment


async def may_propose(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> GroupClosing:
    """Return DONE if the member is one of a group that has a coffee to come, or why they cannot propose a time."""
    return await take_answer(moment, member, group_id, _is_open, pressed)


async def propose(moment: Moment, member: Member, group_id: int, times: Sequence[datetime]) -> GroupClosing:
    """*Propose a time*: show all one to three instants in the future; the latest proposal counts."""
    return await take_answer(moment, member, group_id, partial(_propose, times=times), None)


async def time_passes(moment: Moment, group_id: int) -> None:
    """Show that one of the proposed times has passed and cannot be taken any more."""
    locked = await queries.locked_group(moment, group_id, GroupState.INTRODUCED)
    if locked is not None and locked.group.agreed_at is None:
        await moment.plan(group_id, {Later.TIME_PASSES: _next_passing(moment, locked.group)})
        await show_group(moment, locked)


async def take(
    moment: Moment, member: Member, group_id: int, proposal: int, choice: int, pressed: Pressed | None
) -> GroupClosing:
    """Take one of the times of a proposal, by its number. Who proposed them has said yes already."""
    return await take_answer(moment, member, group_id, partial(_take, proposal=proposal, choice=choice), pressed)


async def _is_open(_moment: Moment, locked: LockedGroup, _member: Member) -> GroupClosing:
    is_open = locked.group.state is GroupState.INTRODUCED and not locked.is_lunch
    return GroupClosing.DONE if is_open else GroupClosing.OVER


async def _propose(moment: Moment, locked: LockedGroup, member: Member, *, times: Sequence[datetime]) -> GroupClosing:
    outcome, group = await _is_open(moment, locked, member), locked.group
    if outcome is GroupClosing.DONE:
        group.proposals += 1
        group.times = sorted({int(instant.timestamp()) for instant in times})
        group.times_by, group.times_at, group.agreed_at = member.id, moment.now, None
        await moment.plan(group.id, {Later.NUDGES: None, Later.TIME_PASSES: _next_passing(moment, group)})
    return outcome


def _next_passing(moment: Moment, group: Group) -> datetime | None:
    """Return the first of the proposed times that is still to come; None when all have passed."""
    proposed = (datetime.fromtimestamp(choice, UTC) for choice in group.times)
    return min((instant for instant in proposed if instant > moment.now), default=None)


async def _take(moment: Moment, locked: LockedGroup, member: Member, *, proposal: int, choice: int) -> GroupClosing:
    outcome, group = await _is_open(moment, locked, member), locked.group
    if outcome is GroupClosing.DONE:
        outcome = _why_not(group, member, proposal, choice, moment.now)
    if outcome is GroupClosing.DONE:
        group.agreed_at, group.agreements = datetime.fromtimestamp(choice, UTC), group.agreements + 1
        await _ask_afterwards(moment, group, member, group.agreed_at + calendar_entries.LASTS)
        await calendar_entries.send(moment, group, await queries.names_in(moment, group))
    return outcome


def _why_not(group: Group, member: Member, proposal: int, choice: int, now: datetime) -> GroupClosing:
    if proposal != group.proposals or choice not in group.times:
        return GroupClosing.TIMES_REPLACED
    if group.agreed_at is not None:
        return GroupClosing.AGREED_BEFORE
    if group.times_by == member.id:
        return GroupClosing.OWN_TIMES
    return GroupClosing.TIME_PASSED if choice <= now.timestamp() else GroupClosing.DONE


async def _ask_afterwards(moment: Moment, group: Group, member: Member, ends_at: datetime) -> None:
    """Have them asked whether they met once they should have: before, it would fade while they wait for the day."""
    group.asks_at = max(group.asks_at or ends_at, next_working_moment(member.zone, ends_at))
    if group.check_in is not None:
        group.check_in = CheckIn.ASKS_AGAIN
    await moment.plan(group.id, {Later.ASKS: group.asks_at, Later.FADES: None, Later.TIME_PASSES: None})
