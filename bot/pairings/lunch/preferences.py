"""What a member wishes about lunch: to join, to skip a week, to leave, to have lunch on one day, to know."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.pairings import dropping_out, queries
from bot.pairings.actions import Later
from bot.pairings.lunch import cards, participation
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import history as lunch_history
from bot.pairings.lunch import queries as lunch_records
from bot.pairings.lunch.days import day_at, starts_at
from bot.pairings.lunch.history import Lunch
from bot.pairings.lunch.meeting_options import MeetingOption, ways_of
from bot.pairings.lunch.outcomes import Joined, Pooled, Unpooled
from bot.pairings.lunch.queries import begin_lunch, lunch_of
from bot.pairings.lunch.rounds import open_round, plan
from bot.pairings.models import Attendance, Membership, Programme, Round
from bot.pairings.rules import PRESENT, GroupState, LunchAnswer, RoundState
from bot.pairings.views import lunch as views
from bot.profiles.working_hours import WORKING_WEEKDAYS
from bot.recurring.rules import RecurringState


async def join(moment: Moment, member: Member, wish: MeetingOption) -> Joined:
    """Take part from now on, or change how. A pause stays as it is for who is in."""
    ends_at = _end_of_week(member, moment.now) if wish.only_this_week else None
    if ends_at is not None and not _has_a_day(wish, member, moment.now, ends_at):
        return Joined.NONE_LEFT
    programme = await begin_lunch(moment)
    membership = await _know_ways(moment, programme, member, wish.ways, wish.place)
    if not lunch_records.is_taking_part(membership, moment.now):
        membership.paused_until = None
    membership.is_in, membership.ends_at = True, ends_at
    membership.weekdays = sorted(set(wish.weekdays) & set(WORKING_WEEKDAYS))
    if ends_at is not None:
        await moment.later(Later.LUNCH_WEEK_ENDS, participation.minute_of(ends_at), ends_at)
    await plan(moment, programme)
    await _look_for_them(moment, programme, member, membership)
    await participation.tell_anew(moment, programme, membership)
    await _show(moment, programme, member)
    return Joined.DONE


async def skip_week(moment: Moment, member: Member, pressed: Pressed | None = None) -> date | None:
    """Have no lunch this week; the Monday from which they are back. None for who takes no part."""
    programme, membership = await _taking_part(moment, member)
    back = lunch_days.monday_of_lunch_week(member.zone, moment.now) + lunch_days.A_WEEK
    if programme is not None and membership is not None:
        membership.paused_until = starts_at(back, member.zone)
        await moment.later(
            Later.LUNCH_WEEK_ENDS, participation.minute_of(membership.paused_until), membership.paused_until
        )
        await _drop_out(moment, programme, member, before=membership.paused_until)
    await _show(moment, programme, member, pressed)
    return back if membership is not None else None


async def resume(moment: Moment, member: Member, pressed: Pressed | None = None) -> Joined:
    """End a skip, and be looked for again at once."""
    programme, membership = await _taking_part(moment, member)
    if programme is not None and membership is not None:
        membership.paused_until = None
        await plan(moment, programme)
        await _look_for_them(moment, programme, member, membership)
    await _show(moment, programme, member, pressed)
    return Joined.DONE if membership is not None else Joined.NOT_IN


async def leave(moment: Moment, member: Member, pressed: Pressed | None = None) -> Joined:
    """Take no part any more, nor on one day. A lunch for which they have been introduced stays as it is."""
    programme, membership = await _taking_part(moment, member)
    if membership is not None:
        membership.is_in, membership.paused_until, membership.ends_at = False, None, None
    had_asked = programme is not None and await _drop_out(moment, programme, member, before=None)
    await _show(moment, programme, member, pressed)
    return Joined.DONE if membership is not None or had_asked else Joined.NOT_IN


async def look_again(moment: Moment, member: Member, pressed: Pressed | None) -> None:
    """A card was pressed for a form: it is brought up to date, however old it is."""
    await _show(moment, await lunch_of(moment), member, pressed)


async def ask_for(
    moment: Moment,
    member: Member,
    day: date,
    wish: MeetingOption | None = None,
    pressed: Pressed | None = None,
) -> Pooled:
    """Lunch on one day, whatever the usual days; with a wish for who has never said how they would meet."""
    outcome = _why_not(member, day, moment.now) or await _ask_for(moment, member, day, wish)
    await _show(moment, await lunch_of(moment), member, pressed, is_told=wish is not None)
    return outcome


async def not_on(moment: Moment, member: Member, day: date, pressed: Pressed | None = None) -> Unpooled:
    """Take a wish for lunch on one day back, and what has been proposed for it."""
    programme = await lunch_of(moment)
    outcome = Unpooled.NOT_IN if programme is None else await _not_on(moment, programme, member, day)
    await _show(moment, programme, member, pressed)
    return outcome


async def status(moment: Moment, member: Member) -> views.Status:
    """Where a member stands, and what comes next."""
    programme = await lunch_of(moment)
    is_open = next(lunch_days.days_ahead(member.zone, moment.now)) == moment.now.astimezone(member.zone).date()
    if programme is None:
        return views.Status(participation.taking_part(None, None, moment.now), views.Next(None, None), (), (), is_open)
    membership = await queries.membership_of(moment, programme, member.id)
    lunches = await lunch_history.lunches_of(moment, programme, moment.now, member.id)
    ahead = [lunch for lunch in lunches if lunch.round_.meets_at > moment.now]
    taken = await participation.taken_of(moment, programme, [member.id])
    asked_for = await lunch_history.asked_for(moment, programme, member.id)
    noons = [*asked_for, *(one.round_.meets_at for one in lunches)]
    has_today = any(day_at(noon, member.zone) == moment.now.astimezone(member.zone).date() for noon in noons)
    taking_part = participation.taking_part(membership, programme, moment.now)
    return views.Status(
        taking_part,
        participation.next_of(taking_part.membership, member, moment.now, taken),
        [views.Upcoming(one.round_, one.group, one.seat, await _others(moment, one, member)) for one in ahead],
        [noon for noon in asked_for if noon not in {one.round_.meets_at for one in ahead}],
        is_open and not has_today and programme.state is RecurringState.RUNNING,
    )


async def _show(
    moment: Moment,
    programme: Programme | None,
    member: Member,
    pressed: Pressed | None = None,
    *,
    is_told: bool = False,
) -> None:
    """Show a member what they have read about lunch in these days, and the card that they pressed.

    A press in an answer of ours, which is no card, proves nothing about where a card stands.
    """
    if programme is None:
        return
    pressed = pressed if pressed is not None and pressed.card else None
    rounds = {*await lunch_history.rounds_read(moment, programme, member.id)}
    rounds |= {*await lunch_records.rounds_told(moment, programme, member.id, pressed.card if pressed else "")}
    await participation.show(moment, programme, [member.id], pressed=pressed)
    new = await _wishes(moment, member, rounds) if is_told else {}
    await cards.show(moment, programme, rounds, [member.id], new=new, pressed=pressed)


async def _wishes(moment: Moment, member: Member, rounds: Collection[int]) -> cards.New:
    found = await moment.session.scalars(
        select(Attendance).where(Attendance.member == member.id, Attendance.round_id.in_(rounds))
    )
    return {lunch_records.wish_letter(one): moment.now for one in found}


async def _places(moment: Moment, programme: Programme, without: str) -> Sequence[str]:
    """The places that others have named."""
    found = await moment.session.scalars(
        select(Membership.place)
        .where(Membership.programme_id == programme.id, Membership.place != "", Membership.member != without)
        .distinct()
    )
    return sorted(found)


async def _taking_part(moment: Moment, member: Member) -> tuple[Programme | None, Membership | None]:
    """The locked programme and what a member chose, if they take part."""
    programme = await lunch_of(moment)
    membership = None if programme is None else await queries.membership_of(moment, programme, member.id)
    return programme, membership if lunch_records.is_taking_part(membership, moment.now) else None


async def _know_ways(
    moment: Moment, programme: Programme, member: Member, ways: Sequence[str], place: str
) -> Membership:
    membership = await queries.membership_of(moment, programme, member.id)
    if membership is None:
        membership = Membership(programme_id=programme.id, member=member.id, is_in=False, weekdays=[], place="")
        moment.session.add(membership)
    membership.ways = ways_of(ways, place, await _places(moment, programme, member.id))
    membership.place = place
    await moment.session.flush()
    return membership


async def _look_for_them(moment: Moment, programme: Programme, member: Member, membership: Membership) -> None:
    """Have the rounds of their days matched again about which people are being asked already."""
    for found in await lunch_records.open_rounds(moment, programme, member.zone):
        day = day_at(found.meets_at, member.zone)
        is_theirs = day is not None and day.weekday() in membership.weekdays
        if is_theirs and moment.now < lunch_days.pool_closes(found.meets_at):
            round_ = await queries.round_of(moment, found.id)
            if round_ is not None:
                await lunch_records.look_again(moment, programme, round_)


def _why_not(member: Member, day: date, now: datetime) -> Pooled | None:
    if day.weekday() not in WORKING_WEEKDAYS:
        return Pooled.WEEKEND
    return None if day in _askable(member, now) else Pooled.CLOSED


async def _ask_for(moment: Moment, member: Member, day: date, wish: MeetingOption | None) -> Pooled:
    programme = await begin_lunch(moment)
    if programme.state is not RecurringState.RUNNING:
        return Pooled.RESTING
    membership = await queries.membership_of(moment, programme, member.id)
    if wish is not None:
        membership = await _know_ways(moment, programme, member, wish.ways, wish.place)
    if membership is None or not membership.ways:
        return Pooled.NO_WAY
    round_ = await open_round(moment, programme, day, member.zone)
    lunch = await _lunch_on(moment, programme, member, day)
    if lunch is not None:
        if lunch.group.state is not GroupState.PROPOSED:
            return Pooled.INTRODUCED
        return Pooled.SAID_YES if lunch.seat.answer is LunchAnswer.IN else Pooled.PROPOSED
    if round_.state is not RoundState.OPEN:
        return Pooled.CLOSED
    before = await moment.session.get(Attendance, (round_.id, member.id), populate_existing=True)
    if before is not None and before.asked_today and not before.is_out:
        return Pooled.IN_BEFORE
    attendance = await lunch_records.attend(moment, round_, member.id)
    attendance.asked_today = True
    attendance.keep(is_out=False)
    await lunch_records.look_again(moment, programme, round_)
    return Pooled.IN


async def _not_on(moment: Moment, programme: Programme, member: Member, day: date) -> Unpooled:
    rounds = await lunch_records.open_rounds(moment, programme, member.zone)
    found = [round_.id for round_ in rounds if day_at(round_.meets_at, member.zone) == day]
    lunch = await _lunch_on(moment, programme, member, day)
    if lunch is not None and lunch.group.state is not GroupState.PROPOSED:
        return Unpooled.INTRODUCED
    round_ = await queries.round_of(moment, found[0]) if found else None
    if round_ is None:
        return Unpooled.NOT_IN
    (await lunch_records.attend(moment, round_, member.id)).keep(is_out=True)
    await _leave_round(moment, round_, member)
    return Unpooled.DONE


async def _drop_out(moment: Moment, programme: Programme, member: Member, before: datetime | None) -> bool:
    """Take a member out of what they asked for or were proposed before an instant; whether there was anything."""
    round_ids = await lunch_history.rounds_that_know(moment, programme, member.id, before)
    for round_id in round_ids:
        round_ = await queries.round_of(moment, round_id)
        if round_ is not None:
            await _leave_round(moment, round_, member)
    return bool(round_ids)


async def _leave_round(moment: Moment, round_: Round, member: Member) -> None:
    (await lunch_records.attend(moment, round_, member.id)).asked_today = False
    await dropping_out.drop_out(moment, round_, member.id, [GroupState.PROPOSED])


async def _lunch_on(moment: Moment, programme: Programme, member: Member, day: date) -> Lunch | None:
    lunches = await lunch_history.lunches_of(moment, programme, moment.now, member.id)
    return next((one for one in lunches if one.round_.meets_at.astimezone(member.zone).date() == day), None)


async def _others(moment: Moment, lunch: Lunch, member: Member) -> list[str]:
    seats = await queries.seats_of(moment, lunch.group)
    return [seat.member for seat in seats if seat.member != member.id and seat.answer in PRESENT]


def _askable(member: Member, now: datetime) -> list[date]:
    """The days for which one can ask: today until its pool closes, and the working day after; otherwise two more."""
    ahead = lunch_days.days_ahead(member.zone, now)
    return [next(ahead), next(ahead)]


def _end_of_week(member: Member, now: datetime) -> datetime:
    monday = lunch_days.monday_of_lunch_week(member.zone, now)
    return starts_at(monday + (lunch_days.FRIDAY + 1) * lunch_days.A_DAY, member.zone)


def _has_a_day(wish: MeetingOption, member: Member, now: datetime, before: datetime) -> bool:
    day = lunch_days.next_day_of(wish.weekdays, member.zone, now, after=now, before=before, taken=())
    return day is not None
