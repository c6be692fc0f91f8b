"""Who hosts a meeting: by turns; each is asked alone, and named when they have said yes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from bot.circles import letter_keys, queries
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.meetings.history import History, history_of
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.outcomes import HostingOutcome
from bot.circles.rules import HOST_ASKED_FOR, Coming
from bot.confinement import constant
from bot.database.marks import new_alias
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.working_hours import working_days_later

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

_CAN_HOST = constant(
    select(CircleMember, Member, Rsvp.failed)
    .join(Member, queries.BELONGS)
    .outerjoin(Rsvp, and_(Rsvp.meeting_id == bindparam("meeting"), Rsvp.member == Member.id))
    .where(
        CircleMember.member.not_in(bindparam("not_again", expanding=True)),
        or_(Rsvp.coming.is_(None), Rsvp.coming != Coming.NOT_THIS_TIME),
    )
)
_PLACES = constant(
    select(CircleMember)
    .where(CircleMember.circle_id == bindparam("circle"))
    .order_by(CircleMember.member)
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class HostCandidate:
    """A member of a circle who could host the meeting that comes."""

    member: str
    since: datetime
    """Instant at which they joined."""
    last_turn: datetime | None
    would_host: bool
    """They have said that they would like to."""
    lot: str
    """Their lot: the lowest goes first, of those whose turn is equally long ago."""


def next_in_turn(candidates: Iterable[HostCandidate], previous_at: datetime | None) -> str | None:
    """Return the member whose turn it is to host; None when there is nobody.

    First who said that they would like to host; then whose last turn is longest ago, who never had one before all
    others; among these the lot decides. Who joined after the previous meeting, at ``previous_at``, comes last: nobody
    has to begin with hosting.
    """

    def place_in_line(one: HostCandidate) -> tuple[bool, bool, datetime, str]:
        is_new = previous_at is not None and one.since > previous_at
        return not one.would_host, is_new, one.last_turn or _LONG_AGO, one.lot

    first = min(candidates, key=place_in_line, default=None)
    return first.member if first is not None else None


async def ask_next_host(moment: Moment, circle: Circle, meeting: Meeting, history: History) -> Sequence[str]:
    """Choose the next host of a meeting of a locked circle; nobody when nobody is left.

    Who has said that they would like to need not be asked. Returns the key of the letter that asks them: where they
    have their reminder, that now does.
    """
    found = {member.id: (place, member, failed) for place, member, failed in await _who_can(moment, circle, meeting)}
    candidates = [
        HostCandidate(one, place.since, place.last_turn, place.would_host, lot_of(moment.session, meeting.id, one))
        for one, (place, *_) in found.items()
    ]
    first = next_in_turn(candidates, history.met_last_at)
    if first is None:
        await _have_no_host(moment, meeting)
        return []
    place, member, failed = found[first]
    await _set_host(moment, meeting, place, member, agreed=place.would_host)
    return [letter_keys.reminder(meeting, first, failed or 0)]


async def agree(moment: Moment, member: Member, meeting_id: int) -> HostingOutcome:
    """Have the member who is asked host a meeting: from now on everybody reads so."""
    found = await queries.upcoming_meeting_of(moment, meeting_id)
    if found is None:
        return HostingOutcome.OVER
    circle, meeting = found
    if meeting.host != member.id:
        return HostingOutcome.NOT_ASKED
    meeting.have_host(member.id, agreed=True)
    await moment.cancel(Later.HOST_LAPSES, meeting.id)
    await moment.session.flush()
    await cards.show_to_all(moment, circle, meeting, member.id)
    return HostingOutcome.AGREED


async def pass_on(moment: Moment, member: Member, meeting_id: int) -> HostingOutcome:
    """Ask the next in line to host, for a member who passes. Nobody reads who was asked before."""
    found = await queries.upcoming_meeting_of(moment, meeting_id)
    if found is None:
        return HostingOutcome.OVER
    circle, meeting = found
    if meeting.host != member.id:
        return HostingOutcome.NOT_HOST
    had_agreed = meeting.host_agreed
    await replace_host(moment, circle, meeting)
    return HostingOutcome.PASSED_AFTER_YES if had_agreed else HostingOutcome.PASSED


async def request_expired(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Ask somebody else to host: who was asked has said nothing for a working day, which is a no."""
    if meeting.is_to_come(moment.now) and meeting.host is not None and not meeting.host_agreed:
        await replace_host(moment, circle, meeting)


async def volunteer(moment: Moment, member: Member, circle_id: int) -> HostingOutcome:
    """Have a member host the meeting that is announced if nobody has said yes, otherwise the one after it."""
    circle = await queries.circle_of(moment, circle_id)
    if circle is None or not await queries.is_in(moment, circle, member.id):
        return HostingOutcome.NOT_IN_CIRCLE
    meeting = await queries.upcoming_meeting(moment, circle)
    if meeting is not None and meeting.hosted_by == member.id:
        return HostingOutcome.HOSTS
    if meeting is not None and meeting.host == member.id:
        return await agree(moment, member, meeting.id)
    place = await queries.place_in(moment, circle, member.id)
    if meeting is not None and meeting.hosted_by is None and place is not None:
        before = meeting.host
        await _give_turn_back(moment, circle, meeting)
        await _set_host(moment, meeting, place, member, agreed=True)
        rsvp = await queries.find_rsvp(moment, meeting, member.id)
        reminder = letter_keys.reminder(meeting, member.id, rsvp.failed if rsvp is not None else 0)
        await cards.show_to_all(moment, circle, meeting, before, member.id, new=[reminder])
        return HostingOutcome.HOSTS
    if place is not None:
        place.would_host = True
    return HostingOutcome.NEXT_TIME


def lot_of(session: AsyncSession, meeting_id: int, member: str) -> str:
    """Return a member's lot for a meeting: in an order that others know, who hosts would tell who passed before."""
    return new_alias(session, f"lot {meeting_id} {member}")


async def replace_host(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Ask the next in line, whyever the host of a meeting or who is asked to be cannot.

    An old name on a card would tell who passed.
    """
    before = meeting.host
    if before is not None:
        meeting.note_passed(before)
    asked = await ask_next_host(moment, circle, meeting, await history_of(moment, circle))
    await cards.show_to_all(moment, circle, meeting, before, meeting.host, new=asked)


async def host_unreachable(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Ask somebody else to host, where who was to could not be told: it was not their turn."""
    place = await _give_turn_back(moment, circle, meeting)
    if place is None:
        return
    meeting.unreached = [*meeting.unreached, place.member]
    await moment.session.flush()
    asked = await ask_next_host(moment, circle, meeting, await history_of(moment, circle))
    await cards.show_to_all(moment, circle, meeting, meeting.host, new=asked)


async def _give_turn_back(moment: Moment, circle: Circle, meeting: Meeting) -> CircleMember | None:
    """Have it not been the turn of whoever hosts a meeting or is asked to, and return their place."""
    place = await queries.place_in(moment, circle, meeting.host) if meeting.host is not None else None
    if place is not None:
        await _note_turn(moment, place, meeting.turn_before)
    return place


async def _note_turn(moment: Moment, place: CircleMember, turn: datetime | None) -> None:
    """Note when it was last somebody's turn, and write all places of their circle anew.

    PostgreSQL lays down last what was written last: one row alone would tell, in any dump, who was asked.
    """
    places = await queries.rows(moment, _PLACES, circle=place.circle_id)
    place.last_turn = turn
    for one in places:
        flag_modified(one, "turn")
    await moment.session.flush()


async def _have_no_host(moment: Moment, meeting: Meeting) -> None:
    meeting.have_host(None, agreed=False)
    await moment.cancel(Later.HOST_LAPSES, meeting.id)
    await moment.session.flush()


async def _set_host(moment: Moment, meeting: Meeting, place: CircleMember, member: Member, *, agreed: bool) -> None:
    """Note who hosts or is asked to. That the host has a reminder before all others is not noted: beside who hosts in
    the end it would tell who passed.
    """
    meeting.have_host(place.member, agreed=agreed)
    meeting.turn_before = place.last_turn
    await _note_turn(moment, place, moment.now)
    place.would_host = False
    await moment.session.flush()
    expires_at = None if agreed else working_days_later(member.zone, moment.now, HOST_ASKED_FOR)
    await moment.plan(meeting.id, {Later.HOST_LAPSES: expires_at})


async def _who_can(
    moment: Moment, circle: Circle, meeting: Meeting
) -> Iterable[tuple[CircleMember, Member, int | None]]:
    """Return who in a circle has not passed this time and not said that they cannot come.

    Each with the number of reminders that failed; None for who has no answer yet.
    """
    values = {"circle": circle.id, "meeting": meeting.id, "not_again": [*meeting.passed, *meeting.unreached]}
    return (await moment.session.execute(_CAN_HOST, values, execution_options=queries.AS_IT_IS_NOW)).all()
