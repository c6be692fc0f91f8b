"""Rounds of lunch: opened ahead of each working day, decided as people become free, and over before noon."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import and_, or_, select

from bot.database.inserts import insert_once
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import takes_part
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import history, proposing
from bot.pairings.lunch import queries as lunch_queries
from bot.pairings.lunch.queries import LunchMember
from bot.pairings.models import Group, Membership, Programme, Round, Seat
from bot.pairings.queries import LockedGroup
from bot.pairings.rules import (
    LUNCH_ASKED_AFTER,
    PRESENT,
    REMATCH_WAIT,
    GroupState,
    ProgrammeKind,
    RoundState,
    SearchResult,
)
from bot.recurring.rules import RecurringState

AFTER_THE_LAST_ANSWERS = timedelta(seconds=1)
"""So that unanswered proposals have lapsed before, each in a transaction of its own."""
CLOCKS_CHANGE_BY = timedelta(hours=1)


async def plan_again(moment: Moment, programme_id: int) -> None:
    """Open the rounds of another lunch day, for it is time."""
    programme = await queries.programme_of(moment, programme_id)
    if programme is not None and programme.kind is ProgrammeKind.LUNCH:
        await plan(moment, programme)


async def plan(moment: Moment, programme: Programme) -> None:
    """Open the rounds of a locked programme that have to be there now, and schedule the next time.

    Days that have passed meanwhile are passed over: nobody was told of them. Once nobody takes part any more,
    nothing is planned until somebody joins.
    """
    if programme.state is RecurringState.ENDED:
        return
    following: list[datetime] = []
    for zone, weekdays in (await _weekdays(moment, programme)).items():
        days = lunch_days.days_to_open(weekdays, zone, moment.now)
        for day in days:
            await open_round(moment, programme, day, zone)
        following += [lunch_days.asks_at(day, zone) for day in days[-1:]]
    if following:
        await moment.later(Later.LUNCH_PLANS, programme.id, min(following))


async def open_round(moment: Moment, programme: Programme, day: date, zone: tzinfo) -> Round:
    """Lock the round of a day there, opened if it is the first time that anybody needs it."""
    noon = lunch_days.noon_of(day, zone)
    occurrence = f"{noon:%Y-%m-%dT%H:%MZ}"
    key = {"programme_id": programme.id, "occurrence": occurrence}
    found = select(Round.id).where(Round.programme_id == programme.id, Round.occurrence == occurrence)
    if await moment.session.scalar(found) is None:
        programme.rounds += 1
        await insert_once(
            moment.session,
            Round,
            list(key),
            **key,
            workspace=moment.workspace,
            number=programme.rounds,
            state=RoundState.OPEN,
            meets_at=noon,
            ends_at=noon + LUNCH_ASKED_AFTER,
            opened_at=moment.now,
            decisions=0,
        )
        round_id = (await moment.session.scalars(found)).one()
        first = max(lunch_days.asks_at(day, zone), moment.now + REMATCH_WAIT)
        await moment.later(Later.LUNCH_DECIDES, round_id, first)
        await moment.later(Later.LUNCH_OVER, round_id, lunch_days.pool_closes(noon))
    round_ = await queries.round_of(moment, (await moment.session.scalars(found)).one())
    if round_ is None:
        raise LookupError("a round that was just found is not there")
    return round_


async def free_for_lunch(moment: Moment, programme: Programme, round_: Round) -> dict[str, frozenset[str]]:
    """Return how those who are free for a locked round would meet; nobody when no time is left to ask them."""
    is_on = programme.state is RecurringState.RUNNING and round_.state is RoundState.OPEN
    if not is_on or not lunch_days.leaves_time(round_.meets_at, moment.now):
        return {}
    return {one.member.id: frozenset(one.membership.ways) for one in await _free(moment, programme, round_)}


async def close_round(moment: Moment, round_id: int) -> None:
    """Close a round's pool, and make its last groups; once the time to answer has passed, close the round.

    Those who know that we look for somebody, and are still free, are told the truth.
    """
    round_ = await queries.round_of(moment, round_id)
    if round_ is None or round_.state is not RoundState.OPEN:
        return
    ends = lunch_days.last_answer(round_.meets_at)
    if moment.now < ends:
        await moment.later(Later.LUNCH_DECIDES, round_.id, moment.now)
        await moment.later(Later.LUNCH_OVER, round_.id, ends + AFTER_THE_LAST_ANSWERS)
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    await _lapse_all(moment, programme, round_)
    await moment.cancel(Later.LUNCH_DECIDES, round_.id)
    await _note_truths(moment, programme, round_)
    round_.move(RoundState.CLOSED)
    await moment.sweep(Later.LUNCH_TRUTHS, round_.id)
    await moment.later(Later.LUNCH_PASSES, round_.id, round_.ends_at)
    await rematch_open_rounds(moment, programme)


async def show_past(moment: Moment, round_id: int) -> None:
    """Show the cards of a lunch that has passed, and again when the day that they offer instead has."""
    round_ = await queries.round_of(moment, round_id)
    if round_ is not None:
        await moment.sweep(Later.LUNCH_SHOWS, round_.id)
        if moment.now < _offers_until(round_):
            await moment.later(Later.LUNCH_PASSES, round_.id, _offers_until(round_))


async def paused_or_resumed(moment: Moment, programme: Programme) -> None:
    """Show everybody that a locked programme is paused, or has been resumed; then lunches are looked for."""
    await moment.sweep(Later.LUNCH_MEMBERS, programme.id)
    for round_id in await history.recent_rounds(moment, programme):
        await moment.sweep(Later.LUNCH_SHOWS, round_id)
    if programme.state is RecurringState.RUNNING:
        await plan(moment, programme)
        await rematch_open_rounds(moment, programme)


async def rematch_open_rounds(moment: Moment, programme: Programme) -> None:
    """Have everybody who is free now matched for the lunches that are open, as far as there is time."""
    if programme.state is not RecurringState.RUNNING:
        return
    for round_id in await lunch_queries.all_open_rounds(moment, programme):
        round_ = await queries.round_of(moment, round_id)
        if round_ is not None:
            await lunch_queries.ensure_rematch(moment, programme, round_)


async def _weekdays(moment: Moment, programme: Programme) -> Mapping[tzinfo, Collection[int]]:
    """Return the weekdays of those who take part, together, by their zones."""
    rows = await moment.session.execute(
        select(Member.time_zone, Membership.weekdays)
        .join(Membership, and_(Membership.programme_id == programme.id, Membership.member == Member.id))
        .where(
            Member.workspace == moment.workspace,
            takes_part(),
            Membership.is_in,
            or_(Membership.ends_at.is_(None), Membership.ends_at > moment.now),
        )
        .order_by(Member.time_zone)
    )
    found: dict[str, set[int]] = {}
    for name, weekdays in rows:
        found.setdefault(name, set()).update(weekdays)
    return {Member(time_zone=name).zone: weekdays for name, weekdays in found.items()}


async def _free(moment: Moment, programme: Programme, round_: Round) -> Sequence[LunchMember]:
    taken = await history.taken_noons(moment, programme, round_.meets_at)
    members = await lunch_queries.members_at_noon(moment, programme, round_)
    waiting = await history.waiting_for_earlier(moment, programme, round_)
    unanswered = await history.unanswered_noons(moment, programme, round_.meets_at)
    return [
        one
        for one in members
        if one.member.id not in waiting
        and _is_free(one, round_, taken.get(one.member.id, ()), unanswered.get(one.member.id, ()))
    ]


def _is_free(one: LunchMember, round_: Round, taken: Sequence[datetime], unanswered: Sequence[datetime]) -> bool:
    """Return True once a week on their usual days, where silence is an answer too; once a day where they asked."""
    day = round_.meets_at.astimezone(one.member.zone).date()
    days = [noon.astimezone(one.member.zone).date() for noon in taken]
    if not one.membership.ways or day in days or (one.attendance is not None and one.attendance.is_out):
        return False
    if one.attendance is not None and one.attendance.asked_today:
        return True
    days += [noon.astimezone(one.member.zone).date() for noon in unanswered]
    return _suits(one.membership, round_, day) and not any(lunch_days.is_same_week(one, day) for one in days)


def _suits(membership: Membership, round_: Round, day: date) -> bool:
    """Return True when a round is on one of a member's usual days, and in no pause of theirs."""
    is_back = queries.pause_of(membership, round_.meets_at) is None
    takes_part = lunch_queries.is_taking_part(membership, round_.meets_at)
    return takes_part and is_back and day.weekday() in membership.weekdays


async def _lapse_all(moment: Moment, programme: Programme, round_: Round) -> None:
    waiting = await moment.session.scalars(
        select(Group.id).where(Group.round_id == round_.id, Group.state == GroupState.PROPOSED).order_by(Group.id)
    )
    for group_id in waiting.all():
        group = await queries.group_of(moment, group_id)
        if group is not None and group.state is GroupState.PROPOSED:
            # Its cards are shown with all others.
            await proposing.let_lapse(moment, LockedGroup(programme, round_, group))


async def _note_truths(moment: Moment, programme: Programme, round_: Round) -> None:
    """Note for those who know that we looked, or have heard nothing all week, that nobody was found."""
    fallen = await _whose_proposal_fell(moment, round_)
    for one in await _free(moment, programme, round_):
        truth = await _truth_for(moment, programme, round_, one, fallen)
        if truth is not None:
            attendance = await lunch_queries.attendance_of(moment, round_, one.member.id)
            attendance.keep(truth=truth, why=round_.left_out.get(one.member.id, attendance.kept.why))


async def _truth_for(
    moment: Moment, programme: Programme, round_: Round, one: LunchMember, fallen: Collection[str]
) -> SearchResult | None:
    had_asked = one.attendance is not None and one.attendance.asked_today
    if had_asked or one.member.id in fallen:
        return SearchResult.THAT_DAY
    is_running = programme.state is RecurringState.RUNNING
    return SearchResult.THAT_WEEK if is_running and await _was_their_last_day(moment, round_, one) else None


def _offers_until(round_: Round) -> datetime:
    """Return when the pool of the day that is offered instead has closed, also where clocks change until then."""
    days = lunch_days.next_working_day(round_.meets_at.date()) - round_.meets_at.date()
    return lunch_days.pool_closes(round_.meets_at + days) + CLOCKS_CHANGE_BY


async def _whose_proposal_fell(moment: Moment, round_: Round) -> set[str]:
    """Return those who had been proposed somebody in a round, until it was off for no doing of theirs."""
    found = await moment.session.scalars(
        select(Seat)
        .join(Group, Group.id == Seat.group_id)
        .where(Group.round_id == round_.id, Group.state == GroupState.DISSOLVED, Group.answer_by.is_not(None))
    )
    return {seat.member for seat in found if seat.answer in PRESENT}


async def _was_their_last_day(moment: Moment, round_: Round, one: LunchMember) -> bool:
    """Return True when a week ends in which nobody was found for a member, and they have heard nothing."""
    zone, membership = one.member.zone, one.membership
    following = lunch_days.next_day_of(
        membership.weekdays,
        zone,
        round_.meets_at,
        after=membership.paused_until or moment.now,
        before=membership.ends_at,
        taken=(),
    )
    day = round_.meets_at.astimezone(zone).date()
    if following is not None and lunch_days.is_same_week(following, day):
        return False
    return not await history.was_asked_this_week(moment, round_, one)
