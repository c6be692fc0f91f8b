"""Lunch on one day, whatever a member's usual days: asking for it, and taking that back."""

from datetime import date

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.pairings import queries
from bot.pairings.lunch import cards, history, participation
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import queries as lunch_queries
from bot.pairings.lunch.meeting_options import LunchPreferences
from bot.pairings.lunch.outcomes import CancelResult, RequestResult
from bot.pairings.lunch.rounds import open_round
from bot.pairings.models import Attendance, Programme
from bot.pairings.rules import GroupState, LunchAnswer, RoundState
from bot.profiles.working_hours import WORKING_WEEKDAYS
from bot.recurring.rules import RecurringState


async def request_day(
    moment: Moment,
    member: Member,
    day: date,
    preferences: LunchPreferences | None = None,
    pressed: Pressed | None = None,
) -> RequestResult:
    """Ask for lunch on one day; with preferences for a member who has never said how they would meet."""
    outcome = _why_not(member, day, moment) or await _request(moment, member, day, preferences)
    programme = await lunch_queries.lunch_of(moment)
    await cards.show_member(moment, programme, member, pressed, is_told=preferences is not None)
    return outcome


async def cancel_day(moment: Moment, member: Member, day: date, pressed: Pressed | None = None) -> CancelResult:
    """Take a request for lunch on one day back, and what has been proposed for it."""
    programme = await lunch_queries.lunch_of(moment)
    outcome = CancelResult.NOT_IN if programme is None else await _cancel(moment, programme, member, day)
    await cards.show_member(moment, programme, member, pressed)
    return outcome


def _why_not(member: Member, day: date, moment: Moment) -> RequestResult | None:
    """Return why a day cannot be asked for: one can ask for the next two lunch days whose pool is open."""
    if day.weekday() not in WORKING_WEEKDAYS:
        return RequestResult.WEEKEND
    ahead = lunch_days.days_ahead(member.zone, moment.now)
    return None if day in (next(ahead), next(ahead)) else RequestResult.CLOSED


async def _request(moment: Moment, member: Member, day: date, preferences: LunchPreferences | None) -> RequestResult:
    programme = await lunch_queries.lunch_or_new(moment)
    if programme.state is not RecurringState.RUNNING:
        return RequestResult.RESTING
    membership = await queries.membership_of(moment, programme, member.id)
    if preferences is not None:
        membership = await participation.save_ways(moment, programme, member, preferences)
    if membership is None or not membership.ways:
        return RequestResult.NO_WAY
    round_ = await open_round(moment, programme, day, member.zone)
    lunch = await _lunch_on(moment, programme, member, day)
    if lunch is not None:
        if lunch.group.state is not GroupState.PROPOSED:
            return RequestResult.INTRODUCED
        return RequestResult.SAID_YES if lunch.seat.answer is LunchAnswer.IN else RequestResult.PROPOSED
    if round_.state is not RoundState.OPEN:
        return RequestResult.CLOSED
    before = await moment.session.get(Attendance, (round_.id, member.id), populate_existing=True)
    if before is not None and before.asked_today and not before.is_out:
        return RequestResult.IN_BEFORE
    attendance = await lunch_queries.attendance_of(moment, round_, member.id)
    attendance.asked_today = True
    attendance.keep(is_out=False)
    await lunch_queries.ensure_rematch(moment, programme, round_)
    return RequestResult.IN


async def _cancel(moment: Moment, programme: Programme, member: Member, day: date) -> CancelResult:
    rounds = await lunch_queries.open_rounds(moment, programme, member.zone)
    found = [round_.id for round_ in rounds if lunch_days.day_at(round_.meets_at, member.zone) == day]
    lunch = await _lunch_on(moment, programme, member, day)
    if lunch is not None and lunch.group.state is not GroupState.PROPOSED:
        return CancelResult.INTRODUCED
    round_ = await queries.round_of(moment, found[0]) if found else None
    if round_ is None:
        return CancelResult.NOT_IN
    (await lunch_queries.attendance_of(moment, round_, member.id)).keep(is_out=True)
    await participation.leave_round(moment, round_, member.id)
    return CancelResult.DONE


async def _lunch_on(moment: Moment, programme: Programme, member: Member, day: date) -> history.Lunch | None:
    lunches = await history.lunches_of(moment, programme, moment.now, member.id)
    return next((one for one in lunches if one.round_.meets_at.astimezone(member.zone).date() == day), None)
