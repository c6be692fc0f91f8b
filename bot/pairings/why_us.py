"""*Why us?*: the reasons that a group was made for, from the record of its decision."""

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.outbox.message import Message
from bot.pairings import introduction_results, queries
from bot.pairings.cards import show_group
from bot.pairings.models import Seat
from bot.pairings.views import groups as views


async def why_us(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Message | None:
    """Why a group was made, for one of its people; None for anybody else."""
    round_, group = await queries.round_and_group(moment, group_id)
    if round_ is None or group is None or await moment.session.get(Seat, (group.id, member.id)) is None:
        return None
    await introduction_results.arrive(moment, round_, group)
    await show_group(moment, round_, group, pressed)
    return views.why_us(group)
