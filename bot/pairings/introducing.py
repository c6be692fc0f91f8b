"""The introduction of a group: who they are, why these, something to talk about, and when."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.pairings import cards, queries
from bot.pairings.actions import Later
from bot.pairings.dropping_out import dissolve, free_again
from bot.pairings.lunch import cards as lunch_cards
from bot.pairings.queries import LockedGroup
from bot.pairings.rules import PRESENT, WAITS_FOR_HOURS, GroupState, LunchAnswer, lunch_given_up_at
from bot.profiles.matching_input import Described, described
from bot.profiles.profile import kept_apart_from
from bot.profiles.working_hours import next_working_moment, shared_hours
from bot.prompts.library import Section
from bot.prompts.prompts import next_prompts


async def introduce(moment: Moment, group_id: int) -> None:
    """Open a group's conversation, without those who cannot take part any more.

    It is not opened where one would rather not meet another, since the groups were decided.
    """
    locked = await queries.locked_group(moment, group_id, GroupState.DECIDED)
    if locked is None:
        return
    seats = await queries.seats_of(moment, locked.group)
    known = await described(moment.session, moment.workspace, [seat.member for seat in seats])
    present = [seat for seat in seats if seat.answer in PRESENT]
    there = [seat.member for seat in present if known[seat.member].may_take_part]
    for seat in present:
        if seat.member not in there:
            seat.answer = LunchAnswer.OUT
    await moment.session.flush()
    if not locked.is_lunch and await _are_kept_apart(moment, there):  # at a lunch this was seen to when all had agreed
        await free_again(moment, locked, there)
    elif len(there) > 1:
        await _open_conversation(moment, locked, [known[member] for member in there])
    else:
        gone = [seat.member for seat in seats if seat.member not in there]
        await dissolve(moment, locked, gone[-1], there)


async def _are_kept_apart(moment: Moment, members: Sequence[str]) -> bool:
    return any([not (await kept_apart_from(moment, one)).isdisjoint(members) for one in members[1:]])


async def _open_conversation(moment: Moment, locked: LockedGroup, people: Sequence[Described]) -> None:
    """Write the introduction. It is heard later that it has arrived, or has not."""
    group, members, zones = locked.group, [one.member for one in people], [one.zone for one in people]
    address, audiences = to_members(*members), [f"member/{member}" for member in members]
    prompts = await next_prompts(moment, audiences, [Section.LUNCH_AND_COFFEE], to=address)
    shared = shared_hours(zones, moment.now)
    group.move(GroupState.OPENING)
    group.address, group.prompts = address, [prompt.text for prompt in prompts]
    group.shared_from, group.shared_until = shared or (None, None)
    is_lunch, round_ = locked.is_lunch, locked.round_
    given_up_at = lunch_given_up_at(round_.meets_at, moment.now) if is_lunch else round_.ends_at
    await moment.later(Later.GIVES_UP, group.id, given_up_at)
    if is_lunch:
        await lunch_cards.show_group(moment, locked)
    opens_at = moment.now if is_lunch else _when_they_work(shared, zones, moment.now)
    await moment.show([cards.introduction(locked, people, opens_at=opens_at)])


def _when_they_work(shared: tuple[datetime, datetime] | None, zones: Sequence[tzinfo], now: datetime) -> datetime:
    """Return the first moment when all are at work, if that is soon; otherwise when the first of them is."""
    if shared is not None and shared[0] - now <= WAITS_FOR_HOURS:
        return max(shared[0], now)
    return min(next_working_moment(zone, now) for zone in zones)
