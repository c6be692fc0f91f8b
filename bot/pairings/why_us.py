"""*Why us?*: the reasons that a group was made for."""

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.outbox.message import Message
from bot.pairings import introduction_results, queries
from bot.pairings.cards import show_group
from bot.pairings.models import Seat
from bot.pairings.views import groups as views


async def why_us(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Message | None:
    """Return why a group was made, for one of its people; None for anybody else."""
    locked = await queries.locked_group(moment, group_id)
    if locked is None or await moment.session.get(Seat, (group_id, member.id)) is None:
        return None
    await introduction_results.arrive(moment, locked)
    await show_group(moment, locked, pressed)
    return views.why_us(locked.group)
