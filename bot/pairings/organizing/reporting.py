"""Reporting to an organizer how a round went: what was said, and never who."""

from functools import partial

from sqlalchemy import func, or_, select

from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee import left_out, participants, rounds
from bot.pairings.models import Group, Programme, Round
from bot.pairings.rules import GroupState, RoundState
from bot.pairings.views import reports as views
from bot.profiles.working_hours import next_working_moment


async def close(moment: Moment, round_id: int) -> None:
    """Close a round, and tell who organizes the programme how it went, in their working hours.

    One whose groups were never made is called off, so that none stays open for ever.
    """
    round_ = await queries.round_of(moment, round_id)
    if round_ is None:
        return
    programme = await moment.session.get_one(Programme, round_.programme_id)
    if round_.state is RoundState.OPEN:
        await rounds.miss(moment, programme, round_)
    elif round_.state is RoundState.DECIDED:
        await left_out.stop_looking(moment, programme, round_)
        round_.move(RoundState.CLOSED)
        await moment.sweep(Later.SHOWS_NOTICES, round_.id)
        await _report(moment, programme, round_)


async def _report(moment: Moment, programme: Programme, round_: Round) -> None:
    organizer = await participants.organizer_of(moment, programme)
    if organizer is None:
        return
    before = await _round_before(moment, round_)
    met_before = await count_met(moment, before) if before is not None else None
    await moment.tell(
        to_members(organizer.id),
        f"round-{round_.id}/report",
        partial(
            views.report,
            programme=programme,
            meets_at=round_.meets_at,
            met=await count_met(moment, round_),
            met_before=met_before,
        ),
        not_before=next_working_moment(organizer.zone, moment.now),
    )


async def count_met(moment: Moment, round_: Round) -> int:
    """Return how many groups of a round said that they met, whatever came after it."""
    # A version before this one wrote the state alone.
    has_met = or_(Group.has_met, Group.state == GroupState.MET)
    found = select(func.count()).select_from(Group).where(Group.round_id == round_.id, has_met)
    return await moment.session.scalar(found) or 0


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
