"""Encrypting, at the start, what an older version has left readable in columns that are private now.

Migrations have no key; so the first Klatch that knows how does it, some rows a transaction. Where nothing is left, it
costs a query of each table.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, extract, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from bot.circles.meetings.reminding import due
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.database.columns import Base
from bot.database.database import Database
from bot.flash import queries
from bot.flash.models import Ask, Invitation
from bot.flash.rules import UNTOLD, AskState, InvitationState
from bot.matching.round_input import Why
from bot.members.directory import day_of
from bot.members.models import Member
from bot.moment import Moment
from bot.pairings.models import Attendance, Group, Programme, Round, Seat
from bot.pairings.rules import ProgrammeKind
from bot.profiles.models import FormerNeverPair
from bot.profiles.profile import never_introduce

AT_ONCE = 200
"""Rows hidden in one transaction, which others wait for on SQLite."""

A_DAY = timedelta(days=1)
SECONDS_A_DAY = A_DAY // timedelta(seconds=1)

RowT = TypeVar("RowT", bound=Base)


async def hide(database: Database, now: datetime) -> None:
    """Encrypt all that is readable. Several processes may do so at once."""
    for hide_some in _STEPS:
        is_done = False
        while not is_done:
            async with database.transaction() as session:
                is_done = await hide_some(session, now) < AT_ONCE


async def _pairs(session: AsyncSession, now: datetime) -> int:
    pairs = await _next(session, FormerNeverPair, FormerNeverPair.workspace.is_not(None))
    for pair in pairs:
        await never_introduce(Moment(session, pair.workspace, now, ""), pair.member, pair.other)
        await session.delete(pair)
    return len(pairs)


async def _asks(session: AsyncSession, now: datetime) -> int:
    asks = await _next(session, Ask, ~Ask.shows_name & (Ask.named_asker != ""))
    for ask in asks:
        ask.asker = ask.named_asker
        if ask.state is AskState.LOOKING:
            await queries.keep_findable(Moment(session, ask.workspace, now, ""), ask)
    return len(asks)


async def _invitations(session: AsyncSession, _now: datetime) -> int:
    invitations = await _next(session, Invitation, Invitation.kept_state.is_(None))
    for invitation in invitations:
        await _hide_answer(session, invitation)
        invitation.suggested_by, invitation.named_by = invitation.named_by, None
    return len(invitations)


async def _hide_answer(session: AsyncSession, invitation: Invitation) -> None:
    """Have a mentor who declined seem to have been silent until their day, or the ask, was over."""
    invitation.kept_state = invitation.seems.value
    if invitation.seems in UNTOLD:
        ask = await session.get_one(Ask, invitation.ask_id)
        is_over = ask.ended_at is not None
        invitation.seems = InvitationState.RELEASED if is_over else InvitationState.LAPSED
        invitation.settled_at = ask.ended_at or invitation.invited_at + A_DAY


async def _meetings(session: AsyncSession, _now: datetime) -> int:
    meetings = await _next(session, Meeting, Meeting.who_passed.is_(None))
    for meeting in meetings:
        meeting.who_passed, meeting.former_passed = " ".join(meeting.former_passed), []
        meeting.turn_before = meeting.former_turn_before
    return len(meetings)


async def _asked(session: AsyncSession, now: datetime) -> int:
    """Hide the member who is asked to host, and that they had their reminder before the others."""
    asking = Meeting.named_host.is_not(None) & ~Meeting.host_agreed
    meetings = await _next(session, Meeting, asking)
    for meeting in meetings:
        asked = meeting.named_host or ""
        await _hide_reminder(session, meeting, asked, now)
        meeting.have_host(asked, agreed=False)
    return len(meetings)


async def _hide_reminder(session: AsyncSession, meeting: Meeting, asked: str, now: datetime) -> None:
    circle = await session.get_one(Circle, meeting.circle_id)
    place = await session.get(CircleMember, (circle.id, asked))
    theirs = (Rsvp.meeting_id == meeting.id) & (Rsvp.member == asked) & Rsvp.is_reminded
    for answer in await _next(session, Rsvp, theirs):
        answer.is_reminded = place is not None and place.reminder in due(circle, meeting, now)
        if answer.says_nothing:
            await session.delete(answer)


async def _turns(session: AsyncSession, _now: datetime) -> int:
    places = await _next(session, CircleMember, CircleMember.turn.is_(None))
    for place in places:
        place.last_turn = place.former_turn
        flag_modified(place, "turn")  # that there was none is written, too: otherwise it would be found again for ever
    return len(places)


async def _seats(session: AsyncSession, _now: datetime) -> int:
    proposed = select(Group.id).where(Group.answer_by.is_not(None))
    seats = await _next(session, Seat, Seat.kept_answer.is_(None) & Seat.group_id.in_(proposed))
    for seat in seats:
        seat.say(seat.seems)
        seat.seem((await session.get_one(Group, seat.group_id)).state)
    return len(seats)


async def _attendances(session: AsyncSession, _now: datetime) -> int:
    lunches = select(Round.id).join(Programme, Programme.id == Round.programme_id)
    lunches = lunches.where(Programme.kind == ProgrammeKind.LUNCH)
    is_readable = Attendance.kept_words.is_(None) | Attendance.left_out.is_not(None)
    attendances = await _next(session, Attendance, is_readable & Attendance.round_id.in_(lunches))
    for attendance in attendances:
        attendance.keep()
    return len(attendances)


async def _reasons(session: AsyncSession, _now: datetime) -> int:
    """Hide the reasons of coffee; those of lunch are hidden by then."""
    attendances = await _next(session, Attendance, Attendance.left_out != Why.LEFT_OVER)
    for attendance in attendances:
        attendance.left_out = Why.LEFT_OVER
    return len(attendances)


async def _directory(session: AsyncSession, _now: datetime) -> int:
    seconds = extract("epoch", Member.refreshed_at)
    members = await _next(session, Member, seconds % SECONDS_A_DAY != 0)
    for member in members:
        member.refreshed_at = day_of(member.refreshed_at)
    return len(members)


async def _next(session: AsyncSession, table: type[RowT], is_readable: ColumnElement[bool]) -> list[RowT]:
    """Lock and return the next readable rows; rows that another process has locked are left to it."""
    found = select(table).where(is_readable).limit(AT_ONCE).with_for_update(skip_locked=True)
    return list(await session.scalars(found))


_STEPS: tuple[Callable[[AsyncSession, datetime], Awaitable[int]], ...] = (
    _pairs,
    _asks,
    _invitations,
    _meetings,
    _asked,
    _turns,
    _seats,
    _attendances,
    _reasons,
    _directory,
)
