"""How a group's meeting ends: a word midway, did you meet, and stepping back at any moment."""

from collections.abc import Awaitable, Callable

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed, to_members
from bot.pairings import introduction_results, queries
from bot.pairings.actions import Later
from bot.pairings.cards import show_group
from bot.pairings.coffee import silent_members
from bot.pairings.coffee.cards import show_notices
from bot.pairings.decision_times import forget_what_comes
from bot.pairings.models import Group, Round, Seat
from bot.pairings.outcomes import GroupClosing
from bot.pairings.rules import FADES_AFTER, GROUP_MOVES, PRESENT, CheckIn, GroupState
from bot.pairings.views import groups as views
from bot.profiles.profile import never_introduce
from bot.profiles.working_hours import working_days_later

_Answer = Callable[[Moment, Round, Group, Member], Awaitable[GroupClosing]]


async def nudge(moment: Moment, group_id: int) -> None:
    """A word midway to a group that has not said that it met, and has not been asked yet."""
    round_, group = await _introduced(moment, group_id)
    if round_ is not None and group is not None and group.asks_at is not None and moment.now < group.asks_at:
        await _ask(moment, round_, group, CheckIn.NUDGED)


async def ask(moment: Moment, group_id: int) -> None:
    """Did you meet? Asked in the group's own conversation; the word midway then has no buttons any more."""
    round_, group = await _introduced(moment, group_id)
    if round_ is not None and group is not None:
        await moment.cancel(Later.NUDGES, group.id)
        await moment.later(Later.FADES, group.id, max(round_.ends_at, moment.now + FADES_AFTER))
        await _ask(moment, round_, group, CheckIn.ASKED)


async def fade(moment: Moment, group_id: int) -> None:
    """Nobody said whether they met. That is fine, and nothing is asked any more."""
    round_, group = await _introduced(moment, group_id)
    if round_ is not None and group is not None:
        await _close(moment, round_, group, GroupState.FADED)
        await show_group(moment, round_, group)
        await silent_members.ask_the_silent(moment, round_, group)


async def we_met(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> GroupClosing:
    """*We met*: said by any of them, for all of them."""
    return await _answer(moment, member, group_id, _met, pressed)


async def not_yet(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> GroupClosing:
    """*Not yet*: asked again the next working day, while the round lasts; then not any more."""
    return await _answer(moment, member, group_id, _not_yet, pressed)


async def not_happening(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> GroupClosing:
    """*It won't happen*: closed without a reason, in words that do not say who chose it."""
    return await _answer(moment, member, group_id, _not_happening, pressed)


async def step_back(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> GroupClosing:
    """*Step back*: at any moment, without a reason; everybody gets the same neutral words, nobody meets them again."""
    return await _answer(moment, member, group_id, _step_back, pressed)


async def _answer(
    moment: Moment, member: Member, group_id: int, answer: _Answer, pressed: Pressed | None
) -> GroupClosing:
    """Take a word of one of a group's people: that they could press is proof that its introduction has arrived."""
    round_, group = await queries.round_and_group(moment, group_id)
    seat = await moment.session.get(Seat, (group_id, member.id), populate_existing=True)
    if round_ is None or group is None or seat is None:
        return GroupClosing.NOT_YOURS
    outcome = GroupClosing.NOT_YOURS
    if seat.answer in PRESENT:
        await introduction_results.arrive(moment, round_, group)
        outcome = await answer(moment, round_, group, member)
    await show_group(moment, round_, group, pressed)
    return outcome


async def _met(moment: Moment, round_: Round, group: Group, _: Member) -> GroupClosing:
    return await _end(moment, round_, group, GroupState.MET)


async def _not_happening(moment: Moment, round_: Round, group: Group, _: Member) -> GroupClosing:
    return await _end(moment, round_, group, GroupState.DID_NOT_HAPPEN)


async def _not_yet(moment: Moment, round_: Round, group: Group, member: Member) -> GroupClosing:
    if group.state is not GroupState.INTRODUCED:
        return GroupClosing.OVER
    again = working_days_later(member.zone, moment.now, 1)
    # After the word midway the question at the end is still to come.
    is_midway = group.asks_at is not None and moment.now < group.asks_at
    if not is_midway and again < round_.ends_at:
        await moment.later(Later.ASKS, group.id, again)
        await moment.cancel(Later.FADES, group.id)
    group.check_in = CheckIn.ASKS_AGAIN if is_midway or again < round_.ends_at else CheckIn.ASKS_NO_MORE
    return GroupClosing.DONE


async def _step_back(moment: Moment, round_: Round, group: Group, member: Member) -> GroupClosing:
    members = [seat.member for seat in await queries.seats_of(moment, group)]
    for other in members:
        if other != member.id:
            await never_introduce(moment, member.id, other)
    outcome = await _end(moment, round_, group, GroupState.STEPPED_BACK)
    if outcome is not GroupClosing.DONE:
        return GroupClosing.DONE_BEFORE
    for reader in members:
        others = [other for other in members if other != reader]
        key = f"{queries.introduction_letter(group)}/over-{reader}"
        await moment.tell(to_members(reader), key, views.group_over(others))
    return GroupClosing.DONE


async def _end(moment: Moment, round_: Round, group: Group, to: GroupState) -> GroupClosing:
    if group.state is to:
        return GroupClosing.DONE_BEFORE
    if to not in GROUP_MOVES[group.state]:
        return GroupClosing.OVER
    await _close(moment, round_, group, to)
    return GroupClosing.DONE


async def _close(moment: Moment, round_: Round, group: Group, to: GroupState) -> None:
    group.move(to)
    await forget_what_comes(moment, group)
    await moment.session.flush()
    await show_notices(moment, round_, group)


async def _ask(moment: Moment, round_: Round, group: Group, asked: CheckIn) -> None:
    group.check_ins += 1
    group.check_in = asked
    await show_group(moment, round_, group, is_new=True)


async def _introduced(moment: Moment, group_id: int) -> tuple[Round | None, Group | None]:
    round_, group = await queries.round_and_group(moment, group_id)
    is_on = group is not None and group.state is GroupState.INTRODUCED
    return (round_, group) if is_on else (None, None)
