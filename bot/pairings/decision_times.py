"""When a round's groups are made, and made again for whoever became free; and what is remembered of them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations

from bot.database.inserts import insert_or_update_all
from bot.moment import Moment
from bot.pairings.actions import Later
from bot.pairings.models import Acquaintance, Group, Programme, Round
from bot.pairings.rules import REMATCH_WAIT, ProgrammeKind, RoundState, lunch_given_up_at

_WHAT_COMES = (
    Later.PROPOSES,
    Later.LAPSES,
    Later.INTRODUCES,
    Later.GIVES_UP,
    Later.NUDGES,
    Later.ASKS,
    Later.FADES,
)
"""What a group may wait for."""


async def decide_soon(moment: Moment, programme: Programme, round_: Round) -> bool:
    """Have whoever is free in a locked round matched in a few minutes.

    Others may become free until then. Does nothing once the round is over; whether there is still time.
    """
    at = moment.now + REMATCH_WAIT
    if programme.kind is ProgrammeKind.LUNCH:
        kind, has_time = Later.LUNCH_DECIDES, round_.state is RoundState.OPEN and at < round_.meets_at
    else:
        kind, has_time = Later.ROUND_DECIDES, round_.state is RoundState.DECIDED and at < round_.ends_at
    if has_time:
        await moment.later(kind, round_.id, at)
    return has_time


def given_up_at(programme: Programme, round_: Round, now: datetime) -> datetime:
    """When a conversation that is to open now is given up: people are told so, with time left to do without it."""
    is_lunch = programme.kind is ProgrammeKind.LUNCH
    return lunch_given_up_at(round_.meets_at, now) if is_lunch else round_.ends_at


def too_late_from(programme: Programme, round_: Round) -> datetime:
    """From when on there is no point in a conversation that opens: at lunch, or at the end of the round."""
    return round_.meets_at if programme.kind is ProgrammeKind.LUNCH else round_.ends_at


async def forget_what_comes(moment: Moment, group: Group) -> None:
    """Cancel everything that a group waits for: it is over, or has met."""
    await moment.plan(group.id, dict.fromkeys(_WHAT_COMES))


async def acquaint(moment: Moment, programme: Programme, round_: Round, groups: Sequence[Sequence[str]]) -> None:
    """Remember for later rounds who was put together in this one."""
    rows = [
        {"programme_id": programme.id, "one": one, "other": other, "round_number": round_.number}
        for members in groups
        for one, other in combinations(sorted(members), 2)
    ]
    await insert_or_update_all(moment.session, Acquaintance, ["programme_id", "one", "other"], rows)
