"""*Why us?*: the reasons that a group was made for."""

from sqlalchemy import exists, select

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.outbox.message import Message
from bot.pairings import introduction_results, queries
from bot.pairings.cards import show_group
from bot.pairings.models import Decision, Seat
from bot.pairings.views import groups as views


async def why_us(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Message | None:
    """Return why a group was made, for one of its people; None for anybody else."""
    locked = await queries.locked_group(moment, group_id)
    if locked is None or await moment.session.get(Seat, (group_id, member.id)) is None:
        return None
    await introduction_results.arrive(moment, locked)
    await show_group(moment, locked, pressed)
    its = (Decision.round_id == locked.group.round_id, Decision.number == locked.group.decision)
    is_kept = bool(await moment.session.scalar(select(exists().where(*its))))
    return views.why_us(member.reader, locked.group, is_kept=is_kept)
