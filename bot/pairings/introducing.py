"""The introduction of a group: who they are, why these, something to talk about, and when."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.cards import show_group
from bot.pairings.decision_times import given_up_at
from bot.pairings.dissolving import dissolve
from bot.pairings.models import Group, Programme, Round
from bot.pairings.rules import PRESENT, WAITS_FOR_HOURS, GroupState, LunchAnswer, ProgrammeKind
from bot.profiles.matching_input import described
from bot.profiles.working_hours import next_working_moment, shared_hours
from bot.prompts.library import Section
from bot.prompts.prompts import next_prompts


async def introduce_soon(moment: Moment, group: Group) -> None:
    """Everybody in a locked group has said yes: its conversation opens."""
    group.move(GroupState.DECIDED)
    await moment.cancel(Later.LAPSES, group.id)
    await moment.later(Later.INTRODUCES, group.id, moment.now)


async def introduce(moment: Moment, group_id: int) -> None:
    """Open a group's conversation; whoever cannot take part any more is not in it."""
    round_, group = await queries.round_and_group(moment, group_id)
    if round_ is None or group is None or group.state is not GroupState.DECIDED:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    members = await _still_here(moment, group)
    if len(members) < 2:
        gone = [seat.member for seat in await queries.seats_of(moment, group) if seat.member not in members]
        await dissolve(moment, programme, round_, group, gone[-1], members)
        return
    await _open_conversation(moment, programme, round_, group, members)


async def _still_here(moment: Moment, group: Group) -> list[str]:
    members = []
    for seat in await queries.seats_of(moment, group):
        if seat.answer not in PRESENT:
            continue
        if (await queries.person_of(moment, seat.member)).may_take_part:
            members.append(seat.member)
        else:
            seat.answer = LunchAnswer.OUT
    await moment.session.flush()
    return members


async def _open_conversation(
    moment: Moment, programme: Programme, round_: Round, group: Group, members: list[str]
) -> None:
    """Write the introduction of a locked group. Whether it arrives is heard later."""
    known = await described(moment.session, moment.workspace, members)
    zones = [known[member].zone for member in members]
    prompts = await next_prompts(moment, [f"member/{member}" for member in members], [Section.LUNCH_AND_COFFEE])
    shared = shared_hours(zones, moment.now)
    group.move(GroupState.OPENING)
    group.address, group.prompts = to_members(*members), [prompt.text for prompt in prompts]
    group.shared_from, group.shared_until = shared or (None, None)
    await moment.later(Later.GIVES_UP, group.id, given_up_at(programme, round_, moment.now))
    is_lunch = programme.kind is ProgrammeKind.LUNCH
    opens_at = moment.now if is_lunch else _when_they_work(shared, zones, moment.now)
    await show_group(moment, round_, group, is_new=True, opens_at=opens_at)


def _when_they_work(shared: tuple[datetime, datetime] | None, zones: Sequence[tzinfo], now: datetime) -> datetime:
    """The first moment when all of them are at work, if that is soon; otherwise when the first of them is."""
    if shared is not None and shared[0] - now <= WAITS_FOR_HOURS:
        return max(shared[0], now)
    return min(next_working_moment(zone, now) for zone in zones)
