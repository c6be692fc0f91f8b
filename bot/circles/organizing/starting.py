"""Starting a circle: any member can, in a channel that Klatch is in and that they may see."""

from bot.cadence import next_five, to_rule
from bot.channels.membership import is_gone, is_open_to, is_unread, sync_members, sync_members_anew, sync_of
from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import circles as cards
from bot.circles.meetings import planning
from bot.circles.members import joining
from bot.circles.models import Circle
from bot.circles.name_comparison import as_compared
from bot.circles.organizing import stopping
from bot.circles.organizing.drafts import CircleDraft
from bot.circles.outcomes import Looking
from bot.circles.rules import Belonging, CircleState, MeetingOffReason, Reminder
from bot.circles.views import organizing as views
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_klatch_in
from bot.outbox.letters import to_members
from bot.schedule.fates import Fate
from bot.workspaces.locking import one_after_the_other


async def set_up(moment: Moment, member: Member, draft: CircleDraft) -> Looking:
    """Start a circle. Who starts it is in it, and is told its dates; the channel is told once that it is there."""
    if not await is_klatch_in(moment, draft.channel):
        return Looking.KLATCH_NOT_THERE
    if not await is_open_to(moment, draft.channel, member.id):
        return await _why_not(moment, draft.channel)
    await one_after_the_other(moment)  # of two who start a circle of the same name at once, the second sees the first
    if await is_name_taken(moment, draft.channel, draft.name):
        return Looking.NAME_TAKEN
    if not next_five(draft.cadence, moment.now):
        return Looking.NO_DATES
    circle = _circle(moment, member, draft)
    moment.session.add(circle)
    await moment.session.flush()
    await joining.take_in(moment, circle, member.id, Reminder.DAY_BEFORE, Belonging.IN)
    await cards.show(moment, circle, new=[queries.set_up_letter(circle)])
    await sync_members(moment, circle.channel, Later.CHANNEL_READ, circle.id)
    return Looking.DONE


async def channel_read(moment: Moment, circle_id: int) -> None:
    """It is known now who is in a circle's channel: the channel hears of the circle, and then of its meetings."""
    circle = await _running(moment, circle_id)
    if circle is None:
        return
    starter = await moment.session.get(Member, (moment.workspace, circle.started_by))
    if circle.meetings == 0 and starter is not None and not await is_open_to(moment, circle.channel, starter.id):
        await stopping.end_for_good(moment, circle, MeetingOffReason.NOT_THEIR_CHANNEL)
        return
    await moment.later(Later.TIDIES, circle.id, moment.now)  # who was put out of the channel while Klatch was not in it
    await cards.show(moment, circle, new=[] if circle.meetings else [queries.arrival_letter(circle)])
    if circle.next_at is None:
        await planning.plan(moment, circle)


async def channel_reread(moment: Moment, circle_id: int) -> None:
    """A circle's channel has been read again: who is out of it and was not noticed to be leaves the circle."""
    circle = await _running(moment, circle_id)
    if circle is not None:
        await moment.later(Later.TIDIES, circle.id, moment.now)
        await cards.show(moment, circle)


async def arrival_settled(moment: Moment, fate: Fate) -> None:
    """The channel of a circle could not be told of it, for good: who started it hears so, and what to do."""
    circle = await queries.circle_of(moment, fate.subject)
    if circle is None or fate.has_arrived or circle.state is CircleState.ENDED:
        return
    circle.is_untold = True
    await moment.session.flush()
    await cards.show(moment, circle)
    member = await queries.told_for(moment, circle)
    if member is not None:
        await moment.tell(to_members(member.id), queries.no_arrival_letter(circle), views.no_arrival(circle))


async def is_name_taken(moment: Moment, channel: str, name: str, but: Circle | None = None) -> bool:
    """Whether a channel has a circle of this name, beside one: a name typed after `/klatch` should mean one of them."""
    return any(
        circle is not but and circle.channel == channel and as_compared(circle.name) == as_compared(name)
        for circle in await queries.circles(moment)
    )


async def _running(moment: Moment, circle_id: int) -> Circle | None:
    """A circle that runs, locked, now that its channel has been read; if that is gone, the circle stands still."""
    circle = await queries.circle_of(moment, circle_id)
    if circle is None or circle.state is not CircleState.RUNNING:
        return None
    if await is_gone(moment, circle.channel):
        await stopping.stand_still(moment, circle)
        return None
    return circle


async def _why_not(moment: Moment, channel: str) -> Looking:
    """Why a member may start no circle in a channel: also because it is not known yet who is in it."""
    if not await is_unread(moment, channel):
        return Looking.NOT_YOUR_CHANNEL
    if await sync_of(moment, channel) is None:
        await sync_members_anew(moment, channel)
    return Looking.CHANNEL_UNREAD


def _circle(moment: Moment, member: Member, draft: CircleDraft) -> Circle:
    return Circle(
        workspace=moment.workspace,
        kind=draft.kind,
        state=CircleState.RUNNING,
        name=draft.name,
        about=draft.about,
        channel=draft.channel,
        cadence=to_rule(draft.cadence),
        minutes=draft.minutes,
        parts=[list(part) for part in draft.parts],
        place=draft.place,
        seats=draft.seats,
        quorum=draft.quorum,
        table_size=draft.table_size,
        started_by=member.id,
        meetings=0,
        made_at=moment.now,
    )
