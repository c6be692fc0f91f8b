"""Looking after a circle: changing, pausing and ending it. It needs no owner, so several people may."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.cadence import Cadence, CadenceError, Occurrence, from_rule, next_five, to_rule
from bot.channels.membership import is_gone, sync_members
from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as cards
from bot.circles.meetings import deciding, planning, tables
from bot.circles.models import Circle, Meeting
from bot.circles.organizing import starting, stopping
from bot.circles.organizing.drafts import CircleDraft
from bot.circles.outcomes import Looking
from bot.circles.rules import MeetingOffReason
from bot.circles.views.shared import zone_of
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_klatch_in
from bot.recurring.rules import RecurringState


async def circle_for(moment: Moment, member: Member, circle_id: int) -> Circle | Looking:
    """A circle that has not ended, locked, for who may change it; otherwise why not."""
    circle = await circle_to_end(moment, member, circle_id)
    if isinstance(circle, Looking) or await queries.looks_after(moment, circle, member):
        return circle
    return Looking.KLATCH_NOT_THERE if await is_gone(moment, circle.channel) else Looking.NOT_INSIDE


async def circle_to_end(moment: Moment, member: Member, circle_id: int) -> Circle | Looking:
    """The same for who may pause and end it, and need not be in its channel."""
    circle = await queries.circle_of(moment, circle_id)
    if circle is None or circle.state is RecurringState.ENDED:
        return Looking.OVER
    if await queries.may_be_ended_by(moment, circle, member):
        return circle
    is_lost = circle.started_by == member.id and await is_gone(moment, circle.channel)
    return Looking.KLATCH_NOT_THERE if is_lost else Looking.NOT_YOURS


async def change(moment: Moment, member: Member, circle_id: int, draft: CircleDraft) -> Looking:
    """Change a circle. A meeting that is announced stays when and where it is; the new days begin after it.

    Raises CadenceError when no date is left.
    """
    circle = await circle_for(moment, member, circle_id)
    if isinstance(circle, Looking):
        return circle
    if await starting.is_name_taken(moment, circle.channel, draft.name, circle):
        return Looking.NAME_TAKEN
    is_replanned = draft.cadence != from_rule(circle.cadence)
    if is_replanned:
        circle.cadence = to_rule(await _after_what_was(moment, circle, draft.cadence))
    circle.name, circle.about, circle.place = draft.name, draft.about, draft.place
    circle.minutes, circle.parts = draft.minutes, [list(part) for part in draft.parts]
    circle.seats, circle.quorum, circle.table_size = draft.seats, draft.quorum, draft.table_size
    if is_replanned and circle.state is RecurringState.RUNNING:
        await planning.plan(moment, circle)
    await moment.later(Later.GIVES_PLACES, circle.id, moment.now)
    meeting = await queries.coming_meeting(moment, circle)
    if meeting is not None:
        await tables.plan(moment, circle, meeting)
        await deciding.settle_if_enough_come(moment, circle, meeting)
        await cards.show_to_all(moment, circle, meeting, meeting.host)
    await circle_cards.show_to_all(moment, circle)
    return Looking.DONE


async def pause(moment: Moment, member: Member, circle_id: int) -> Circle | Looking:
    """Have no meetings for now. One that is announced is called off."""
    circle = await circle_to_end(moment, member, circle_id)
    if isinstance(circle, Looking):
        return circle
    if circle.state is not RecurringState.RUNNING:
        return Looking.DONE_BEFORE
    circle.move(RecurringState.PAUSED)
    await stopping.rest(moment, circle, MeetingOffReason.PAUSED)
    return circle


async def resume(moment: Moment, member: Member, circle_id: int) -> Circle | Looking:
    """Go on with the next meeting."""
    circle = await circle_for(moment, member, circle_id)
    if isinstance(circle, Looking):
        return circle
    if circle.state is not RecurringState.PAUSED:
        return Looking.DONE_BEFORE
    if not await is_klatch_in(moment, circle.channel):
        return Looking.KLATCH_NOT_THERE
    circle.move(RecurringState.RUNNING)
    circle.because = None
    await planning.plan(moment, circle)
    await circle_cards.show_to_all(moment, circle)
    await sync_members(moment, circle.channel, Later.CHANNEL_READ, circle.id)
    return circle


async def end(moment: Moment, member: Member, circle_id: int) -> Circle | Looking:
    """Have no meetings any more. One that is announced is called off."""
    circle = await circle_to_end(moment, member, circle_id)
    if isinstance(circle, Looking):
        return circle
    await stopping.end_for_good(moment, circle)
    return circle


async def dates_ahead(moment: Moment, circle: Circle | None, cadence: Cadence) -> Sequence[Occurrence]:
    """The meetings that a circle would have by this cadence, without the one that is announced already.

    Raises CadenceError when no date is left.
    """
    if circle is not None and cadence != from_rule(circle.cadence):
        cadence = await _after_what_was(moment, circle, cadence)
    meeting = await queries.coming_meeting(moment, circle) if circle is not None else None
    ahead = [one for one in next_five(cadence, moment.now) if meeting is None or one.key != meeting.occurrence]
    if not ahead:
        raise CadenceError("None of these dates is to come. Please add one.")
    return ahead


async def _after_what_was(moment: Moment, circle: Circle, cadence: Cadence) -> Cadence:
    """A new cadence from the day after the last meeting that people know of: a day has one meeting at most."""
    known = await moment.session.execute(
        select(func.max(Meeting.occurrence), func.max(Meeting.starts_at)).where(Meeting.circle_id == circle.id)
    )
    last_key, last_at = known.one()
    if last_key is None:
        return cadence
    zones = (zone_of(circle), ZoneInfo(cadence.zone))
    last_day = max(last_at.astimezone(zone).date() for zone in zones)
    return cadence.beginning_after(max(last_day, date.fromisoformat(last_key)))
