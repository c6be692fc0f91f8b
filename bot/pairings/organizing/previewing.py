"""*Preview*: what people will read and how large the groups are, without anything being sent to them."""

from bot.blocks import said
from bot.channels.membership import sync_members
from bot.languages.reader import ENGLISH
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import may_organize
from bot.outbox.letters import to_members
from bot.outbox.message import Message
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee import participants, rounds
from bot.pairings.models import Programme
from bot.pairings.views import coffee as coffee_views
from bot.pairings.views import organizing as organizing_views
from bot.pairings.views import previews as views
from bot.recurring.rules import RecurringState


async def preview(moment: Moment, member: Member, programme: Programme) -> bool:
    """Have the channel of a locked programme read, and then show an organizer what people will read.

    Returns False while somebody else waits for theirs.
    """
    waits_another = programme.preview_for not in (None, member.id)
    if not waits_another:
        programme.preview_for = member.id
    await sync_members(moment, programme.channel or "", Later.PREVIEWS, programme.id)
    return not waits_another


async def show(moment: Moment, programme_id: int) -> None:
    """Show the preview to the organizer who waits for it: the channel has been read."""
    programme = await queries.programme_of(moment, programme_id)
    if programme is None or programme.preview_for is None or programme.state is RecurringState.ENDED:
        return
    words = await _words(moment, programme, programme.preview_for)
    if words is not None:
        key = f"programme-{programme.id}/preview-{programme.preview_for}-{moment.now.timestamp()}"
        await moment.tell(to_members(programme.preview_for), key, words)
    programme.preview_for = None


async def _words(moment: Moment, programme: Programme, reader: str) -> Message | None:
    """Return what who waits is told; None for who is told by another card that the channel is gone."""
    if await rounds.is_channel_gone(moment, programme):
        return None if reader == programme.organizer else coffee_views.channel_gone(programme)
    member = await moment.session.get(Member, (moment.workspace, reader))
    if member is None or not await may_organize(moment, member, programme.channel):
        return said(ENGLISH, organizing_views.NO_PREVIEW)
    in_channel = await participants.count_in_channel(moment, programme)
    return views.preview(programme, in_channel, await rounds.next_round_at(moment, programme))
