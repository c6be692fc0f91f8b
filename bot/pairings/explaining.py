"""*Why us?*: the reasons that a group was made for, from the record of its decision."""

from bot.moment import Moment
from bot.outbox.message import Message
from bot.pairings import records
from bot.pairings.models import Decision, Seat
from bot.pairings.views import groups as views
from bot.slack.models import Member


async def why_us(moment: Moment, member: Member, group_id: int) -> Message | None:
    """Why a group was made, for one of its people; None for anybody else."""
    group = await records.group_of(moment, group_id)
    if group is None or await moment.session.get(Seat, (group.id, member.id)) is None:
        return None
    decision = await moment.session.get_one(Decision, (group.round_id, group.decision))
    return views.why_us(group, len(decision.gathering["people"]))
