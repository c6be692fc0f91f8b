"""Changing a circle; pausing, resuming and ending it, as of all that recurs. It has no owner, so several may."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from bot.cadence import Cadence, CadenceError, Fault, Occurrence, from_rule, next_five, to_rule
from bot.channels.membership import is_gone, sync_members
from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as cards
from bot.circles.meetings import planning, quorum, tables
from bot.circles.models import Circle, Meeting
from bot.circles.organizing import starting, stopping
from bot.circles.organizing.drafts import CircleDraft
from bot.circles.outcomes import CircleSaving
from bot.circles.rules import MeetingOffReason
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_organizer
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.planning import begin_after
from bot.recurring.rules import RecurringState
from bot.recurring.upkeep import Upkeep


async def change(moment: Moment, member: Member, circle_id: int, draft: CircleDraft) -> CircleSaving | UpkeepRefusal:
    """Change a circle. A meeting that is announced stays when and where it is; the new days begin after it.

    Raises CadenceError when no date is left.
    """
    circle = await CIRCLES.to_change(moment, member, circle_id)
    if isinstance(circle, UpkeepRefusal):
        return circle
    if await starting.is_name_taken(moment, circle.channel, draft.name, circle):
        return CircleSaving.NAME_TAKEN
    is_replanned = draft.cadence != from_rule(circle.cadence)
    if is_replanned:
        circle.cadence = to_rule(await _after_what_was(moment, circle, draft.cadence))
    draft.write(circle)
    if is_replanned and circle.state is RecurringState.RUNNING:
        await planning.plan(moment, circle)
    await moment.later(Later.GIVES_PLACES, circle.id, moment.now)
    meeting = await queries.current_meeting(moment, circle)
    if meeting is not None:
        await tables.plan(moment, circle, meeting)
        await quorum.go_ahead_if_enough_come(moment, circle, meeting)
        await cards.show_to_all(moment, circle, meeting, meeting.host)
    await circle_cards.show_to_all(moment, circle)
    return CircleSaving.DONE


async def dates_ahead(moment: Moment, circle: Circle | None, cadence: Cadence) -> Sequence[Occurrence]:
    """Return the meetings that a circle would have by this cadence, without the one that is announced already.

    Raises CadenceError when no date is left.
    """
    if circle is not None and cadence != from_rule(circle.cadence):
        cadence = await _after_what_was(moment, circle, cadence)
    meeting = await queries.current_meeting(moment, circle) if circle is not None else None
    ahead = [one for one in next_five(cadence, moment.now) if meeting is None or one.key != meeting.occurrence]
    if not ahead:
        raise CadenceError(Fault.NONE_TO_COME)
    return ahead


async def _after_what_was(moment: Moment, circle: Circle, cadence: Cadence) -> Cadence:
    """Return a new cadence from the day after the last meeting that was announced, moved or not."""
    known = await moment.session.execute(
        select(func.max(Meeting.occurrence), func.max(Meeting.starts_at)).where(Meeting.circle_id == circle.id)
    )
    last_key, last_at = known.one()
    cadence = begin_after(cadence, circle, last_at)
    return cadence.beginning_after(date.fromisoformat(last_key)) if last_key else cadence


async def _refusal(moment: Moment, circle: Circle, member: Member) -> UpkeepRefusal | None:
    if await queries.may_change(moment, circle, member) or await is_organizer(moment, member):
        return None
    is_lost = circle.started_by == member.id and await is_gone(moment, circle.channel)
    return UpkeepRefusal.KLATCH_NOT_THERE if is_lost else UpkeepRefusal.NOT_YOURS


async def _paused(moment: Moment, circle: Circle) -> None:
    await stopping.stop(moment, circle, MeetingOffReason.PAUSED)


async def _resumed(moment: Moment, circle: Circle, _member: Member) -> None:
    circle.because = None
    await planning.plan(moment, circle)
    await circle_cards.show_to_all(moment, circle)
    await sync_members(moment, circle.channel, Later.CHANNEL_READ, circle.id)


CIRCLES = Upkeep(
    find=queries.circle_of,
    looks_after=queries.may_change,
    refusal=_refusal,
    paused=_paused,
    resumed=_resumed,
    ended=stopping.ended,
)
