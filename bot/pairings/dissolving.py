"""A group of which too few are left: whoever is left is told, and matched again where there is time."""

from collections.abc import Sequence

from bot.moment import Moment
from bot.outbox.letters import may_have_arrived, to_members
from bot.pairings import queries
from bot.pairings.cards import show_group
from bot.pairings.decision_times import decide_soon, forget_what_comes
from bot.pairings.models import Group, Programme, Round
from bot.pairings.rules import KNOW_EACH_OTHER, GroupState, ProgrammeKind
from bot.pairings.views import groups as views


async def know_each_other(moment: Moment, group: Group) -> bool:
    """Whether the people of a locked group may have read who the others are: until then nobody needs to hear of it."""
    if group.state is GroupState.OPENING:
        key = queries.introduction_letter(group)
        return await may_have_arrived(moment.session, workspace=moment.workspace, key=key)
    return group.state in KNOW_EACH_OTHER


async def dissolve(
    moment: Moment, programme: Programme, round_: Round, group: Group, gone: str, left: Sequence[str]
) -> None:
    """End a locked group of a locked round that was to meet. Who knows whom they would have met hears of it."""
    was_introduced = await know_each_other(moment, group)
    group.move(GroupState.DISSOLVED)
    await forget_what_comes(moment, group)
    await show_group(moment, round_, group)
    for member in left:
        (await queries.attendance_of(moment, round_, member)).left_out = None
    await moment.session.flush()
    is_looking = await decide_soon(moment, programme, round_)
    if was_introduced or programme.kind is ProgrammeKind.LUNCH:
        for member in left:
            key = f"{queries.introduction_letter(group)}/alone-{member}"
            await moment.tell(to_members(member), key, views.other_cannot(programme, gone, is_looking=is_looking))
