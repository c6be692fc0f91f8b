"""*Preview*: what people will read and how large the groups are, without anything being sent to them."""

from functools import partial

from bot.blocks import said
from bot.channels.membership import sync_members
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import may_organize
from bot.outbox.letters import to_members
from bot.outbox.message import Words
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee import participants, rounds
from bot.pairings.models import Programme
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


async def _words(moment: Moment, programme: Programme, waiting: str) -> Words | None:
    """Return what who waits is told; None for who is told by another card that the channel is gone."""
    if await rounds.is_channel_gone(moment, programme):
        return None if waiting == programme.organizer else partial(organizing_views.channel_gone, programme=programme)
    member = await moment.session.get(Member, (moment.workspace, waiting))
    if member is None or not await may_organize(moment, member, programme.channel):
        return lambda reader: said(reader, organizing_views.no_preview(reader))
    in_channel = await participants.count_in_channel(moment, programme)
    meets_at = await rounds.next_round_at(moment, programme)
    return partial(views.preview, programme=programme, in_channel=in_channel, meets_at=meets_at)
