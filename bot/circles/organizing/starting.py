"""Starting a circle: any member can, in a channel that Klatch is in and that they may see."""

from bot.cadence import next_five, to_rule
from bot.channels.membership import is_gone, is_open_to, sync_members
from bot.circles import letter_keys, queries
from bot.circles.actions import Later
from bot.circles.cards import circles as cards
from bot.circles.meetings import planning
from bot.circles.members import joining
from bot.circles.models import Circle
from bot.circles.name_comparison import as_compared
from bot.circles.organizing import stopping
from bot.circles.organizing.drafts import CircleDraft
from bot.circles.outcomes import CircleSaving
from bot.circles.rules import Belonging, MeetingOffReason, Reminder
from bot.circles.views import organizing as views
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_klatch_in
from bot.outbox.letters import to_members
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.rules import RecurringState
from bot.recurring.upkeep import why_not_in
from bot.schedule.fates import Fate
from bot.workspaces.locking import one_after_the_other


async def set_up(moment: Moment, member: Member, draft: CircleDraft) -> CircleSaving | UpkeepRefusal:
    """Start a circle. Who starts it is in it, and is told its dates; the channel is told once that it is there."""
    if not await is_klatch_in(moment, draft.channel) or not await is_open_to(moment, draft.channel, member.id):
        return await why_not_in(moment, draft.channel)
    await one_after_the_other(
        moment.session, moment.workspace
    )  # of two who start a circle of the same name at once, the second sees the first
    if await is_name_taken(moment, draft.channel, draft.name):
        return CircleSaving.NAME_TAKEN
    if not next_five(draft.cadence, moment.now):
        return CircleSaving.NO_DATES
    circle = _circle(moment, member, draft)
    moment.session.add(circle)
    await moment.session.flush()
    await joining.add_member(moment, circle, member.id, Reminder.DAY_BEFORE, Belonging.IN)
    await cards.show(moment, circle, new=[letter_keys.set_up(circle)])
    await sync_members(moment, circle.channel, Later.CHANNEL_READ, circle.id)
    return CircleSaving.DONE


async def channel_read(moment: Moment, circle_id: int) -> None:
    """Tell the channel of a circle of it, and then of its meetings: it is known now who is in it."""
    circle = await _running(moment, circle_id)
    if circle is None:
        return
    starter = await moment.session.get(Member, (moment.workspace, circle.started_by))
    if circle.meetings == 0 and starter is not None and not await is_open_to(moment, circle.channel, starter.id):
        circle.move(RecurringState.ENDED)
        await stopping.ended(moment, circle, MeetingOffReason.NOT_THEIR_CHANNEL)
        return
    await moment.later(
        Later.REMOVES_LEAVERS, circle.id, moment.now
    )  # who was put out of the channel while Klatch was not in it
    await cards.show(moment, circle, new=[] if circle.meetings else [letter_keys.arrival(circle)])
    if circle.next_at is None:
        await planning.plan(moment, circle)


async def channel_reread(moment: Moment, circle_id: int) -> None:
    """Have leave the circle who is out of its channel, which has been read again."""
    circle = await _running(moment, circle_id)
    if circle is not None:
        await moment.later(Later.REMOVES_LEAVERS, circle.id, moment.now)
        await cards.show(moment, circle)


async def arrival_settled(moment: Moment, fate: Fate) -> None:
    """Tell who started a circle that its channel could not be told of it, for good, and what to do."""
    circle = await queries.circle_of(moment, fate.subject)
    if circle is None or fate.has_arrived or circle.state is RecurringState.ENDED:
        return
    circle.is_untold = True
    await moment.session.flush()
    await cards.show(moment, circle)
    member = await queries.problem_contact(moment, circle)
    if member is not None:
        await moment.tell(
            to_members(member.id),
            letter_keys.arrival_failed(circle),
            lambda reader: views.no_arrival(reader, circle),
        )


async def is_name_taken(moment: Moment, channel: str, name: str, but: Circle | None = None) -> bool:
    """Return whether a channel has another circle of this name: a name after `/klatch` should mean one of them."""
    return any(
        circle is not but and circle.channel == channel and as_compared(circle.name) == as_compared(name)
        for circle in await queries.circles(moment)
    )


async def _running(moment: Moment, circle_id: int) -> Circle | None:
    """Return a circle that runs, locked; None if its channel turned out to be gone, and then it is paused."""
    circle = await queries.circle_of(moment, circle_id)
    if circle is None or circle.state is not RecurringState.RUNNING:
        return None
    if await is_gone(moment, circle.channel):
        await stopping.pause_without_channel(moment, circle.id)
        return None
    return circle


def _circle(moment: Moment, member: Member, draft: CircleDraft) -> Circle:
    circle = Circle(
        workspace=moment.workspace,
        kind=draft.kind,
        state=RecurringState.RUNNING,
        channel=draft.channel,
        cadence=to_rule(draft.cadence),
        started_by=member.id,
        meetings=0,
        made_at=moment.now,
    )
    draft.write(circle)
    return circle
