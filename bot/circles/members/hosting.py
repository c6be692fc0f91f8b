"""Who hosts a meeting: by turns; each is asked alone, and named when they have said yes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles import letter_keys, queries
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.cards.members import CircleReader
from bot.circles.meetings.history import History, history_of
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.outcomes import HostingOutcome
from bot.circles.rules import HOST_ASKED_FOR, Belonging, Coming, Reminder
from bot.database.marks import new_alias
from bot.database.prepared import Prepared
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import takes_part
from bot.profiles.working_hours import working_days_later

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

_PLACES: Prepared[*tuple[Any, ...]] = Prepared(
    select(
        CircleMember.member,
        CircleMember.since,
        CircleMember.turn,
        CircleMember.former_turn,
        CircleMember.would_host,
        CircleMember.belonging,
        CircleMember.reminder,
        CircleMember.places,
        Member.time_zone,
        Rsvp.coming,
        Rsvp.failed,
        Rsvp.news,
    )
    .outerjoin(Member, and_(Member.workspace == CircleMember.workspace, Member.id == CircleMember.member, takes_part()))
    .outerjoin(Rsvp, and_(Rsvp.meeting_id == bindparam("meeting"), Rsvp.member == CircleMember.member))
    .where(CircleMember.circle_id == bindparam("circle"))
    .order_by(CircleMember.member)
    .with_for_update(of=CircleMember)
)
_WRITE_TURN: Prepared[()] = Prepared(
    update(CircleMember)
    .where(CircleMember.circle_id == bindparam("circle"), CircleMember.member == bindparam("whose"))
    .values(turn=bindparam("own"), former_turn=bindparam("former"), would_host=bindparam("would"))
)


class _Place(NamedTuple):
    """The place of a member in a circle, with what they have answered to the meeting that comes."""

    member: str
    since: datetime
    turn: datetime | None
    former_turn: datetime | None
    would_host: bool
    belonging: Belonging
    reminder: Reminder
    places: int
    time_zone: str | None
    """None for who does not take part any more."""
    coming: Coming | None
    failed: int | None
    news: int | None

    @property
    def can_host(self) -> bool:
        """Return whether they are in the circle, and have not said that they cannot come."""
        is_there = self.belonging is Belonging.IN and self.time_zone is not None
        return is_there and self.coming is not Coming.NOT_THIS_TIME

    @property
    def last_turn(self) -> datetime | None:
        """Return when it was last their turn to host."""
        return self.turn or self.former_turn

    @property
    def reader(self) -> CircleReader:
        """Return them as a reader of the meeting's cards."""
        in_circle = (self.belonging, self.reminder, self.places)
        return CircleReader(
            self.member, self.time_zone or "", *in_circle, self.coming, self.failed or 0, self.news or 0
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


async def ask_next_host(moment: Moment, circle: Circle, meeting: Meeting, history: History) -> CircleReader | None:
    """Choose the next host of a meeting of a locked circle, and return them; None when nobody is left.

    Who has said that they would like to need not be asked.
    """
    places, not_again = await _places(moment, circle.id, meeting), {*meeting.passed, *meeting.unreached}
    can = {place.member: place for place in places if place.can_host and place.member not in not_again}
    candidates = [
        HostCandidate(one, place.since, place.last_turn, place.would_host, lot_of(moment.session, meeting.id, one))
        for one, place in can.items()
    ]
    first = next_in_turn(candidates, history.met_last_at)
    if first is None:
        await _have_no_host(moment, meeting)
        return None
    await _set_host(moment, meeting, places, can[first], agreed=can[first].would_host)
    return can[first].reader


def card_of_host(meeting: Meeting, host: CircleReader | None) -> Sequence[str]:
    """Return the key of the letter that asks a host, if there is one: where they have their reminder, that now does."""
    return [letter_keys.reminder(meeting, host.member, host.failed)] if host is not None else []


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
    if meeting is not None and meeting.hosted_by is None:
        await _host(moment, circle, meeting, member)
        return HostingOutcome.HOSTS
    place = await queries.place_in(moment, circle, member.id)
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
    await _ask_another(moment, circle, meeting, before)


async def host_unreachable(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Ask somebody else to host, where who was to could not be told: it was not their turn."""
    unreached = await _give_turn_back(moment, circle, meeting)
    if unreached is None:
        return
    meeting.unreached = [*meeting.unreached, unreached]
    await _ask_another(moment, circle, meeting)


async def _ask_another(moment: Moment, circle: Circle, meeting: Meeting, *before: str | None) -> None:
    host = await ask_next_host(moment, circle, meeting, await history_of(moment, circle))
    await cards.show_to_all(moment, circle, meeting, *before, meeting.host, new=card_of_host(meeting, host))


async def _host(moment: Moment, circle: Circle, meeting: Meeting, member: Member) -> None:
    """Have a member of the circle host a meeting to which nobody has said yes, of their own accord."""
    before = meeting.host
    await _give_turn_back(moment, circle, meeting)
    places = await _places(moment, circle.id, meeting)
    (own,) = [place for place in places if place.member == member.id]
    await _set_host(moment, meeting, places, own, agreed=True)
    new = card_of_host(meeting, own.reader)
    await cards.show_to_all(moment, circle, meeting, before, member.id, new=new)


async def _give_turn_back(moment: Moment, circle: Circle, meeting: Meeting) -> str | None:
    """Have it not have been the turn of whoever hosts a meeting or is asked to, and return who that is."""
    places = await _places(moment, circle.id, meeting) if meeting.host is not None else []
    whose = next((place for place in places if place.member == meeting.host), None)
    if whose is None:
        return None
    await _write_turns(moment, circle.id, places, whose._replace(turn=meeting.turn_before, former_turn=None))
    return whose.member


async def _places(moment: Moment, circle_id: int, meeting: Meeting) -> Sequence[_Place]:
    """Return all places in a circle, in the order of their members' ids, locked."""
    found = await _PLACES.rows(moment.session, circle=circle_id, meeting=meeting.id)
    return [_Place(*row) for row in found]


async def _write_turns(moment: Moment, circle_id: int, places: Sequence[_Place], changed: _Place) -> None:
    """Note when it was last somebody's turn, and write all places of their circle anew.

    PostgreSQL lays down last what was written last: one row alone would tell, in any dump, who was asked.
    """
    now = [changed if place.member == changed.member else place for place in places]
    rows = [
        {"whose": one.member, "own": one.turn, "former": one.former_turn, "would": one.would_host, "circle": circle_id}
        for one in now
    ]
    await _WRITE_TURN.run_many(moment.session, rows)


async def _have_no_host(moment: Moment, meeting: Meeting) -> None:
    meeting.have_host(None, agreed=False)
    await moment.cancel(Later.HOST_LAPSES, meeting.id)
    await moment.session.flush()


async def _set_host(moment: Moment, meeting: Meeting, places: Sequence[_Place], host: _Place, *, agreed: bool) -> None:
    """Note who hosts or is asked to. That the host has a reminder before all others is not noted: beside who hosts in
    the end it would tell who passed.
    """
    meeting.have_host(host.member, agreed=agreed)
    meeting.turn_before = host.last_turn
    turn = host._replace(turn=moment.now, former_turn=None, would_host=False)
    await _write_turns(moment, meeting.circle_id, places, turn)
    expires_at = None if agreed else working_days_later(host.reader.zone, moment.now, HOST_ASKED_FOR)
    await moment.plan(meeting.id, {Later.HOST_LAPSES: expires_at})
