"""Who is in a channel's random coffee: joining, skipping a round, pausing, leaving."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.sql import ColumnElement, Select

from bot.channels.models import ChannelMember
from bot.database import insert_or_update
from bot.moment import Moment
from bot.outbox.service import Pressed
from bot.pairings import dropping, records
from bot.pairings.actions import Later
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.outcomes import Choice
from bot.pairings.rules import LIVE, PRESENT, GroupState, Joining, ProgrammeState, RoundState
from bot.pairings.views import coffee as views
from bot.slack.models import Member


def free_for(programme: Programme, round_: Round, at: datetime) -> Select[Member]:
    """The members who are in a round of random coffee and in no group of it yet, in the order of their ids."""
    in_a_group = exists().where(
        Seat.group_id == Group.id,
        Group.round_id == round_.id,
        Group.state.in_(LIVE),
        Seat.member == Member.id,
        Seat.answer.in_(PRESENT),
    )
    is_out = exists().where(Attendance.round_id == round_.id, Attendance.member == Member.id, Attendance.is_out)
    return taking_part(programme, at).where(~in_a_group, ~is_out)


def taking_part(programme: Programme, at: datetime) -> Select[Member]:
    """The members who will be in a random coffee at an instant: in its channel, and not paused until later."""
    return (
        select(Member)
        .join(ChannelMember, and_(ChannelMember.workspace == Member.workspace, ChannelMember.member == Member.id))
        .outerjoin(Membership, and_(Membership.programme_id == programme.id, Membership.member == Member.id))
        .where(
            Member.workspace == programme.workspace,
            ChannelMember.channel == programme.channel,
            ChannelMember.is_there,
            ~Member.is_bot,
            ~Member.is_guest,
            ~Member.is_stranger,
            ~Member.is_deactivated,
            _has_chosen_it(programme.joining),
            or_(Membership.paused_until.is_(None), Membership.paused_until <= at),
        )
        .order_by(Member.id)
    )


def _has_chosen_it(joining: Joining) -> ColumnElement[bool]:
    if joining is Joining.WHO_JOINS:
        return and_(Membership.is_in.is_not(None), Membership.is_in)
    return or_(Membership.is_in.is_(None), Membership.is_in)


async def is_in(moment: Moment, programme: Programme, member: str) -> bool:
    """Whether a member is in, paused or not."""
    membership = await records.membership_of(moment, programme, member)
    if membership is not None:
        return membership.is_in
    return programme.joining is Joining.EVERYONE and await is_in_channel(moment, programme, member)


async def is_in_channel(moment: Moment, programme: Programme, member: str) -> bool:
    """Whether a member is in the programme's channel, as far as Slack has told."""
    found = await moment.session.get(ChannelMember, (moment.workspace, programme.channel, member))
    return found is not None and found.is_there


async def join(moment: Moment, member: Member, programme_id: int) -> Choice:
    """`/coffee join`: in from the next round on; in the one that is announced, if its groups are not made yet."""
    programme = await records.programme_of(moment, programme_id)
    if programme is None or programme.state is ProgrammeState.ENDED:
        return Choice.PROGRAMME_OVER
    if not await is_in_channel(moment, programme, member.id):
        return Choice.NOT_IN_CHANNEL
    membership = await records.membership_of(moment, programme, member.id)
    was_in = await is_in(moment, programme, member.id) and not _is_paused(membership, moment.now)
    await _choose(moment, programme, member.id, is_in=True, paused_until=None)
    announced = await records.open_round(moment, programme)
    if announced is None:
        return Choice.IN_BEFORE if was_in else Choice.JOINED
    was_out = await _set_out(moment, announced, member.id, is_out=False)
    if was_out:
        await _rewrite_notice(moment, programme, announced, member)
    return Choice.IN_BEFORE if was_in and not was_out else Choice.JOINED


async def leave(moment: Moment, member: Member, programme_id: int, pressed: Pressed | None = None) -> Choice:
    """*Leave*: out for good, or until they join again. A group that has been introduced stays as it is."""
    programme = await records.programme_of(moment, programme_id)
    if programme is None:
        return Choice.PROGRAMME_OVER
    if not await is_in(moment, programme, member.id):
        return Choice.NOT_IN
    await _choose(moment, programme, member.id, is_in=False, paused_until=None)
    await _out_of_what_comes(moment, programme, member.id)
    await _settle_notice(moment, programme, member.id, views.left(programme), pressed)
    return Choice.LEFT


async def skip(moment: Moment, member: Member, round_id: int, pressed: Pressed | None = None) -> Choice:
    """*Skip this round*: also when its groups have been made; then whoever was in theirs is told, and matched again."""
    round_ = await records.round_of(moment, round_id)
    if round_ is None or round_.state in (RoundState.CLOSED, RoundState.CALLED_OFF):
        return Choice.TOO_LATE
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if not await is_in(moment, programme, member.id):
        return Choice.NOT_IN
    if await _set_out(moment, round_, member.id, is_out=True):
        return Choice.SKIPPED_BEFORE
    await dropping.drop_out(moment, round_, member.id)
    await moment.retell(records.notice_letter(round_.id, member.id), views.skipped(programme, round_), pressed)
    return Choice.SKIPPED


async def take_part_after_all(moment: Moment, member: Member, round_id: int, pressed: Pressed | None = None) -> Choice:
    """*I can after all*: in the round again, as long as its groups have not been made."""
    round_ = await records.round_of(moment, round_id)
    if round_ is None or round_.state is not RoundState.OPEN:
        return Choice.TOO_LATE
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if not await is_in(moment, programme, member.id):
        return Choice.NOT_IN
    await _set_out(moment, round_, member.id, is_out=False)
    await _rewrite_notice(moment, programme, round_, member, pressed)
    return Choice.BACK_IN


async def pause(
    moment: Moment, member: Member, programme_id: int, until: date, pressed: Pressed | None = None
) -> Choice:
    """*Pause until…*: back by itself at the start of that day on the member's own calendar."""
    programme = await records.programme_of(moment, programme_id)
    if programme is None or programme.state is ProgrammeState.ENDED:
        return Choice.PROGRAMME_OVER
    if not await is_in(moment, programme, member.id):
        return Choice.NOT_IN
    back = datetime.combine(until, time(0), member.zone)
    await _choose(moment, programme, member.id, is_in=True, paused_until=back)
    await _out_of_what_comes(moment, programme, member.id)
    announced = await records.open_round(moment, programme)
    if announced is not None and announced.meets_at < back:
        words = views.paused(programme, until)
        await moment.retell(records.notice_letter(announced.id, member.id), words, pressed)
    return Choice.PAUSED


async def skip_next(moment: Moment, member: Member, programme: Programme) -> Choice:
    """`/coffee skip`: out of the round that comes next, announced or not, and in again after it."""
    announced = await records.open_round(moment, programme)
    if announced is not None:
        return await skip(moment, member, announced.id)
    if not await is_in(moment, programme, member.id):
        return Choice.NOT_IN
    if programme.next_at is None:
        return Choice.TOO_LATE
    back = max(programme.next_at + timedelta(minutes=1), await paused_until(moment, programme, member.id) or moment.now)
    await _choose(moment, programme, member.id, is_in=True, paused_until=back)
    return Choice.SKIPPED


async def paused_until(moment: Moment, programme: Programme, member: str) -> datetime | None:
    """When a member's pause ends; None when they are not paused."""
    membership = await records.membership_of(moment, programme, member)
    return membership.paused_until if membership is not None and _is_paused(membership, moment.now) else None


async def programmes_with(moment: Moment, member: str, channel: str) -> Sequence[Programme]:
    """The random coffee of the channel where a command was typed; else every one whose channel the member is in."""
    here = await records.coffee_of(moment, channel)
    if here is not None:
        return [here]
    return [one for one in await records.coffees(moment) if await is_in_channel(moment, one, member)]


async def joined_channel(moment: Moment, channel: str) -> None:
    """Somebody joined a channel: where its members are in, and a round is announced, they get the notice too."""
    programme = await records.coffee_of(moment, channel)
    if programme is None or programme.joining is not Joining.EVERYONE:
        return
    announced = await records.open_round(moment, programme)
    if announced is not None:
        await moment.later(Later.NOTICES, announced.id, moment.now)


async def left_channel(moment: Moment, member: str, channel: str) -> None:
    """Somebody left a channel, and with it the rounds that its random coffee has still to make."""
    programme = await records.coffee_of(moment, channel)
    if programme is None:
        return
    await _out_of_what_comes(moment, programme, member)
    await _settle_notice(moment, programme, member, views.left_channel(programme), None)


async def _out_of_what_comes(moment: Moment, programme: Programme, member: str) -> None:
    """Take somebody out of groups that are not introduced yet; what has begun is theirs to end."""
    rounds = await moment.session.scalars(
        select(Round)
        .where(Round.programme_id == programme.id, Round.state == RoundState.DECIDED)
        .order_by(Round.id)
        .with_for_update()
    )
    for round_ in rounds.all():
        group = await dropping.live_group(moment, round_, member)
        if group is not None and group.state is GroupState.DECIDED:
            await dropping.drop_out(moment, round_, member)


async def _settle_notice(
    moment: Moment, programme: Programme, member: str, words: views.Message, pressed: Pressed | None
) -> None:
    announced = await records.open_round(moment, programme)
    if announced is not None:
        await moment.retell(records.notice_letter(announced.id, member), words, pressed)


async def _rewrite_notice(
    moment: Moment, programme: Programme, round_: Round, member: Member, pressed: Pressed | None = None
) -> None:
    await moment.retell(
        records.notice_letter(round_.id, member.id), views.notice(programme, round_, member.zone), pressed
    )


async def _choose(
    moment: Moment, programme: Programme, member: str, *, is_in: bool, paused_until: datetime | None
) -> None:
    await insert_or_update(
        moment.session,
        Membership,
        ["programme_id", "member"],
        programme_id=programme.id,
        member=member,
        is_in=is_in,
        paused_until=paused_until,
        weekdays=[],
        ways=[],
        place="",
    )


async def _set_out(moment: Moment, round_: Round, member: str, *, is_out: bool) -> bool:
    """Note whether somebody is out of a locked round; whether they were before."""
    attendance = await records.attendance_of(moment, round_, member)
    was_out, attendance.is_out = attendance.is_out, is_out
    await moment.session.flush()
    return was_out


def _is_paused(membership: Membership | None, now: datetime) -> bool:
    return membership is not None and membership.paused_until is not None and membership.paused_until > now
