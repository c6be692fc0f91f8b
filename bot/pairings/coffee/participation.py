"""Taking part in a channel's random coffee: joining, skipping a round, pausing, leaving."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select, update

from bot.channels.membership import is_open_to
from bot.database.inserts import insert_or_update
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.pairings import dropping_out, queries
from bot.pairings.actions import Later
from bot.pairings.coffee import cards, channel_cards
from bot.pairings.coffee.participants import is_in, is_in_channel, paused_until
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.outcomes import CoffeeChoice
from bot.pairings.rules import CAME_TO_ITS_END, PRESENT, GoingOn, GroupState, JoinMode, RoundState
from bot.recurring.rules import RecurringState
from bot.schedule.fates import Fate


async def join(moment: Moment, member: Member, programme_id: int, pressed: Pressed | None = None) -> CoffeeChoice:
    """Take part from the next round on; from the one that is announced, if its groups are not made yet."""
    programme = await queries.programme_of(moment, programme_id)
    if programme is None:
        return CoffeeChoice.PROGRAMME_OVER
    outcome = await _join(moment, programme, member.id)
    theirs = await cards.cards_of_member(moment, programme, member.id, pressed)
    await moment.show([*channel_cards.announcements(programme), *theirs], pressed)
    return outcome


async def leave(moment: Moment, member: Member, programme_id: int, pressed: Pressed | None = None) -> CoffeeChoice:
    """Take no part until they join again. A group that has been introduced stays as it is."""
    programme = await queries.programme_of(moment, programme_id)
    if programme is None:
        return CoffeeChoice.PROGRAMME_OVER
    was_in = await _has_chosen(moment, programme, member.id)
    if was_in:
        await _choose(moment, programme, member.id, is_in=False, paused_until=None)
        await _out_of_what_comes(moment, programme, member.id)
    await cards.show_member(moment, programme, member.id, pressed)
    return CoffeeChoice.LEFT if was_in else CoffeeChoice.NOT_IN


async def pause(moment: Moment, member: Member, programme_id: int, until: date) -> CoffeeChoice:
    """Pause until the start of a day on the member's own calendar; then they are back by themselves."""
    programme = await queries.programme_of(moment, programme_id)
    if programme is None or programme.state is RecurringState.ENDED:
        return CoffeeChoice.PROGRAMME_OVER
    if not await is_in(moment, programme, member.id):
        return CoffeeChoice.NOT_IN
    back = datetime.combine(until, time(0), member.zone)
    await _choose(moment, programme, member.id, is_in=True, paused_until=back)
    await _out_of_what_comes(moment, programme, member.id)
    await cards.show_member(moment, programme, member.id)
    return CoffeeChoice.PAUSED


async def skip(moment: Moment, member: Member, round_id: int, pressed: Pressed | None = None) -> CoffeeChoice:
    """Skip a round, also when its groups have been made; then those of theirs are told, and matched again."""
    return await _answer(moment, member.id, round_id, _skip, pressed)


async def rejoin_round(moment: Moment, member: Member, round_id: int, pressed: Pressed | None = None) -> CoffeeChoice:
    """Take part in a round after all, as long as its groups have not been made."""
    return await _answer(moment, member.id, round_id, _come_back, pressed)


async def take_out(moment: Moment, programme: Programme, member: str) -> None:
    """Introduce a member who never said anything no more, until they say so."""
    await _choose(moment, programme, member, is_in=False, paused_until=None)
    await _out_of_what_comes(moment, programme, member)


async def notice_settled(moment: Moment, fate: Fate) -> None:
    """Take those whom a round's notice does not reach out of it: they could not say no."""
    round_ = await queries.round_of(moment, fate.subject)
    if round_ is None or fate.has_arrived:
        return
    for member in fate.readers:
        (await queries.attendance_of(moment, round_, member)).is_unreached = True
        await moment.session.flush()
        await dropping_out.drop_out(moment, round_, member, [GroupState.DECIDED])


async def skip_next(moment: Moment, member: Member, programme: Programme) -> CoffeeChoice:
    """Skip the round that comes next, announced or not; the member is in again after it."""
    announced = await queries.open_round(moment, programme)
    if announced is not None:
        return await skip(moment, member, announced.id)
    if not await is_in(moment, programme, member.id):
        return CoffeeChoice.NOT_IN
    if programme.next_at is None:
        return CoffeeChoice.TOO_LATE
    back = max(programme.next_at + timedelta(minutes=1), await paused_until(moment, programme, member.id) or moment.now)
    await _choose(moment, programme, member.id, is_in=True, paused_until=back)
    await cards.show_member(moment, programme, member.id)
    return CoffeeChoice.SKIPPED


async def joined_channel(moment: Moment, channel: str) -> None:
    """Write a notice to those who have joined a channel where everybody is in, if a round is announced."""
    programme = await queries.coffee_of(moment, channel)
    if programme is None or programme.joining is not JoinMode.EVERYONE:
        return
    announced = await queries.open_round(moment, programme)
    if announced is not None:
        await moment.later(Later.NOTICES, announced.id, moment.now)


async def left_channel(moment: Moment, channel: str, member: str) -> None:
    """Take a member who has left a channel out of the rounds of its random coffee that are still to make."""
    found = await queries.coffee_of(moment, channel)
    programme = found and await queries.programme_of(moment, found.id)
    if programme is None:
        return
    await _out_of_what_comes(moment, programme, member)
    await cards.show_member(moment, programme, member)
    if member == programme.organizer and not await is_open_to(moment, channel, member):
        await channel_cards.show_programme(moment, programme)
        programme.organizer, programme.is_adopted = None, True


async def _join(moment: Moment, programme: Programme, member: str) -> CoffeeChoice:
    if programme.state is RecurringState.ENDED:
        return CoffeeChoice.PROGRAMME_OVER
    if not await is_in_channel(moment, programme, member):
        return CoffeeChoice.NOT_IN_CHANNEL
    membership = await queries.membership_of(moment, programme, member)
    was_in = await is_in(moment, programme, member) and queries.pause_of(membership, moment.now) is None
    await _choose(moment, programme, member, is_in=True, paused_until=None)
    announced = await queries.open_round(moment, programme)
    was_out = announced is not None and await _set_out(moment, announced, member, is_out=False)
    return CoffeeChoice.IN_BEFORE if was_in and not was_out else CoffeeChoice.JOINED


async def _answer(
    moment: Moment,
    member: str,
    round_id: int,
    answer: Callable[[Moment, Round, str], Awaitable[CoffeeChoice]],
    pressed: Pressed | None,
) -> CoffeeChoice:
    """Have a member say whether they take part in a round, and show what is so then."""
    round_ = await queries.round_of(moment, round_id)
    if round_ is None:
        return CoffeeChoice.TOO_LATE
    programme = await moment.session.get_one(Programme, round_.programme_id)
    outcome = CoffeeChoice.NOT_IN
    if await is_in(moment, programme, member):
        outcome = await answer(moment, round_, member)
    await cards.show_member(moment, programme, member, pressed)
    return outcome


async def _skip(moment: Moment, round_: Round, member: str) -> CoffeeChoice:
    if round_.state not in (RoundState.OPEN, RoundState.DECIDED) or await _has_come_to_its_end(moment, round_, member):
        return CoffeeChoice.TOO_LATE
    if await _set_out(moment, round_, member, is_out=True):
        return CoffeeChoice.SKIPPED_BEFORE
    await dropping_out.drop_out(moment, round_, member)
    return CoffeeChoice.SKIPPED


async def _come_back(moment: Moment, round_: Round, member: str) -> CoffeeChoice:
    if round_.state is not RoundState.OPEN:
        return CoffeeChoice.TOO_LATE
    await _set_out(moment, round_, member, is_out=False)
    return CoffeeChoice.BACK_IN


async def _out_of_what_comes(moment: Moment, programme: Programme, member: str) -> None:
    """Take a member out of groups that are not introduced yet; what has begun is theirs to end."""
    rounds = await moment.session.scalars(
        select(Round)
        .where(Round.programme_id == programme.id, Round.state == RoundState.DECIDED)
        .order_by(Round.id)
        .with_for_update()
    )
    for round_ in rounds.all():
        await dropping_out.drop_out(moment, round_, member, [GroupState.DECIDED, GroupState.OPENING])


async def _has_chosen(moment: Moment, programme: Programme, member: str) -> bool:
    """Return True when a member is in, or would be if they came back into its channel: they may leave for good."""
    membership = await queries.membership_of(moment, programme, member)
    is_in_by_choice = membership is not None and membership.is_in
    return is_in_by_choice or await is_in(moment, programme, member)


async def _has_come_to_its_end(moment: Moment, round_: Round, member: str) -> bool:
    """Return True when a member's group of a round has met, or is over: then nothing is left to skip."""
    over = exists().where(
        Group.round_id == round_.id,
        Group.state.in_(CAME_TO_ITS_END),
        Seat.group_id == Group.id,
        Seat.member == member,
        Seat.answer.in_(PRESENT),
    )
    return bool(await moment.session.scalar(select(over)))


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
    asked = Attendance.round_id.in_(select(Round.id).where(Round.programme_id == programme.id))
    silent = (asked, Attendance.member == member, Attendance.going_on == GoingOn.SILENT)
    await moment.session.execute(update(Attendance).where(*silent).values(going_on=GoingOn.ANSWERED))


async def _set_out(moment: Moment, round_: Round, member: str, *, is_out: bool) -> bool:
    """Note that a member is out of a locked round, or is not. Return True when they were before."""
    attendance = await queries.attendance_of(moment, round_, member)
    was_out, attendance.is_out, attendance.is_unreached = attendance.is_out, is_out, False
    await moment.session.flush()
    return was_out
