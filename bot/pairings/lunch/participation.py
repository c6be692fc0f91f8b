"""Taking part in lunch: joining, skipping a week, leaving."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.pairings import dropping_out, queries
from bot.pairings.lunch import cards, membership_cards
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import queries as lunch_queries
from bot.pairings.lunch.history import pending_rounds
from bot.pairings.lunch.meeting_options import LunchPreferences, ways_of
from bot.pairings.lunch.outcomes import JoinResult
from bot.pairings.lunch.rounds import plan
from bot.pairings.models import Membership, Programme, Round
from bot.pairings.rules import GroupState
from bot.profiles.working_hours import WORKING_WEEKDAYS


async def join(moment: Moment, member: Member, preferences: LunchPreferences) -> JoinResult:
    """Take part from now on, or change how. A pause stays as it is for somebody who is in."""
    ends_at = _end_of_week(member, moment.now) if preferences.only_this_week else None
    if ends_at is not None and not _has_a_day(preferences, member, moment.now, ends_at):
        return JoinResult.NONE_LEFT
    programme = await lunch_queries.lunch_or_new(moment)
    membership = await save_ways(moment, programme, member, preferences)
    if not lunch_queries.is_taking_part(membership, moment.now):
        membership.paused_until = None
    membership.is_in, membership.ends_at = True, ends_at
    membership.weekdays = sorted(set(preferences.weekdays) & set(WORKING_WEEKDAYS))
    if ends_at is not None:
        await membership_cards.show_again_at(moment, ends_at)
    await plan(moment, programme)
    await _rematch(moment, programme, member, membership)
    await membership_cards.tell_anew(moment, programme, membership)
    await cards.show_member(moment, programme, member)
    return JoinResult.DONE


async def skip_week(moment: Moment, member: Member, pressed: Pressed | None = None) -> date | None:
    """Have no lunch this week. Return the Monday from which the member is back; None when they take no part."""
    programme, membership = await _taking_part(moment, member)
    back = lunch_days.monday_of_lunch_week(member.zone, moment.now) + lunch_days.A_WEEK
    if programme is not None and membership is not None:
        membership.paused_until = lunch_days.starts_at(back, member.zone)
        await membership_cards.show_again_at(moment, membership.paused_until)
        await _drop_out(moment, programme, member, before=membership.paused_until)
    await cards.show_member(moment, programme, member, pressed)
    return back if membership is not None else None


async def resume(moment: Moment, member: Member, pressed: Pressed | None = None) -> JoinResult:
    """End a skip, and have somebody looked for at once."""
    programme, membership = await _taking_part(moment, member)
    if programme is not None and membership is not None:
        membership.paused_until = None
        await plan(moment, programme)
        await _rematch(moment, programme, member, membership)
    await cards.show_member(moment, programme, member, pressed)
    return JoinResult.DONE if membership is not None else JoinResult.NOT_IN


async def leave(moment: Moment, member: Member, pressed: Pressed | None = None) -> JoinResult:
    """Take no part any more, nor on one day. A lunch for which they have been introduced stays as it is."""
    programme, membership = await _taking_part(moment, member)
    if membership is not None:
        membership.is_in, membership.paused_until, membership.ends_at = False, None, None
    had_asked = programme is not None and await _drop_out(moment, programme, member, before=None)
    await cards.show_member(moment, programme, member, pressed)
    return JoinResult.DONE if membership is not None or had_asked else JoinResult.NOT_IN


async def save_ways(moment: Moment, programme: Programme, member: Member, preferences: LunchPreferences) -> Membership:
    """Note how a member would meet, and where. Return what they have chosen; a new one is not in."""
    membership = await queries.membership_of(moment, programme, member.id)
    if membership is None:
        membership = Membership(programme_id=programme.id, member=member.id, is_in=False, weekdays=[], place="")
        moment.session.add(membership)
    places = await _places(moment, programme, member.id)
    membership.ways = ways_of(preferences.ways, preferences.place, places)
    membership.place = preferences.place
    await moment.session.flush()
    return membership


async def leave_round(moment: Moment, round_: Round, member: str) -> None:
    """Take a member out of what they asked for in a locked round, and of what they were proposed."""
    (await lunch_queries.attendance_of(moment, round_, member)).asked_today = False
    await dropping_out.drop_out(moment, round_, member, [GroupState.PROPOSED])


async def _places(moment: Moment, programme: Programme, without: str) -> Sequence[str]:
    """Return the places that others have named."""
    found = await moment.session.scalars(
        select(Membership.place)
        .where(Membership.programme_id == programme.id, Membership.place != "", Membership.member != without)
        .distinct()
    )
    return sorted(found)


async def _taking_part(moment: Moment, member: Member) -> tuple[Programme | None, Membership | None]:
    """Return the locked programme, and what the member has chosen if they take part."""
    programme = await lunch_queries.lunch_of(moment)
    membership = None if programme is None else await queries.membership_of(moment, programme, member.id)
    return programme, membership if lunch_queries.is_taking_part(membership, moment.now) else None


async def _rematch(moment: Moment, programme: Programme, member: Member, membership: Membership) -> None:
    """Have the rounds of a member's days matched again about which people are being asked already."""
    for found in await lunch_queries.open_rounds(moment, programme, member.zone):
        day = lunch_days.day_at(found.meets_at, member.zone)
        is_theirs = day is not None and day.weekday() in membership.weekdays
        if is_theirs and moment.now < lunch_days.pool_closes(found.meets_at):
            round_ = await queries.round_of(moment, found.id)
            if round_ is not None:
                await lunch_queries.ensure_rematch(moment, programme, round_)


async def _drop_out(moment: Moment, programme: Programme, member: Member, before: datetime | None) -> bool:
    """Take a member out of what they asked for or were proposed before an instant. Return False for nothing."""
    round_ids = await pending_rounds(moment, programme, member.id, before)
    for round_id in round_ids:
        round_ = await queries.round_of(moment, round_id)
        if round_ is not None:
            await leave_round(moment, round_, member.id)
    return bool(round_ids)


def _end_of_week(member: Member, now: datetime) -> datetime:
    monday = lunch_days.monday_of_lunch_week(member.zone, now)
    return lunch_days.starts_at(monday + (lunch_days.FRIDAY + 1) * lunch_days.A_DAY, member.zone)


def _has_a_day(preferences: LunchPreferences, member: Member, now: datetime, before: datetime) -> bool:
    day = lunch_days.next_day_of(preferences.weekdays, member.zone, now, after=now, before=before, taken=())
    return day is not None
