"""How a round went, for its organizer: counts, and never who."""

from collections import Counter

from sqlalchemy import Select, func, or_, select

from bot.matching.gathering import Why
from bot.moment import Moment
from bot.outbox.service import to_members
from bot.pairings import records
from bot.pairings.actions import Later
from bot.pairings.coffee import opening, waiting
from bot.pairings.models import Attendance, Group, Programme, Round, Seat
from bot.pairings.organizing import programmes
from bot.pairings.rules import PRESENT, GroupState, RoundState
from bot.pairings.views import reports as views
from bot.pairings.views.reports import Tally
from bot.people.hours import next_working_moment

_NOT_OPEN = (GroupState.OPENING, GroupState.UNOPENED)


async def close(moment: Moment, round_id: int) -> None:
    """A round is over. Whoever organizes the programme hears how it went, in their working hours.

    One whose groups were never made is called off, so that none stays open for ever.
    """
    round_ = await records.round_of(moment, round_id)
    if round_ is None:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if round_.state is RoundState.OPEN:
        await opening.miss(moment, programme, round_)
    elif round_.state is RoundState.DECIDED:
        await waiting.stop_looking(moment, programme, round_)
        round_.move(RoundState.CLOSED)
        await moment.sweep(Later.SHOWS_NOTICES, round_.id)
        await _report(moment, programme, round_)


async def _report(moment: Moment, programme: Programme, round_: Round) -> None:
    organizer = await programmes.organizer_of(moment, programme)
    if organizer is None:
        return
    before = await _round_before(moment, round_)
    tally_before = await count(moment, before) if before is not None else None
    await moment.tell(
        to_members(organizer.id),
        records.report_letter(round_.id),
        views.report(programme, round_.meets_at, await count(moment, round_), tally_before),
        not_before=next_working_moment(organizer.zone, moment.now),
    )


async def count(moment: Moment, round_: Round) -> Tally:
    """How a round went. Who has stepped back counts as not heard from: it is nobody's concern."""
    states = await _introduced(moment, round_)
    left_out = await _left_out(moment, round_)
    return Tally(
        taking_part=await _seated(moment, round_) + left_out.total(),
        groups=states.total(),
        unopened=await _unopened(moment, round_),
        met=states[GroupState.MET],
        did_not_happen=states[GroupState.DID_NOT_HAPPEN],
        skipped=await _skipped(moment, round_),
        left_out=left_out,
    )


async def _round_before(moment: Moment, round_: Round) -> Round | None:
    return await moment.session.scalar(
        select(Round)
        .where(
            Round.programme_id == round_.programme_id,
            Round.number < round_.number,
            Round.state == RoundState.CLOSED,
        )
        .order_by(Round.number.desc())
        .limit(1)
    )


async def _introduced(moment: Moment, round_: Round) -> Counter[GroupState]:
    """How many groups were introduced, by what has become of them."""
    rows = await moment.session.execute(
        select(Group.state, func.count())
        .where(Group.round_id == round_.id, Group.introduced_at.is_not(None))
        .group_by(Group.state)
    )
    return Counter({state: number for state, number in rows})


async def _unopened(moment: Moment, round_: Round) -> int:
    """How many groups were not introduced, for their conversation has not opened."""
    found = await moment.session.scalar(
        select(func.count()).select_from(Group).where(Group.round_id == round_.id, Group.state.in_(_NOT_OPEN))
    )
    return found or 0


async def _seated(moment: Moment, round_: Round) -> int:
    """How many people were put together, each counted once however often their groups were made anew."""
    return await moment.session.scalar(select(func.count()).select_from(_who_was_seated(round_).subquery())) or 0


def _who_was_seated(round_: Round) -> Select[str]:
    """Those who were put together, also where the others of their group have left since."""
    return (
        select(Seat.member)
        .join(Group, Group.id == Seat.group_id)
        .where(
            Group.round_id == round_.id,
            or_(Group.introduced_at.is_not(None), Group.state.in_(_NOT_OPEN)),
            Seat.answer.in_(PRESENT),
        )
        .distinct()
    )


async def _skipped(moment: Moment, round_: Round) -> int:
    found = await moment.session.scalar(
        select(func.count()).select_from(Attendance).where(Attendance.round_id == round_.id, Attendance.is_out)
    )
    return found or 0


async def _left_out(moment: Moment, round_: Round) -> Counter[Why]:
    """How many could not be placed, by why. Who is kept apart from whom is never told, so that they are left over."""
    rows = await moment.session.execute(
        select(Attendance.left_out, func.count())
        .where(Attendance.round_id == round_.id, Attendance.left_out.is_not(None), ~Attendance.is_out)
        .where(Attendance.member.not_in(_who_was_seated(round_)))
        .group_by(Attendance.left_out)
    )
    found: Counter[Why] = Counter()
    for why, number in rows:
        if why is not None:
            found[views.told(Why(why))] += number
    return found
