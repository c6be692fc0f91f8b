"""The opening of a group's conversation: who they are, why these, something to talk about, and when."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.moment import Moment
from bot.outbox.service import to_members
from bot.pairings import records
from bot.pairings.actions import Later
from bot.pairings.dissolving import dissolve
from bot.pairings.models import Group, Programme, Round
from bot.pairings.rules import (
    PRESENT,
    WAITS_FOR_HOURS,
    Answer,
    GroupState,
    ProgrammeKind,
    asked_at,
    nudged_at,
)
from bot.pairings.views import groups as views
from bot.people.acquaintance import described
from bot.people.hours import next_working_moment, shared_hours
from bot.prompts.library import Section
from bot.prompts.service import next_prompts


async def introduce_soon(moment: Moment, group: Group) -> None:
    """Everybody in a locked group has said yes: its conversation opens."""
    group.move(GroupState.DECIDED)
    await moment.never_mind(Later.LAPSES, group.id)
    await moment.later(Later.INTRODUCES, group.id, moment.now)


async def introduce(moment: Moment, group_id: int) -> None:
    """Open a group's conversation; whoever cannot take part any more is not in it."""
    round_, group = await records.round_and_group(moment, group_id)
    if round_ is None or group is None or group.state is not GroupState.DECIDED:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    members = await _still_here(moment, group)
    if len(members) < 2:
        gone = [seat.member for seat in await records.seats_of(moment, group) if seat.member not in members]
        await dissolve(moment, programme, round_, group, gone[-1], members)
        return
    await _open_conversation(moment, programme, round_, group, members)
    await _plan(moment, programme, round_, group, members)


async def _still_here(moment: Moment, group: Group) -> list[str]:
    members = []
    for seat in await records.seats_of(moment, group):
        if seat.answer not in PRESENT:
            continue
        if (await records.person_of(moment, seat.member)).may_take_part:
            members.append(seat.member)
        else:
            seat.answer = Answer.OUT
    await moment.session.flush()
    return members


async def _open_conversation(
    moment: Moment, programme: Programme, round_: Round, group: Group, members: list[str]
) -> None:
    known = await described(moment.session, moment.workspace, members)
    people = [known[member] for member in members]
    zones = [person.zone for person in people]
    audiences = [f"member/{member}" for member in members]
    prompts = await next_prompts(moment, audiences, [Section.LUNCH_AND_COFFEE])
    shared = shared_hours(zones, moment.now)
    group.move(GroupState.INTRODUCED)
    group.introduced_at, group.address = moment.now, to_members(*members)
    words = views.introduction(programme, round_, group, people, [prompt.text for prompt in prompts], shared)
    is_lunch = programme.kind is ProgrammeKind.LUNCH
    not_before = moment.now if is_lunch else _when_they_work(shared, zones, moment.now)
    await moment.tell(group.address, records.introduction_letter(group), words, not_before=not_before)


def _when_they_work(shared: tuple[datetime, datetime] | None, zones: Sequence[tzinfo], now: datetime) -> datetime:
    """The first moment when all of them are at work, if that is soon; otherwise when the first of them is."""
    if shared is not None and shared[0] - now <= WAITS_FOR_HOURS:
        return max(shared[0], now)
    return min(next_working_moment(zone, now) for zone in zones)


async def _plan(moment: Moment, programme: Programme, round_: Round, group: Group, members: list[str]) -> None:
    if programme.kind is ProgrammeKind.LUNCH:
        group.asks_at = round_.ends_at
    else:
        zone = (await records.person_of(moment, members[0])).zone
        group.asks_at = asked_at(moment.now, round_.ends_at, zone)
        midway = nudged_at(moment.now, round_.ends_at)
        if midway is not None:
            await moment.later(Later.NUDGES, group.id, next_working_moment(zone, midway))
    await moment.later(Later.ASKS, group.id, group.asks_at)
