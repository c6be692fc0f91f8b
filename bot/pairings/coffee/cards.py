"""The cards of random coffee: notices, the truth for who was left out, and whether somebody would like to go on."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from bot.channels.membership import is_read
from bot.channels.models import ChannelMember
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Card, Heard, Pressed, to_members
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.rules import CAME_TO_ITS_END, PRESENT, SHORTEST_NOTICE, GroupState, JoinMode, RoundState
from bot.pairings.views import notices as views
from bot.profiles.working_hours import in_working_hours, next_working_moment

ROUNDS_KNOWN = 3
"""The latest rounds whose cards of one member are brought up to date: what is older is over, and says so."""


@dataclass(frozen=True, slots=True)
class NoticeReader:
    """A member of a round: what they were told and said, and what they have chosen."""

    programme: Programme
    round_: Round
    member: Member
    attendance: Attendance
    membership: Membership | None
    is_there: bool
    """In the channel, as far as is known."""
    groups: list[GroupState] = field(default_factory=list)
    """What has become of their groups of this round."""

    @property
    def is_in(self) -> bool:
        """Whether they take part in the programme, paused or not."""
        if self.membership is not None:
            return self.membership.is_in
        return self.programme.joining is JoinMode.EVERYONE

    @property
    def has_met_or_ended(self) -> bool:
        """Whether a group of theirs has come to its end, so that nothing is left to skip."""
        return any(state in CAME_TO_ITS_END for state in self.groups)


async def show_member(moment: Moment, programme: Programme, member: str, pressed: Pressed | None = None) -> None:
    """Have all that a member was told of a programme's latest rounds say what is so now."""
    await moment.show(await of_member(moment, programme, member, pressed), pressed)


async def of_member(
    moment: Moment, programme: Programme, member: str, pressed: Pressed | None = None
) -> Sequence[Card]:
    """All that a member was told of a programme's latest rounds, and of the one on whose card they have pressed."""
    cards: list[Card] = []
    for round_ in await _rounds_known_to(moment, programme, member, pressed):
        for guest in await guests_of(moment, programme, round_, Attendance.member == member):
            cards += [make(guest) for make in (_notice, _nobody, _going_on)]
    return cards


async def write_notices(moment: Moment, programme: Programme, round_: Round, members: Collection[str]) -> None:
    """Write the notice of a locked round to these members, who have none yet."""
    guests = await guests_of(moment, programme, round_, Attendance.member.in_(members))
    await moment.show(_notice(guest, new_at=moment.now) for guest in guests)


async def ask_whether_to_go_on(moment: Moment, programme: Programme, round_: Round, members: Collection[str]) -> None:
    """Ask these members whether they would like to go on."""
    guests = await guests_of(moment, programme, round_, Attendance.member.in_(members))
    await moment.show(_going_on(guest, new_at=moment.now) for guest in guests)


async def show_notices(moment: Moment, round_: Round, group: Group) -> None:
    """Have the notices of a group's people say what is so now."""
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if programme.channel is not None:
        members = [seat.member for seat in await queries.seats_of(moment, group)]
        guests = await guests_of(moment, programme, round_, Attendance.member.in_(members))
        await moment.show(_notice(guest) for guest in guests)


async def notices_after(moment: Moment, round_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """The next notices of a round, as they are now."""
    return await _page(moment, round_id, after, limit, _notice)


async def truths_after(moment: Moment, round_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """The truth for the next of those for whom nobody was found in a round; and what came of it later."""
    return await _page(moment, round_id, after, limit, _nobody_now)


async def questions_after(moment: Moment, round_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """The next of those who were asked after a round whether they would like to go on."""
    return await _page(moment, round_id, after, limit, _going_on)


async def show_all(moment: Moment, programme: Programme) -> None:
    """Have all that people may still press say what is so now, page by page: who is in has changed, or it has ended."""
    decided = select(Round.id).where(Round.programme_id == programme.id, Round.state == RoundState.DECIDED)
    for round_id in await moment.session.scalars(decided):
        await moment.sweep(Later.SHOWS_NOTICES, round_id)
    asked = select(Attendance.round_id).join(Round, Round.id == Attendance.round_id)
    asked = asked.where(Round.programme_id == programme.id, Attendance.going_on.is_not(None)).distinct()
    for round_id in await moment.session.scalars(asked):
        await moment.sweep(Later.SHOWS_QUESTIONS, round_id)


async def guests_of(
    moment: Moment, programme: Programme, round_: Round, those: ColumnElement[bool], limit: int | None = None
) -> Sequence[NoticeReader]:
    """Those who were told or said anything in a round, by their ids, in a few statements."""
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
    guests = {
        member.id: NoticeReader(
            programme, round_, member, attendance, membership, not is_known if there is None else there
        )
        for member, attendance, membership, there in rows
    }
    await _add_groups(moment, round_, guests)
    return list(guests.values())


async def _add_groups(moment: Moment, round_: Round, guests: dict[str, NoticeReader]) -> None:
    rows = await moment.session.execute(
        select(Seat.member, Group.state)
        .join(Group, Group.id == Seat.group_id)
        .where(Group.round_id == round_.id, Seat.member.in_(guests), Seat.answer.in_(PRESENT))
    )
    for member, state in rows:
        guests[member].groups.append(state)


async def _rounds_known_to(
    moment: Moment, programme: Programme, member: str, pressed: Pressed | None
) -> Sequence[Round]:
    of_them = (
        select(Round)
        .join(Attendance, Attendance.round_id == Round.id)
        .where(Round.programme_id == programme.id, Attendance.member == member)
    )
    latest = (await moment.session.scalars(of_them.order_by(Round.id.desc()).limit(ROUNDS_KNOWN))).all()
    kind, older = queries.subject_of_letter(pressed.card if pressed is not None else "")
    if kind != "round" or any(round_.id == older for round_ in latest):
        return latest
    return [*latest, *await moment.session.scalars(of_them.where(Round.id == older))]


async def _page(
    moment: Moment, round_id: int, after: str, limit: int, make: Callable[[NoticeReader], Card]
) -> Sequence[tuple[str, Card]]:
    round_ = await queries.round_of(moment, round_id)
    if round_ is None:
        return []
    programme = await moment.session.get_one(Programme, round_.programme_id)
    guests = await guests_of(moment, programme, round_, Attendance.member > after, limit)
    return [(guest.member.id, make(guest)) for guest in guests]


def _notice(guest: NoticeReader, new_at: datetime | None = None) -> Card:
    round_, member = guest.round_, guest.member
    return Card(
        key=queries.notice_letter(round_.id, member.id),
        to=to_members(member.id),
        message=views.notice(
            views.Noticed(
                guest.programme,
                round_,
                member.zone,
                is_there=guest.is_there,
                is_in=guest.is_in,
                has_chosen=guest.membership is not None,
                paused_until=queries.pause_of(guest.membership, round_.meets_at),
                is_out=guest.attendance.is_out,
                has_ended=guest.has_met_or_ended,
            )
        ),
        is_new=new_at is not None,
        not_before=None if new_at is None else in_working_hours(member.zone, new_at, round_.meets_at, SHORTEST_NOTICE),
        heard=Heard(Later.NOTICE_SETTLED, round_.id),
    )


def _nobody_now(guest: NoticeReader) -> Card:
    return replace(_nobody(guest), is_new=guest.attendance.left_out is not None)


def _nobody(guest: NoticeReader) -> Card:
    return Card(
        key=queries.left_out_letter(guest.round_.id, guest.member.id),
        to=to_members(guest.member.id),
        message=views.nobody_for_you(
            guest.programme,
            is_left_out=guest.attendance.left_out is not None,
            had_others=GroupState.DISSOLVED in guest.groups,
            is_placed=any(state is not GroupState.DISSOLVED for state in guest.groups),
        ),
    )


def _going_on(guest: NoticeReader, new_at: datetime | None = None) -> Card:
    return Card(
        key=queries.going_on_letter(guest.round_.id, guest.member.id),
        to=to_members(guest.member.id),
        message=views.going_on(
            guest.programme, guest.attendance.going_on, is_in=guest.is_in, has_chosen=guest.membership is not None
        ),
        is_new=new_at is not None,
        not_before=None if new_at is None else next_working_moment(guest.member.zone, new_at),
    )
