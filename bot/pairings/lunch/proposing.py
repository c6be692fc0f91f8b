"""A lunch is proposed to each of its people alone. It is on when all have said yes, and nobody learns who did not."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta, tzinfo

from bot.matching.gathering import SMALLEST_GROUP
from bot.moment import Moment
from bot.outbox.service import Pressed, to_members
from bot.pairings import records
from bot.pairings.actions import Later
from bot.pairings.deciding import forget_what_comes
from bot.pairings.introducing import introduce_soon
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import history as lunch_history
from bot.pairings.lunch import records as lunch_records
from bot.pairings.lunch.outcomes import Answered
from bot.pairings.lunch.ways import common_way
from bot.pairings.models import Group, Membership, Programme, Round, Seat
from bot.pairings.rules import PRESENT, Answer, GroupState
from bot.pairings.views import proposals as views
from bot.people.acquaintance import described, kept_apart
from bot.people.hours import next_working_moment
from bot.slack.models import Member

AN_HOUR_TO_ANSWER = timedelta(hours=1)


async def propose(moment: Moment, group_id: int) -> None:
    """Ask each of a group's people, alone, whether they would like to; in working hours where that leaves time."""
    round_, group = await records.round_and_group(moment, group_id)
    if round_ is None or group is None or group.state is not GroupState.PROPOSED:
        return
    if not lunch_days.leaves_time(round_.meets_at, moment.now):
        return  # after a long stillness; the round ends without it
    members = [seat.member for seat in await records.seats_of(moment, group) if seat.answer in PRESENT]
    chosen = await _memberships(moment, round_, members)
    group.way = common_way(
        {member: one.ways for member, one in chosen.items()}, {member: one.place for member, one in chosen.items()}
    )
    known = await described(moment.session, moment.workspace, members)
    zones = {member: known[member].zone for member in members}
    group.answer_by = lunch_days.answer_by(round_.meets_at, list(zones.values()), moment.now)
    await moment.later(Later.LAPSES, group.id, group.answer_by)
    proposed = views.Proposed(round_, group, known)
    for member in members:
        await moment.tell(
            to_members(member),
            records.proposal_letter(group.id, member),
            views.proposal(proposed, member),
            not_before=_shown_at(zones[member], moment.now, group.answer_by),
        )


async def accept(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Answered:
    """*Accept*: on once all have; nothing is shown to the others before."""
    round_, group, seat, refusal = await _look(moment, member.id, group_id, pressed)
    if round_ is None or group is None or seat is None or refusal is not None:
        return refusal or Answered.NOT_YOURS
    if seat.answer is Answer.IN:
        await _show_said_yes(moment, round_, group, member.id, pressed)
        return Answered.YES_BEFORE
    seat.answer = Answer.IN
    await moment.session.flush()
    await _show_said_yes(moment, round_, group, member.id, pressed)
    programme = await moment.session.get_one(Programme, round_.programme_id)
    await _see_whether_it_is_on(moment, programme, round_, group)
    return Answered.DONE


async def decline(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Answered:
    """*Not this time*: also after a yes, until all have said it. They are not asked about this lunch again."""
    round_, group, seat, refusal = await _look(moment, member.id, group_id, pressed)
    if round_ is None or group is None or seat is None or refusal is not None:
        return refusal or Answered.NOT_YOURS
    await lunch_records.attend(moment.session, round_, member.id, is_out=True)
    await _take_out(moment, round_, group, member.id, pressed)
    return Answered.DONE


async def drop_out(moment: Moment, member: str, group: Group) -> None:
    """Take a member out of a locked group that is proposed, whose round is locked. The others are not told why."""
    round_ = await moment.session.get_one(Round, group.round_id)
    await _take_out(moment, round_, group, member, None)


async def lapse(moment: Moment, group_id: int) -> None:
    """The time to answer has passed. Whoever said yes is matched again, or told the truth."""
    round_, group = await records.round_and_group(moment, group_id)
    if round_ is None or group is None or group.state is not GroupState.PROPOSED:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    await let_lapse(moment, programme, round_, group)


async def let_lapse(moment: Moment, programme: Programme, round_: Round, group: Group) -> None:
    """The same for a locked group that is proposed, of a locked round."""
    for seat in await records.seats_of(moment, group):
        if seat.answer is Answer.WAITING:
            seat.answer = Answer.LAPSED
            await lunch_records.attend(moment.session, round_, seat.member, is_out=True)
            await moment.session.flush()
            await _note_silence(moment, programme, group, seat.member)
    await _go_on_or_end(moment, programme, round_, group)


async def _note_silence(moment: Moment, programme: Programme, group: Group, member: str) -> None:
    """Nobody is asked on and on: who stays silent is out, until they say otherwise."""
    is_out = await lunch_history.has_gone_silent(moment, programme, member)
    membership = await moment.session.get_one(Membership, (programme.id, member))
    if is_out:
        membership.is_in = False
        await moment.session.flush()
    words = views.lapsed_for_good() if is_out else views.lapsed()
    await moment.retell(records.proposal_letter(group.id, member), words)


async def _look(
    moment: Moment, member: str, group_id: int, pressed: Pressed | None
) -> tuple[Round | None, Group | None, Seat | None, Answered | None]:
    """A member's seat in a locked group that they may still answer; otherwise why they may not."""
    round_, group = await records.round_and_group(moment, group_id)
    seats = [] if group is None else await records.seats_of(moment, group)
    seat = next((seat for seat in seats if seat.member == member), None)
    if round_ is None or group is None or seat is None or group.answer_by is None:
        return None, None, None, Answered.NOT_YOURS
    if group.state is GroupState.PROPOSED and group.answer_by <= moment.now:
        programme = await moment.session.get_one(Programme, round_.programme_id)
        await let_lapse(moment, programme, round_, group)
    refusal = _why_no_answer(group, seat)
    if refusal is not None:
        await _show_again(moment, round_, group, seat, pressed)
    return round_, group, seat, refusal


def _why_no_answer(group: Group, seat: Seat) -> Answered | None:
    match seat.answer:
        case Answer.LAPSED:
            return Answered.LAPSED
        case Answer.OUT:
            return Answered.NO_BEFORE
    if group.state is GroupState.PROPOSED:
        return None
    return Answered.OFF if group.state is GroupState.DISSOLVED else Answered.ON


async def _show_again(moment: Moment, round_: Round, group: Group, seat: Seat, pressed: Pressed | None) -> None:
    """A press on a card that is settled: bring it up to date, for it may be a copy that was missed."""
    key = records.proposal_letter(group.id, seat.member)
    match seat.answer, group.state:
        case Answer.LAPSED, _:
            await moment.retell(key, views.lapsed(), pressed)
        case Answer.OUT, _:
            await moment.retell(key, views.declined(), pressed)
        case _, GroupState.DISSOLVED:
            await moment.retell(key, views.over(), pressed)
        case _:
            await moment.retell(key, views.is_on(await _still_proposed(moment, round_, group), seat.member), pressed)


async def _take_out(moment: Moment, round_: Round, group: Group, member: str, pressed: Pressed | None) -> None:
    for seat in await records.seats_of(moment, group):
        if seat.member == member:
            seat.answer = Answer.OUT
    await moment.session.flush()
    await moment.retell(records.proposal_letter(group.id, member), views.declined(), pressed)
    programme = await moment.session.get_one(Programme, round_.programme_id)
    await _go_on_or_end(moment, programme, round_, group)


async def _go_on_or_end(moment: Moment, programme: Programme, round_: Round, group: Group) -> None:
    """After somebody has gone: two who are left of a trio go on, and somebody alone is matched again."""
    left = [seat for seat in await records.seats_of(moment, group) if seat.answer in PRESENT]
    if len(left) < SMALLEST_GROUP:
        await _end(moment, programme, round_, group, left)
        return
    proposed = await _still_proposed(moment, round_, group)
    for seat in left:
        words = views.said_yes if seat.answer is Answer.IN else views.proposal
        await moment.retell(records.proposal_letter(group.id, seat.member), words(proposed, seat.member))
    await _see_whether_it_is_on(moment, programme, round_, group)


async def _see_whether_it_is_on(moment: Moment, programme: Programme, round_: Round, group: Group) -> None:
    left = [seat for seat in await records.seats_of(moment, group) if seat.answer in PRESENT]
    if any(seat.answer is Answer.WAITING for seat in left):
        return
    if await kept_apart(moment.session, moment.workspace, [seat.member for seat in left]):
        await _end(moment, programme, round_, group, left)  # one of them would rather not, since they were asked
        return
    proposed = await _still_proposed(moment, round_, group)
    for seat in left:
        await moment.retell(records.proposal_letter(group.id, seat.member), views.is_on(proposed, seat.member))
    await introduce_soon(moment, group)


async def _end(moment: Moment, programme: Programme, round_: Round, group: Group, left: Collection[Seat]) -> None:
    """A proposal is off. Whoever is left is free again, and hears the same whatever happened."""
    group.move(GroupState.DISSOLVED)
    await forget_what_comes(moment, group)
    looks_on = bool(left) and await lunch_records.look_again(moment, programme, round_)
    for seat in left:
        key = records.proposal_letter(group.id, seat.member)
        zone = (await records.person_of(moment, seat.member)).zone
        words = views.off(lunch_days.last_answer(round_.meets_at) if looks_on else None, zone)
        has_said_yes = seat.answer is Answer.IN
        await moment.retell(key, views.over() if has_said_yes else words)
        if has_said_yes and looks_on:
            await moment.tell(to_members(seat.member), f"{key}/off", words)  # a card that changes rings no bell
        elif has_said_yes:
            await _tell_the_truth(moment, round_, seat.member)


async def _tell_the_truth(moment: Moment, round_: Round, member: str) -> None:
    membership = (await _memberships(moment, round_, [member]))[member]
    zone = (await records.person_of(moment, member)).zone
    words = views.nobody_today(round_.meets_at, zone, membership.ways, None)
    await moment.tell(to_members(member), records.left_out_letter(round_.id, member), words)


async def _show_said_yes(moment: Moment, round_: Round, group: Group, member: str, pressed: Pressed | None) -> None:
    proposed = await _still_proposed(moment, round_, group)
    await moment.retell(records.proposal_letter(group.id, member), views.said_yes(proposed, member), pressed)


async def _still_proposed(moment: Moment, round_: Round, group: Group) -> views.Proposed:
    seats = await records.seats_of(moment, group)
    left = [seat.member for seat in seats if seat.answer in PRESENT]
    return views.Proposed(round_, group, await described(moment.session, moment.workspace, left))


async def _memberships(moment: Moment, round_: Round, members: Sequence[str]) -> dict[str, Membership]:
    return {member: await moment.session.get_one(Membership, (round_.programme_id, member)) for member in members}


def _shown_at(zone: tzinfo, now: datetime, answer_by: datetime) -> datetime:
    """In working hours, if that still leaves an hour to answer; otherwise now."""
    at_work = next_working_moment(zone, now)
    return at_work if answer_by - at_work >= AN_HOUR_TO_ANSWER else now
