"""Setting a programme up and changing it; pausing, resuming and ending it, as of all that recurs."""

from dataclasses import replace

from sqlalchemy import func, select

from bot.cadence import Cadence, Occurrence, from_rule, to_rule
from bot.channels.membership import sync_members
from bot.matching.round_input import Reach
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_klatch_in, may_end, may_organize
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee import cards, channel_cards, participants, rounds
from bot.pairings.lunch import rounds as lunch_rounds
from bot.pairings.models import Programme, Round
from bot.pairings.organizing.drafts import CoffeeDraft, rounds_ahead
from bot.pairings.outcomes import Organizing
from bot.pairings.rules import GroupOffReason, JoinMode, ProgrammeKind
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.planning import begin_after
from bot.recurring.rules import RecurringState
from bot.recurring.upkeep import Upkeep, why_not_in
from bot.workspaces.locking import one_after_the_other


async def set_up(moment: Moment, member: Member, draft: CoffeeDraft) -> Organizing | UpkeepRefusal:
    """Have random coffee in a channel. The organizer is told its dates at once, the channel once it has been read."""
    channel = draft.channel or ""
    if not await may_organize(moment, member, channel) or not await is_klatch_in(moment, channel):
        return await why_not_in(moment, channel)
    await one_after_the_other(
        moment.session, moment.workspace
    )  # of two who do so at once, the second sees that of the first
    if await queries.coffee_of(moment, channel) is not None:
        return Organizing.CHANNEL_TAKEN
    programme = _coffee(moment, member, draft)
    moment.session.add(programme)
    await moment.session.flush()
    await rounds.plan(moment, programme)
    await channel_cards.show_programme(moment, programme, is_new=True)
    await sync_members(moment, channel, Later.PROGRAMME_STANDS, programme.id)
    return Organizing.DONE


async def channel_read(moment: Moment, programme_id: int) -> None:
    """Tell the channel of a programme what there is now: it has been read."""
    programme = await queries.programme_of(moment, programme_id)
    if programme is None or programme.state is not RecurringState.RUNNING or programme.channel is None:
        return
    if await rounds.is_channel_gone(moment, programme):
        return
    await channel_cards.show_programme(moment, programme, is_announced=programme.rounds == 0)


async def change(moment: Moment, member: Member, programme_id: int, draft: CoffeeDraft) -> Organizing | UpkeepRefusal:
    """Change a random coffee. A round that is announced stays when it is; what comes after it goes by the new days."""
    programme = await COFFEES.to_change(moment, member, programme_id)
    if isinstance(programme, UpkeepRefusal):
        return programme
    if draft.joining is not programme.joining and await queries.open_round(moment, programme) is not None:
        return Organizing.ROUND_ANNOUNCED
    is_replanned = draft.cadence != from_rule(programme.cadence)
    if is_replanned:
        programme.cadence = to_rule(await _after_what_is_announced(moment, programme, draft.cadence))
    is_told = draft.joining is not programme.joining
    programme.name, programme.joining = draft.name, draft.joining
    programme.size, programme.reach = draft.size, draft.reach
    await _take_over(moment, member, programme)
    if is_replanned and programme.state is RecurringState.RUNNING:
        await rounds.plan(moment, programme)
    if is_told:
        programme.announcements += 1
        programme.everyone_since = moment.now if draft.joining is JoinMode.EVERYONE else None
        await cards.show_all(moment, programme)
    await channel_cards.show_programme(moment, programme, is_announced=is_told)
    return Organizing.DONE


async def change_lunch(moment: Moment, member: Member, programme_id: int, reach: Reach) -> Organizing | UpkeepRefusal:
    """Change how far Just Lunch reaches, from the next lunch on that is not decided yet."""
    programme = await PROGRAMMES.to_change(moment, member, programme_id)
    if isinstance(programme, UpkeepRefusal):
        return programme
    programme.reach = reach
    return Organizing.DONE


async def dates_ahead(moment: Moment, programme: Programme | None, cadence: Cadence) -> list[Occurrence]:
    """Return the rounds that a programme would have by this cadence, without the one that is announced already."""
    if programme is not None and cadence != from_rule(programme.cadence):
        cadence = await _after_what_is_announced(moment, programme, cadence)
    return rounds_ahead(cadence, moment.now)


def _coffee(moment: Moment, member: Member, draft: CoffeeDraft) -> Programme:
    return Programme(
        workspace=moment.workspace,
        kind=ProgrammeKind.COFFEE,
        state=RecurringState.RUNNING,
        name=draft.name,
        channel=draft.channel,
        joining=draft.joining,
        cadence=to_rule(draft.cadence),
        size=draft.size,
        reach=draft.reach,
        organizer=member.id,
        rounds=0,
        announcements=1,
        made_at=moment.now,
    )


async def _after_what_is_announced(moment: Moment, programme: Programme, cadence: Cadence) -> Cadence:
    """Return a new cadence from the day after the last round that is announced."""
    latest = await moment.session.scalar(
        select(func.max(Round.meets_at)).where(Round.programme_id == programme.id, Round.meets_at > moment.now)
    )
    return begin_after(cadence, programme, latest)


async def _take_over(moment: Moment, member: Member, programme: Programme) -> None:
    """Have a member look after a programme whose organizer is none any more."""
    if await participants.organizer_of(moment, programme) is None:
        programme.organizer, programme.is_adopted = member.id, True


async def _looks_after(moment: Moment, programme: Programme, member: Member) -> bool:
    return await may_organize(moment, member, programme.channel)


async def _refusal(moment: Moment, programme: Programme, member: Member) -> UpkeepRefusal | None:
    return None if await may_end(moment, member, programme.channel) else UpkeepRefusal.NOT_YOURS


async def _refusal_of_coffee(moment: Moment, programme: Programme, member: Member) -> UpkeepRefusal | None:
    refused = await _refusal(moment, programme, member)
    return refused or (None if programme.kind is ProgrammeKind.COFFEE else UpkeepRefusal.OVER)


async def _paused(moment: Moment, programme: Programme) -> None:
    """Call off a round that is announced; groups that have been introduced stay so."""
    if programme.kind is ProgrammeKind.COFFEE:
        await rounds.call_off(moment, programme, GroupOffReason.PAUSED)
    else:
        await lunch_rounds.paused_or_resumed(moment, programme)


async def _resumed(moment: Moment, programme: Programme, member: Member) -> None:
    if programme.channel is None:
        await lunch_rounds.paused_or_resumed(moment, programme)
        return
    await _take_over(moment, member, programme)
    await rounds.plan(moment, programme)
    await channel_cards.show_programme(moment, programme)
    await sync_members(moment, programme.channel, Later.PROGRAMME_STANDS, programme.id)


async def _ended(moment: Moment, programme: Programme) -> None:
    await rounds.call_off(moment, programme, GroupOffReason.ENDED)
    await cards.show_all(moment, programme)


PROGRAMMES = Upkeep(
    find=queries.programme_of,
    looks_after=_looks_after,
    refusal=_refusal,
    paused=_paused,
    resumed=_resumed,
    ended=_ended,
)
COFFEES = replace(PROGRAMMES, refusal=_refusal_of_coffee)
"""The same without Just Lunch, which nobody ends."""
