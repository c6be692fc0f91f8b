"""*Preview*: what people will read and how large the groups are, without anything being sent to them."""

from bot.channels.membership import sync_members
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import may_organize
from bot.outbox.letters import to_members
from bot.outbox.message import Message
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee import participants, rounds
from bot.pairings.models import Programme
from bot.pairings.organizing import programmes
from bot.pairings.outcomes import Organizing
from bot.pairings.views import coffee as coffee_views
from bot.pairings.views import organizing as organizing_views
from bot.pairings.views import previews as views
from bot.recurring.rules import RecurringState


async def preview(moment: Moment, member: Member, programme_id: int) -> Organizing:
    """*Preview*: the channel is read, and then this organizer is told. While one waits, others press again later."""
    programme = await programmes.coffee_for(moment, member, programme_id)
    if isinstance(programme, Organizing):
        return programme
    waits_another = programme.preview_for not in (None, member.id)
    if not waits_another:
        programme.preview_for = member.id
    await sync_members(moment, programme.channel or "", Later.PREVIEWS, programme.id)
    return Organizing.PREVIEW_FOR_ANOTHER if waits_another else Organizing.DONE


async def show(moment: Moment, programme_id: int) -> None:
    """The channel of a programme has been read: tell the organizer who waits for it."""
    programme = await queries.programme_of(moment, programme_id)
    if programme is None or programme.preview_for is None or programme.state is RecurringState.ENDED:
        return
    if await rounds.is_channel_gone(moment, programme):
        await _say_that_it_is_gone(moment, programme)
        return
    if not await _may_look(moment, programme):
        await _answer(moment, programme, organizing_views.said(organizing_views.NO_PREVIEW))
        return
    in_channel = await participants.count_in_channel(moment, programme)
    meets_at = await rounds.next_round_at(moment, programme)
    await _answer(moment, programme, views.preview(programme, in_channel, meets_at))


async def _may_look(moment: Moment, programme: Programme) -> bool:
    """Whether who waits for the preview may look into the channel still, now that it has been read."""
    member = await moment.session.get(Member, (moment.workspace, programme.preview_for or ""))
    return member is not None and await may_organize(moment, member, programme.channel)


async def _say_that_it_is_gone(moment: Moment, programme: Programme) -> None:
    """Whoever set the programme up has been told of it already."""
    if programme.preview_for == programme.organizer:
        programme.preview_for = None
    else:
        await _answer(moment, programme, coffee_views.channel_gone(programme))


async def _answer(moment: Moment, programme: Programme, words: Message) -> None:
    """Tell the organizer who waits, who then waits no more."""
    if programme.preview_for is not None:
        key = f"programme-{programme.id}/preview-{programme.preview_for}-{moment.now.timestamp()}"
        await moment.tell(to_members(programme.preview_for), key, words)
    programme.preview_for = None
