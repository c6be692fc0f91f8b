"""The cards of a round of random coffee: its notice, that nobody was found, and whether to go on."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, and_, select

from bot.channels.membership import is_read
from bot.channels.models import ChannelMember
from bot.members.models import Member
from bot.moment import Moment, Page
from bot.outbox.letters import Card, OnFate, Pressed, to_members
from bot.pairings import letter_keys, queries
from bot.pairings.actions import Later
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.queries import LockedGroup
from bot.pairings.rules import PRESENT, SHORTEST_NOTICE, RoundState
from bot.pairings.views import notices as views
from bot.pairings.views.notices import Attendee
from bot.profiles.working_hours import in_working_hours, next_working_moment

ROUNDS_KNOWN = 3
"""The latest rounds whose cards of one member are brought up to date: what is older is over, and says so."""


async def show_member(moment: Moment, programme: Programme, member: str, pressed: Pressed | None = None) -> None:
    """Have all that a member was told of a programme's latest rounds say what is so now."""
    await moment.show(await cards_of_member(moment, programme, member, pressed), pressed)


async def cards_of_member(
    moment: Moment, programme: Programme, member: str, pressed: Pressed | None = None
) -> Sequence[Card]:
    """Return all that a member was told of a programme's latest rounds, and of the one on whose card they pressed."""
    cards: list[Card] = []
    for round_ in await _rounds_known_to(moment, programme, member, pressed):
        for them in await attendees(moment, programme, round_, Attendance.member == member):
            cards += [make(them) for make in (notice, nobody_found, going_on)]
    return cards


async def write_notices(moment: Moment, programme: Programme, round_: Round, members: Collection[str]) -> None:
    """Write the notice of a locked round to these members, who have none yet."""
    those = await attendees(moment, programme, round_, Attendance.member.in_(members))
    await moment.show(notice(them, new_at=moment.now) for them in those)


async def ask_whether_to_go_on(moment: Moment, programme: Programme, round_: Round, members: Collection[str]) -> None:
    """Ask these members whether they would like to go on."""
    those = await attendees(moment, programme, round_, Attendance.member.in_(members))
    await moment.show(going_on(them, new_at=moment.now) for them in those)


async def show_notices(moment: Moment, locked: LockedGroup) -> None:
    """Have the notices of a group's people say what is so now."""
    if not locked.is_lunch:
        members = [seat.member for seat in await queries.seats_of(moment, locked.group)]
        those = await attendees(moment, locked.programme, locked.round_, Attendance.member.in_(members))
        await moment.show(notice(them) for them in those)


def page_of(make: Callable[[Attendee], Card]) -> Page:
    """Return the pages of one card of each member of a round, by their ids."""

    async def page(moment: Moment, round_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
        round_ = await queries.round_of(moment, round_id)
        if round_ is None:
            return []
        programme = await moment.session.get_one(Programme, round_.programme_id)
        those = await attendees(moment, programme, round_, Attendance.member > after, limit)
        return [(them.member.id, make(them)) for them in those]

    return page


async def show_all(moment: Moment, programme: Programme) -> None:
    """Have all that people may still press say what is so now, page by page, after the members of it have changed."""
    decided = select(Round.id).where(Round.programme_id == programme.id, Round.state == RoundState.DECIDED)
    for round_id in await moment.session.scalars(decided):
        await moment.sweep(Later.SHOWS_NOTICES, round_id)
    asked = select(Attendance.round_id).join(Round, Round.id == Attendance.round_id)
    asked = asked.where(Round.programme_id == programme.id, Attendance.going_on.is_not(None)).distinct()
    for round_id in await moment.session.scalars(asked):
        await moment.sweep(Later.SHOWS_QUESTIONS, round_id)


async def attendees(
    moment: Moment, programme: Programme, round_: Round, those: ColumnElement[bool], limit: int | None = None
) -> Sequence[Attendee]:
    """Read those who were told or said anything in a round, by their ids, in a few statements."""
    rows = await moment.session.execute(
        select(Member, Attendance, Membership, ChannelMember.is_there)
        .join(Attendance, and_(Attendance.workspace == Member.workspace, Attendance.member == Member.id))
        .outerjoin(Membership, and_(Membership.programme_id == programme.id, Membership.member == Member.id))
        .outerjoin(
            ChannelMember,
            and_(
                ChannelMember.workspace == Member.workspace,
                ChannelMember.member == Member.id,
                ChannelMember.channel == programme.channel,
            ),
        )
        .where(Attendance.round_id == round_.id, those)
        .order_by(Member.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    is_known = await is_read(moment, programme.channel or "")
    readers = {}
    for member, attendance, membership, there in rows:
        is_there, until = not is_known if there is None else there, queries.pause_of(membership, round_.meets_at)
        readers[member.id] = Attendee(programme, round_, member, attendance, membership, is_there, until)
    await _add_groups(moment, round_, readers)
    return list(readers.values())


def notice(them: Attendee, new_at: datetime | None = None) -> Card:
    """Return the notice of a round; a new one goes in the reader's working hours, where that leaves time."""
    round_, member = them.round_, them.member
    return Card(
        key=f"round-{round_.id}/notice-{member.id}",
        to=to_members(member.id),
        message=partial(views.notice, them=them),
        is_new=new_at is not None,
        not_before=None if new_at is None else in_working_hours(member.zone, new_at, round_.meets_at, SHORTEST_NOTICE),
        on_fate=OnFate(Later.NOTICE_SETTLED, round_.id),
    )


def nobody_found(them: Attendee) -> Card:
    """Return the card that says that nobody was found, and what came of it later."""
    return Card(
        key=letter_keys.nobody_found(them.round_.id, them.member.id),
        to=to_members(them.member.id),
        message=partial(views.nobody_for_you, them=them),
    )


def nobody_found_now(them: Attendee) -> Card:
    """Return the same, new for a reader for whom nobody was found at the last decision."""
    return replace(nobody_found(them), is_new=them.attendance.left_out is not None)


def going_on(them: Attendee, new_at: datetime | None = None) -> Card:
    """Return the question whether the reader would like to go on, and what came of it."""
    return Card(
        key=f"round-{them.round_.id}/going-on-{them.member.id}",
        to=to_members(them.member.id),
        message=partial(views.going_on, them=them),
        is_new=new_at is not None,
        not_before=None if new_at is None else next_working_moment(them.member.zone, new_at),
    )


async def _add_groups(moment: Moment, round_: Round, readers: dict[str, Attendee]) -> None:
    rows = await moment.session.execute(
        select(Seat.member, Group.state)
        .join(Group, Group.id == Seat.group_id)
        .where(Group.round_id == round_.id, Seat.member.in_(readers), Seat.answer.in_(PRESENT))
    )
    for member, state in rows:
        readers[member].groups.append(state)


async def _rounds_known_to(
    moment: Moment, programme: Programme, member: str, pressed: Pressed | None
) -> Sequence[Round]:
    of_them = (
        select(Round)
        .join(Attendance, Attendance.round_id == Round.id)
        .where(Round.programme_id == programme.id, Attendance.member == member)
    )
    latest = (await moment.session.scalars(of_them.order_by(Round.id.desc()).limit(ROUNDS_KNOWN))).all()
    kind, older = letter_keys.subject_of(pressed.card if pressed is not None else "")
    if kind != "round" or any(round_.id == older for round_ in latest):
        return latest
    return [*latest, *await moment.session.scalars(of_them.where(Round.id == older))]
