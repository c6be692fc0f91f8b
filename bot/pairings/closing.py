"""The end of a group's meeting: a word midway, did you meet, and stepping back at any moment."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed, to_members
from bot.pairings import group_schedule, introduction_results, letter_keys, queries
from bot.pairings.actions import Later
from bot.pairings.cards import show_group
from bot.pairings.coffee import inactive_members
from bot.pairings.coffee.cards import show_notices
from bot.pairings.models import Seat
from bot.pairings.outcomes import GroupClosing
from bot.pairings.queries import LockedGroup
from bot.pairings.rules import FADES_AFTER, GROUP_MOVES, PRESENT, CheckIn, GroupState
from bot.pairings.views import groups as views
from bot.profiles.profile import never_introduce
from bot.profiles.working_hours import working_days_later

_Answer = Callable[[Moment, LockedGroup, Member], Awaitable[GroupClosing]]


async def nudge(moment: Moment, group_id: int) -> None:
    """Remind a group of itself midway, unless it has been asked already whether it met."""
    locked = await queries.locked_group(moment, group_id, GroupState.INTRODUCED)
    if locked is not None and _is_midway(moment, locked):
        await _ask(moment, locked, CheckIn.NUDGED)


async def ask(moment: Moment, group_id: int) -> None:
    """Ask a group in its own conversation whether it met; the word midway then has no buttons any more."""
    locked = await queries.locked_group(moment, group_id, GroupState.INTRODUCED)
    if locked is not None:
        await moment.cancel(Later.NUDGES, group_id)
        await moment.later(Later.FADES, group_id, max(locked.round_.ends_at, moment.now + FADES_AFTER))
        await _ask(moment, locked, CheckIn.ASKED)


async def fade(moment: Moment, group_id: int) -> None:
    """Close a group of which nobody has said whether it met. That is fine, and nothing is asked any more."""
    locked = await queries.locked_group(moment, group_id, GroupState.INTRODUCED)
    if locked is not None:
        await _close(moment, locked, GroupState.FADED)
        await show_group(moment, locked)
        await inactive_members.ask_to_go_on(moment, locked)


async def we_met(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> GroupClosing:
    """*We met*: said by any of them, for all of them."""
    return await _answer(moment, member, group_id, partial(_end, to=GroupState.MET), pressed)


async def not_yet(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> GroupClosing:
    """*Not yet*: ask again the next working day, while the round lasts; then not any more."""
    return await _answer(moment, member, group_id, _not_yet, pressed)


async def not_happening(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> GroupClosing:
    """*It won't happen*: close it without a reason, in words that do not say who chose it."""
    return await _answer(moment, member, group_id, partial(_end, to=GroupState.DID_NOT_HAPPEN), pressed)


async def step_back(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> GroupClosing:
    """*Step back*: end it at any moment, without a reason, and never introduce the member to the others again.

    Everybody gets the same neutral words.
    """
    return await _answer(moment, member, group_id, _step_back, pressed)


async def _answer(
    moment: Moment, member: Member, group_id: int, answer: _Answer, pressed: Pressed | None
) -> GroupClosing:
    """Take a word of one of a group's people: that they could press is proof that its introduction has arrived."""
    locked = await queries.locked_group(moment, group_id)
    seat = await moment.session.get(Seat, (group_id, member.id), populate_existing=True)
    if locked is None or seat is None:
        return GroupClosing.NOT_YOURS
    outcome = GroupClosing.NOT_YOURS
    if seat.answer in PRESENT:
        await introduction_results.arrive(moment, locked)
        outcome = await answer(moment, locked, member)
    await show_group(moment, locked, pressed)
    return outcome


async def _not_yet(moment: Moment, locked: LockedGroup, member: Member) -> GroupClosing:
    group, ends_at = locked.group, locked.round_.ends_at
    if group.state is not GroupState.INTRODUCED:
        return GroupClosing.OVER
    again = working_days_later(member.zone, moment.now, 1)
    is_midway = _is_midway(moment, locked)  # then the question at the end is still to come
    if not is_midway and again < ends_at:
        await moment.later(Later.ASKS, group.id, again)
        await moment.cancel(Later.FADES, group.id)
    group.check_in = CheckIn.ASKS_AGAIN if is_midway or again < ends_at else CheckIn.ASKS_NO_MORE
    return GroupClosing.DONE


async def _step_back(moment: Moment, locked: LockedGroup, member: Member) -> GroupClosing:
    members = [seat.member for seat in await queries.seats_of(moment, locked.group)]
    for other in members:
        if other != member.id:
            await never_introduce(moment, member.id, other)
    if await _end(moment, locked, member, to=GroupState.STEPPED_BACK) is not GroupClosing.DONE:
        return GroupClosing.DONE_BEFORE
    for reader in members:
        words = partial(views.group_over, others=[other for other in members if other != reader])
        await moment.tell(to_members(reader), f"{letter_keys.introduction(locked.group)}/over-{reader}", words)
    return GroupClosing.DONE


async def _end(moment: Moment, locked: LockedGroup, _: Member, *, to: GroupState) -> GroupClosing:
    if locked.group.state is to:
        return GroupClosing.DONE_BEFORE
    if to not in GROUP_MOVES[locked.group.state]:
        return GroupClosing.OVER
    await _close(moment, locked, to)
    return GroupClosing.DONE


async def _close(moment: Moment, locked: LockedGroup, to: GroupState) -> None:
    locked.group.move(to)
    await group_schedule.cancel_all(moment, locked.group)
    await moment.session.flush()
    await show_notices(moment, locked)


async def _ask(moment: Moment, locked: LockedGroup, asked: CheckIn) -> None:
    locked.group.check_ins += 1
    locked.group.check_in = asked
    await show_group(moment, locked, is_new=True)


def _is_midway(moment: Moment, locked: LockedGroup) -> bool:
    return locked.group.asks_at is not None and moment.now < locked.group.asks_at
