"""Proposing a lunch to each of its people alone. It is on when all have said yes, and nobody learns who did not."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm.attributes import flag_modified

from bot.matching.round_input import SMALLEST_GROUP
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.pairings import group_schedule, letter_keys, queries
from bot.pairings.actions import Later
from bot.pairings.lunch import cards, history, membership_cards
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import queries as lunch_queries
from bot.pairings.lunch.meeting_options import common_way
from bot.pairings.lunch.outcomes import AnswerResult
from bot.pairings.models import Group, Membership, Seat
from bot.pairings.queries import LockedGroup
from bot.pairings.rules import PRESENT, GroupState, LunchAnswer, SearchResult
from bot.profiles.matching_input import described, kept_apart
from bot.profiles.working_hours import in_working_hours
from bot.schedule.fates import Fate

AN_HOUR_TO_ANSWER = timedelta(hours=1)


async def propose(moment: Moment, group_id: int) -> None:
    """Ask each of a group's people, alone, whether they would like to; in working hours where that leaves time.

    Nobody is asked where one would rather not meet another, since the groups were made.
    """
    locked = await queries.locked_group(moment, group_id, GroupState.PROPOSED)
    if locked is None or not lunch_days.leaves_time(locked.round_.meets_at, moment.now):
        return  # after a long stillness there is no time left; the round ends without it
    group, noon, seats = locked.group, locked.round_.meets_at, await _present(moment, locked.group)
    members = [seat.member for seat in seats]
    if await kept_apart(moment.session, moment.workspace, members):
        await cards.show_group(moment, locked, new=await _end(moment, locked, seats))
        return
    known = await described(moment.session, moment.workspace, members)
    group.way = await _common_way(moment, locked.programme.id, members)
    by = lunch_days.answer_by(noon, [known[seat.member].zone for seat in seats], moment.now)
    group.answer_by = by
    await moment.later(Later.LAPSES, group.id, by)
    new = {
        letter_keys.proposal(seat): in_working_hours(known[seat.member].zone, moment.now, by, AN_HOUR_TO_ANSWER)
        for seat in seats
    }
    await cards.show_group(moment, locked, new=new)


async def accept(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> AnswerResult:
    """*Accept*: the lunch is on once all have; nothing is shown to the others before."""
    return await _answer(moment, member.id, group_id, LunchAnswer.IN, pressed)


async def decline(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> AnswerResult:
    """*Not this time*: also after a yes, until all have said it. They are not asked about this lunch again."""
    return await _answer(moment, member.id, group_id, LunchAnswer.OUT, pressed)


async def drop_out(moment: Moment, member: str, locked: LockedGroup) -> None:
    """Take a member out of a group that is proposed. The others are not told why."""
    await _note(moment, locked, {member: LunchAnswer.OUT})
    await cards.show_group(moment, locked, new=await _settle(moment, locked))


async def proposal_settled(moment: Moment, fate: Fate) -> None:
    """Take those to whom a proposal could not be brought out of this lunch; that is no silence of theirs."""
    locked = await queries.locked_group(moment, fate.subject, GroupState.PROPOSED)
    if locked is None or fate.has_arrived:
        return
    seats = await queries.seats_of(moment, locked.group)
    unreached = [seat.member for seat in seats if seat.member in fate.readers and seat.answer is LunchAnswer.WAITING]
    await _note(moment, locked, dict.fromkeys(unreached, LunchAnswer.UNREACHED), is_out=True)
    await cards.show_group(moment, locked, new=await _settle(moment, locked))


async def lapse(moment: Moment, group_id: int) -> None:
    """End the time to answer. Those who said yes are matched again, or told that nobody was found."""
    locked = await queries.locked_group(moment, group_id, GroupState.PROPOSED)
    if locked is not None:
        await cards.show_group(moment, locked, new=await let_lapse(moment, locked))


async def let_lapse(moment: Moment, locked: LockedGroup) -> cards.New:
    """End the time to answer without showing it. Return the cards that are to be shown as new.

    Nobody is asked on and on: a silent member is out, until they say otherwise. One never reached is not silent.
    """
    programme = locked.programme
    waiting = [seat for seat in await queries.seats_of(moment, locked.group) if seat.answer is LunchAnswer.WAITING]
    reached = await lunch_queries.reached(moment, waiting)
    said = {seat.member: LunchAnswer.LAPSED if seat.member in reached else LunchAnswer.UNREACHED for seat in waiting}
    await _note(moment, locked, said, is_out=True)
    for seat in waiting:
        if await history.silent_since(moment, programme, [seat.member]):
            (await moment.session.get_one(Membership, (programme.id, seat.member))).is_in = False
            await membership_cards.show(moment, programme, [seat.member])
            told = await lunch_queries.rounds_with_letters(moment, programme, seat.member)
            await cards.show(moment, programme, told, [seat.member])
    return await _settle(moment, locked)


async def _answer(
    moment: Moment, member: str, group_id: int, answer: LunchAnswer, pressed: Pressed | None
) -> AnswerResult:
    """Take an answer, if it can still be given; in any case the card is shown as it is now."""
    locked = await queries.locked_group(moment, group_id)
    seats = [] if locked is None else await queries.seats_of(moment, locked.group)
    seat = next((seat for seat in seats if seat.member == member), None)
    if locked is None or seat is None or locked.group.answer_by is None:
        return AnswerResult.NOT_YOURS
    new: cards.New = {}
    if locked.group.state is GroupState.PROPOSED and locked.group.answer_by <= moment.now:
        new = await let_lapse(moment, locked)
    outcome = _why_no_answer(locked.group, seat)
    if outcome is None:
        outcome = AnswerResult.YES_BEFORE if seat.answer is answer else AnswerResult.DONE
        await _note(moment, locked, {member: answer}, is_out=answer is LunchAnswer.OUT)
        new = await _settle(moment, locked)
    await cards.show_group(moment, locked, new=new, pressed=pressed)
    return outcome


async def _note(
    moment: Moment, locked: LockedGroup, answers: Mapping[str, LunchAnswer], *, is_out: bool = False
) -> None:
    """Keep the answers of some of a group, and that they are out."""
    # Written anew for all of them: PostgreSQL shows which rows were written at once.
    seats = await queries.seats_of(moment, locked.group)
    members = [seat.member for seat in seats]
    attendances = await lunch_queries.attendances_of(moment, locked.round_, members)
    for seat in seats:
        seat.say(answers.get(seat.member, seat.answer))
        attendance = attendances[seat.member]
        attendance.keep(is_out=attendance.is_out or (is_out and seat.member in answers))
        flag_modified(seat, "kept_answer")
        flag_modified(attendance, "kept_words")
    await moment.session.flush()


def _why_no_answer(group: Group, seat: Seat) -> AnswerResult | None:
    match seat.answer:
        case LunchAnswer.LAPSED | LunchAnswer.UNREACHED:
            return AnswerResult.LAPSED
        case LunchAnswer.OUT:
            return AnswerResult.NO_BEFORE
    if group.state is GroupState.PROPOSED:
        return None
    return AnswerResult.OFF if group.state in (GroupState.DISSOLVED, GroupState.STEPPED_BACK) else AnswerResult.ON


async def _settle(moment: Moment, locked: LockedGroup) -> cards.New:
    """Act on an answer: two left of a trio go on, one alone is matched again, and all who say yes are introduced."""
    await moment.session.flush()
    group, left = locked.group, await _present(moment, locked.group)
    if len(left) < SMALLEST_GROUP:
        return await _end(moment, locked, left)
    if any(seat.answer is LunchAnswer.WAITING for seat in left):
        return {}
    if await kept_apart(moment.session, moment.workspace, [seat.member for seat in left]):
        return await _end(moment, locked, left)  # one of them would rather not, since they were asked
    await group_schedule.introduce_soon(moment, group)
    for seat in await queries.seats_of(moment, group):
        seat.seem(group.state)
    return {}


async def _end(moment: Moment, locked: LockedGroup, left: Collection[Seat]) -> cards.New:
    """End a proposal. Those who are left are free again, and hear the same whatever happened."""
    round_ = locked.round_
    locked.group.move(GroupState.DISSOLVED)
    await group_schedule.cancel_all(moment, locked.group)
    looks_on = bool(left) and await lunch_queries.ensure_rematch(moment, locked.programme, round_)
    said_yes = [seat for seat in left if seat.answer is LunchAnswer.IN]
    if looks_on:
        return {letter_keys.proposal_off(seat): moment.now for seat in said_yes}
    told = await lunch_queries.attendances_of(moment, round_, [seat.member for seat in said_yes])
    for attendance in told.values():
        attendance.keep(truth=SearchResult.THAT_DAY)
    return {letter_keys.nobody_found(round_.id, one.known_as): moment.now for one in told.values()}


async def _present(moment: Moment, group: Group) -> Sequence[Seat]:
    return [seat for seat in await queries.seats_of(moment, group) if seat.answer in PRESENT]


async def _common_way(moment: Moment, programme_id: int, asked: Sequence[str]) -> str:
    chosen = [await moment.session.get_one(Membership, (programme_id, member)) for member in asked]
    return common_way({one.member: one.ways for one in chosen}, {one.member: one.place for one in chosen})
