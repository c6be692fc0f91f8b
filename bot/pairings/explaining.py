"""*Why us?*: the reasons that a group was made for, from the record of its decision."""

from bot.moment import Moment
from bot.outbox.message import Message
from bot.outbox.service import Pressed
from bot.pairings import opened, records
from bot.pairings.cards import show_group
from bot.pairings.models import Seat
from bot.pairings.views import groups as views
from bot.slack.models import Member


async def why_us(moment: Moment, member: Member, group_id: int, pressed: Pressed | None) -> Message | None:
    """Why a group was made, for one of its people; None for anybody else."""
    round_, group = await records.round_and_group(moment, group_id)
    if round_ is None or group is None or await moment.session.get(Seat, (group.id, member.id)) is None:
        return None
    await opened.arrive(moment, round_, group)
    await show_group(moment, round_, group, pressed)
    return views.why_us(group)
