"""*Status*: how a member takes part in lunch, what is arranged, and what comes next."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.members.models import Member
from bot.moment import Moment
from bot.pairings import queries
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import history
from bot.pairings.lunch.membership_cards import taking_part
from bot.pairings.lunch.queries import lunch_of
from bot.pairings.models import Membership, Programme, Seat
from bot.pairings.rules import PRESENT
from bot.pairings.views import lunch as views
from bot.recurring.rules import RecurringState

_Noons = Mapping[str, Sequence[datetime]]


async def status(moment: Moment, member: Member) -> views.LunchStatus:
    """Return what a member is shown about their lunches."""
    programme, now, zone = await lunch_of(moment), moment.now, member.zone
    today = now.astimezone(zone).date()
    is_open = next(lunch_days.days_ahead(zone, now)) == today
    if programme is None:
        return views.LunchStatus(taking_part(None, None, now), views.NextLunch(None, None), (), (), is_open)
    part = taking_part(await queries.membership_of(moment, programme, member.id), programme, now)
    lunches = await history.lunches_of(moment, programme, now, member.id)
    ahead = [lunch for lunch in lunches if lunch.round_.meets_at > now]
    taken = await _taken_of(moment, programme, [member.id])
    asked_for = await history.asked_for(moment, programme, member.id)
    noons = [*asked_for, *(one.round_.meets_at for one in lunches)]
    has_today = any(lunch_days.day_at(noon, zone) == today for noon in noons)
    return views.LunchStatus(
        part,
        _next_of(part.membership, member, now, taken),
        [views.Upcoming(one.round_, one.group, one.seat, await _others(moment, one, member)) for one in ahead],
        [noon for noon in asked_for if noon not in {one.round_.meets_at for one in ahead}],
        is_open and not has_today and programme.state is RecurringState.RUNNING,
    )


def _next_of(membership: Membership | None, member: Member, now: datetime, taken: _Noons) -> views.NextLunch:
    """Return the next day for which somebody may be looked for, outside the weeks that are taken."""
    if membership is None:
        return views.NextLunch(None, None)
    days = [noon.astimezone(member.zone).date() for noon in taken.get(member.id, ())]
    after = membership.paused_until or now
    day = lunch_days.next_day_of(
        membership.weekdays, member.zone, now, after=after, before=membership.ends_at, taken=days
    )
    asks_at = None if day is None else lunch_days.asks_at(day, member.zone)
    return views.NextLunch(day, asks_at if asks_at is not None and asks_at > now else None)


async def _taken_of(moment: Moment, programme: Programme, members: Collection[str]) -> _Noons:
    """Return the lunches around now that take a week of these members: they have it, or have left it unanswered."""
    theirs = Seat.member.in_(members)
    taken = dict(await history.taken_noons(moment, programme, moment.now, theirs))
    for member, noons in (await history.unanswered_noons(moment, programme, moment.now, theirs)).items():
        taken[member] = [*taken.get(member, ()), *noons]
    return taken


async def _others(moment: Moment, lunch: history.Lunch, member: Member) -> list[str]:
    seats = await queries.seats_of(moment, lunch.group)
    return [seat.member for seat in seats if seat.member != member.id and seat.answer in PRESENT]
