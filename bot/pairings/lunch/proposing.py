"""A lunch is proposed to each of its people alone. It is on when all have said yes, and nobody learns who did not."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm.attributes import flag_modified

from bot.matching.round_input import SMALLEST_GROUP
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.decision_times import forget_what_comes
from bot.pairings.introducing import introduce_soon
from bot.pairings.lunch import cards, participation
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import history as lunch_history
from bot.pairings.lunch import queries as lunch_records
from bot.pairings.lunch.meeting_options import common_way
from bot.pairings.lunch.outcomes import Answered
from bot.pairings.models import Group, Membership, Programme, Round, Seat
from bot.pairings.rules import PRESENT, GroupState, LunchAnswer, SearchResult
from bot.profiles.matching_input import described, kept_apart
from bot.profiles.working_hours import in_working_hours
from bot.schedule.fates import Fate

AN_HOUR_TO_ANSWER = timedelta(hours=1)


async def propose(moment: Moment, group_id: int) -> None:
    """Ask each of a group's people, alone, whether they would like to; in working hours where that leaves time."""
    round_, group = await queries.round_and_group(moment, group_id)
    if round_ is None or group is None or group.state is not GroupState.PROPOSED:
        return
    if not lunch_days.leaves_time(round_.meets_at, moment.now):
        return  # after a long stillness; the round ends without it
    programme = await moment.session.get_one(Programme, round_.programme_id)
    seats = await _present(moment, group)
    asked = [seat.member for seat in seats]
    known = await described(moment.session, moment.workspace, asked)
    group.way = await _way(moment, programme, asked)
    group.answer_by = lunch_days.answer_by(round_.meets_at, [known[member].zone for member in asked], moment.now)
    await moment.later(Later.LAPSES, group.id, group.answer_by)
    new = {
        queries.proposal_letter(seat): in_working_hours(
            known[seat.member].zone, moment.now, group.answer_by, AN_HOUR_TO_ANSWER
        )
        for seat in seats
    }
    await cards.show_group(moment, programme, group, new=new)


async def accept(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Answered:
    """*Accept*: on once all have; nothing is shown to the others before."""
    return await _answer(moment, member.id, group_id, LunchAnswer.IN, pressed)


async def decline(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Answered:
    """*Not this time*: also after a yes, until all have said it. They are not asked about this lunch again."""
    return await _answer(moment, member.id, group_id, LunchAnswer.OUT, pressed)


async def drop_out(moment: Moment, member: str, group: Group) -> None:
    """Take a member out of a locked group that is proposed, whose round is locked. The others are not told why."""
    round_ = await moment.session.get_one(Round, group.round_id)
    programme = await moment.session.get_one(Programme, round_.programme_id)
    await _say(moment, round_, group, {member: LunchAnswer.OUT})
    await cards.show_group(moment, programme, group, new=await _settle(moment, programme, round_, group))


async def proposal_settled(moment: Moment, fate: Fate) -> None:
    """A proposal could not be brought to somebody: they are out of this lunch, and that is no silence of theirs."""
    round_, group = await queries.round_and_group(moment, fate.subject)
    if fate.has_arrived or round_ is None or group is None or group.state is not GroupState.PROPOSED:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    seats = await queries.seats_of(moment, group)
    unreached = [seat.member for seat in seats if seat.member in fate.readers and seat.answer is LunchAnswer.WAITING]
    await _say(moment, round_, group, dict.fromkeys(unreached, LunchAnswer.UNREACHED), is_out=True)
    await cards.show_group(moment, programme, group, new=await _settle(moment, programme, round_, group))


async def lapse(moment: Moment, group_id: int) -> None:
    """The time to answer has passed. Whoever said yes is matched again, or told the truth."""
    round_, group = await queries.round_and_group(moment, group_id)
    if round_ is None or group is None or group.state is not GroupState.PROPOSED:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    await cards.show_group(moment, programme, group, new=await let_lapse(moment, programme, round_, group))


async def let_lapse(moment: Moment, programme: Programme, round_: Round, group: Group) -> cards.New:
    """The same for a locked group that is proposed, of a locked round; the cards that are to be shown as new.

    Nobody is asked on and on: who stays silent is out, until they say otherwise. Who was never reached is not silent.
    """
    waiting = [seat for seat in await queries.seats_of(moment, group) if seat.answer is LunchAnswer.WAITING]
    reached = await lunch_records.reached(moment, waiting)
    said = {seat.member: LunchAnswer.LAPSED if seat.member in reached else LunchAnswer.UNREACHED for seat in waiting}
    await _say(moment, round_, group, said, is_out=True)
    for seat in waiting:
        if await lunch_history.silent_since(moment, programme, [seat.member]):
            (await moment.session.get_one(Membership, (programme.id, seat.member))).is_in = False
            await participation.show(moment, programme, [seat.member])
            told = await lunch_records.rounds_told(moment, programme, seat.member)
            await cards.show(moment, programme, told, [seat.member])
    return await _settle(moment, programme, round_, group)


async def _answer(moment: Moment, member: str, group_id: int, answer: LunchAnswer, pressed: Pressed | None) -> Answered:
    """Take an answer, if it can still be given; in any case the card says how it stands."""
    round_, group = await queries.round_and_group(moment, group_id)
    seats = [] if group is None else await queries.seats_of(moment, group)
    seat = next((seat for seat in seats if seat.member == member), None)
    if round_ is None or group is None or seat is None or group.answer_by is None:
        return Answered.NOT_YOURS
    programme = await moment.session.get_one(Programme, round_.programme_id)
    new: cards.New = {}
    if group.state is GroupState.PROPOSED and group.answer_by <= moment.now:
        new = await let_lapse(moment, programme, round_, group)
    outcome = _why_no_answer(group, seat)
    if outcome is None:
        outcome = Answered.YES_BEFORE if seat.answer is answer else Answered.DONE
        await _say(moment, round_, group, {member: answer}, is_out=answer is LunchAnswer.OUT)
        new = await _settle(moment, programme, round_, group)
    await cards.show_group(moment, programme, group, new=new, pressed=pressed)
    return outcome


async def _say(
    moment: Moment, round_: Round, group: Group, said: Mapping[str, LunchAnswer], *, is_out: bool = False
) -> None:
    """Keep what some of a group say, and that they are out."""
    # Written anew for all of them: PostgreSQL shows which rows were written at once.
    seats = await queries.seats_of(moment, group)
    attendances = await lunch_records.attend_all(moment, round_, [seat.member for seat in seats])
    for seat in seats:
        seat.say(said.get(seat.member, seat.answer))
        attendance = attendances[seat.member]
        attendance.keep(is_out=attendance.is_out or (is_out and seat.member in said))
        flag_modified(seat, "kept_answer")
        flag_modified(attendance, "kept_words")
    await moment.session.flush()


def _why_no_answer(group: Group, seat: Seat) -> Answered | None:
    match seat.answer:
        case LunchAnswer.LAPSED | LunchAnswer.UNREACHED:
            return Answered.LAPSED
        case LunchAnswer.OUT:
            return Answered.NO_BEFORE
    if group.state is GroupState.PROPOSED:
        return None
    return Answered.OFF if group.state in (GroupState.DISSOLVED, GroupState.STEPPED_BACK) else Answered.ON


async def _settle(moment: Moment, programme: Programme, round_: Round, group: Group) -> cards.New:
    """After an answer: two who are left of a trio go on, somebody alone is matched again, and all who say yes meet."""
    await moment.session.flush()
    left = await _present(moment, group)
    if len(left) < SMALLEST_GROUP:
        return await _end(moment, programme, round_, group, left)
    if any(seat.answer is LunchAnswer.WAITING for seat in left):
        return {}
    if await kept_apart(moment.session, moment.workspace, [seat.member for seat in left]):
        return await _end(moment, programme, round_, group, left)  # one of them would rather not, since they were asked
    await introduce_soon(moment, group)
    for seat in await queries.seats_of(moment, group):
        seat.seem(group.state)
    return {}


async def _end(moment: Moment, programme: Programme, round_: Round, group: Group, left: Collection[Seat]) -> cards.New:
    """A proposal is off. Whoever is left is free again, and hears the same whatever happened."""
    group.move(GroupState.DISSOLVED)
    await forget_what_comes(moment, group)
    looks_on = bool(left) and await lunch_records.look_again(moment, programme, round_)
    said_yes = [seat for seat in left if seat.answer is LunchAnswer.IN]
    if looks_on:
        return {cards.off_letter(seat): moment.now for seat in said_yes}
    told = await lunch_records.attend_all(moment, round_, [seat.member for seat in said_yes])
    for attendance in told.values():
        attendance.keep(truth=SearchResult.THAT_DAY)
    return {queries.left_out_letter(round_.id, one.known_as): moment.now for one in told.values()}


async def _present(moment: Moment, group: Group) -> Sequence[Seat]:
    return [seat for seat in await queries.seats_of(moment, group) if seat.answer in PRESENT]


async def _way(moment: Moment, programme: Programme, asked: Sequence[str]) -> str:
    chosen = [await moment.session.get_one(Membership, (programme.id, member)) for member in asked]
    return common_way({one.member: one.ways for one in chosen}, {one.member: one.place for one in chosen})
