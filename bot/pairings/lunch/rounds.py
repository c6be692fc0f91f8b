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
from bot.pairings.lunch import history as lunch_history
from bot.pairings.lunch import proposing
from bot.pairings.lunch import queries as lunch_records
from bot.pairings.lunch.queries import LunchGuest
from bot.pairings.models import Group, Membership, Programme, Round, Seat
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
    """It is time to open the rounds of another lunch day."""
    programme = await queries.programme_of(moment, programme_id)
    if programme is not None and programme.kind is ProgrammeKind.LUNCH:
        await plan(moment, programme)


async def plan(moment: Moment, programme: Programme) -> None:
    """Open the rounds of a locked programme that have to be there now, and put the next time on the agenda.

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
    """The round of a day there, locked; opened if it is the first time that anybody needs it."""
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
    """Who is free for a locked round, and how they would meet; nobody when there is no time left to ask them."""
    is_on = programme.state is RecurringState.RUNNING and round_.state is RoundState.OPEN
    if not is_on or not lunch_days.leaves_time(round_.meets_at, moment.now):
        return {}
    return {guest.member.id: frozenset(guest.membership.ways) for guest in await _free(moment, programme, round_)}


async def over(moment: Moment, round_id: int) -> None:
    """A round's pool closes, and its last groups are made; or, when the time to answer has passed, it is over.

    Whoever knows that we look for somebody, and is still free, is told the truth.
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
    await moment.never_mind(Later.LUNCH_DECIDES, round_.id)
    await _note_truths(moment, programme, round_)
    round_.move(RoundState.CLOSED)
    await moment.sweep(Later.LUNCH_TRUTHS, round_.id)
    await moment.later(Later.LUNCH_PASSES, round_.id, round_.ends_at)
    await look_on(moment, programme)


async def has_passed(moment: Moment, round_id: int) -> None:
    """A lunch has passed, or the day that was offered instead of it, and with them what the cards are for."""
    round_ = await queries.round_of(moment, round_id)
    if round_ is not None:
        await moment.sweep(Later.LUNCH_SHOWS, round_.id)
        if moment.now < _offers_until(round_):
            await moment.later(Later.LUNCH_PASSES, round_.id, _offers_until(round_))


async def paused_or_resumed(moment: Moment, programme: Programme) -> None:
    """Show that a locked programme was paused or goes on, to whoever was told otherwise; then look for lunches."""
    await moment.sweep(Later.LUNCH_MEMBERS, programme.id)
    for round_id in await lunch_history.rounds_shown(moment, programme):
        await moment.sweep(Later.LUNCH_SHOWS, round_id)
    if programme.state is RecurringState.RUNNING:
        await plan(moment, programme)
        await look_on(moment, programme)


async def look_on(moment: Moment, programme: Programme) -> None:
    """Have everybody who is free now matched for the lunches that are open, as far as there is time."""
    if programme.state is not RecurringState.RUNNING:
        return
    for round_id in await lunch_records.all_open_rounds(moment, programme):
        round_ = await queries.round_of(moment, round_id)
        if round_ is not None:
            await lunch_records.look_again(moment, programme, round_)


async def _weekdays(moment: Moment, programme: Programme) -> Mapping[tzinfo, Collection[int]]:
    """The weekdays of those who take part, together, by their zones."""
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


async def _free(moment: Moment, programme: Programme, round_: Round) -> Sequence[LunchGuest]:
    taken = await lunch_history.taken_noons(moment, programme, round_.meets_at)
    guests = await lunch_records.guests_of(moment, programme, round_)
    waiting = await lunch_history.waiting_before(moment, programme, round_)
    unanswered = await lunch_history.unanswered_noons(moment, programme, round_.meets_at)
    return [
        guest
        for guest in guests
        if guest.member.id not in waiting
        and _is_free(guest, round_, taken.get(guest.member.id, ()), unanswered.get(guest.member.id, ()))
    ]


def _is_free(guest: LunchGuest, round_: Round, taken: Sequence[datetime], unanswered: Sequence[datetime]) -> bool:
    """Once a week by their usual days, and silence is an answer for the week; once a day where they asked for it."""
    day = round_.meets_at.astimezone(guest.member.zone).date()
    days = [noon.astimezone(guest.member.zone).date() for noon in taken]
    if not guest.membership.ways or day in days or (guest.attendance is not None and guest.attendance.is_out):
        return False
    if guest.attendance is not None and guest.attendance.asked_today:
        return True
    days += [noon.astimezone(guest.member.zone).date() for noon in unanswered]
    return _suits(guest.membership, round_, day) and not any(lunch_days.is_same_week(one, day) for one in days)


def _suits(membership: Membership, round_: Round, day: date) -> bool:
    """Whether a round is on one of a member's usual days, and in no pause of theirs."""
    is_back = queries.pause_of(membership, round_.meets_at) is None
    takes_part = lunch_records.is_taking_part(membership, round_.meets_at)
    return takes_part and is_back and day.weekday() in membership.weekdays


async def _lapse_all(moment: Moment, programme: Programme, round_: Round) -> None:
    waiting = await moment.session.scalars(
        select(Group.id).where(Group.round_id == round_.id, Group.state == GroupState.PROPOSED).order_by(Group.id)
    )
    for group_id in waiting.all():
        group = await queries.group_of(moment, group_id)
        if group is not None and group.state is GroupState.PROPOSED:
            await proposing.let_lapse(moment, programme, round_, group)  # whose cards are shown with all others


async def _note_truths(moment: Moment, programme: Programme, round_: Round) -> None:
    """Note who is told that nobody was found: who knows that we looked, and who has heard nothing all week."""
    fallen = await _whose_proposal_fell(moment, round_)
    for guest in await _free(moment, programme, round_):
        truth = await _truth_for(moment, programme, round_, guest, fallen)
        if truth is not None:
            attendance = await lunch_records.attend(moment, round_, guest.member.id)
            attendance.keep(truth=truth, why=round_.left_out.get(guest.member.id, attendance.kept.why))


async def _truth_for(
    moment: Moment, programme: Programme, round_: Round, guest: LunchGuest, fallen: Collection[str]
) -> SearchResult | None:
    had_asked = guest.attendance is not None and guest.attendance.asked_today
    if had_asked or guest.member.id in fallen:
        return SearchResult.THAT_DAY
    is_running = programme.state is RecurringState.RUNNING
    return SearchResult.THAT_WEEK if is_running and await _was_their_last_day(moment, round_, guest) else None


def _offers_until(round_: Round) -> datetime:
    """When the pool of the day that is offered instead has closed, also where clocks are changed until then."""
    days = lunch_days.next_working_day(round_.meets_at.date()) - round_.meets_at.date()
    return lunch_days.pool_closes(round_.meets_at + days) + CLOCKS_CHANGE_BY


async def _whose_proposal_fell(moment: Moment, round_: Round) -> set[str]:
    """Who had been proposed somebody in a round, until it was off for no doing of theirs."""
    found = await moment.session.scalars(
        select(Seat)
        .join(Group, Group.id == Seat.group_id)
        .where(Group.round_id == round_.id, Group.state == GroupState.DISSOLVED)
    )
    return {seat.member for seat in found if seat.answer in PRESENT}


async def _was_their_last_day(moment: Moment, round_: Round, guest: LunchGuest) -> bool:
    """Whether a week ends in which nobody was found for a member, and they have heard nothing."""
    zone, membership = guest.member.zone, guest.membership
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
    return not await lunch_history.was_asked_this_week(moment, round_, guest)
