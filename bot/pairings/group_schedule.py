"""The schedule of a group and its round: to be introduced, or to be matched again."""

from bot.moment import Moment
from bot.pairings.actions import Later
from bot.pairings.models import Group, Programme, Round
from bot.pairings.rules import REMATCH_WAIT, GroupState, ProgrammeKind, RoundState

_WAITED_FOR = (
    Later.PROPOSES,
    Later.LAPSES,
    Later.INTRODUCES,
    Later.GIVES_UP,
    Later.NUDGES,
    Later.TIME_PASSES,
    Later.ASKS,
    Later.FADES,
)
"""Everything that a group may wait for."""


async def introduce_soon(moment: Moment, group: Group) -> None:
    """Have the conversation of a locked group opened, for everybody in it has said yes."""
    group.move(GroupState.DECIDED)
    await moment.cancel(Later.LAPSES, group.id)
    await moment.later(Later.INTRODUCES, group.id, moment.now)


async def rematch_soon(moment: Moment, programme: Programme, round_: Round) -> bool:
    """Have whoever is free in a locked round matched in a few minutes, together with others who become free until then.

    Return False, and do nothing, when no time is left for it.
    """
    at = moment.now + REMATCH_WAIT
    if programme.kind is ProgrammeKind.LUNCH:
        kind, has_time = Later.LUNCH_DECIDES, round_.state is RoundState.OPEN and at < round_.meets_at
    else:
        kind, has_time = Later.ROUND_DECIDES, round_.state is RoundState.DECIDED and at < round_.ends_at
    if has_time:
        await moment.later(kind, round_.id, at)
    return has_time


async def cancel_all(moment: Moment, group: Group) -> None:
    """Take everything that a group waits for off the schedule: it is over, or has met."""
    await moment.plan(group.id, dict.fromkeys(_WAITED_FOR))
