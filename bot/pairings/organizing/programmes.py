"""What organizers do with a programme: set it up, change it, pause it, end it, have a round at once.

Each use case asks for itself whether this member may.
"""

from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.cadence import Cadence, Occurrence, from_rule, to_rule
from bot.channels.membership import is_gone, is_unread, sync_members, sync_members_anew, sync_of
from bot.matching.round_input import Reach
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_klatch_in, may_end, may_organize
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee import cards, channel_cards, participants, rounds
from bot.pairings.lunch import rounds as lunching
from bot.pairings.models import Programme, Round
from bot.pairings.organizing.drafts import CoffeeDraft, rounds_ahead
from bot.pairings.outcomes import Organizing, Running, TooSoon
from bot.pairings.rules import GroupOffReason, JoinMode, ProgrammeKind, ProgrammeState
from bot.pairings.views.shared import zone_of
from bot.workspaces.locking import one_after_the_other


async def programme_for(moment: Moment, member: Member, programme_id: int) -> Programme | Organizing:
    """A programme that has not ended, locked, for who may change it; otherwise why not."""
    programme = await programme_to_end(moment, member, programme_id)
    if isinstance(programme, Organizing) or await may_organize(moment, member, programme.channel):
        return programme
    is_lost = programme.channel is not None and await is_gone(moment, programme.channel)
    return Organizing.KLATCH_NOT_THERE if is_lost else Organizing.NOT_INSIDE


async def programme_to_end(moment: Moment, member: Member, programme_id: int) -> Programme | Organizing:
    """The same for who may pause and end it, and need not be in its channel."""
    programme = await queries.programme_of(moment, programme_id)
    if programme is None or programme.state is ProgrammeState.ENDED:
        return Organizing.OVER
    return programme if await may_end(moment, member, programme.channel) else Organizing.NOT_YOURS


async def coffee_for(moment: Moment, member: Member, programme_id: int) -> Programme | Organizing:
    """A random coffee that has not ended, locked, for who may change it; otherwise why not."""
    return _only_coffee(await programme_for(moment, member, programme_id))


def _only_coffee(programme: Programme | Organizing) -> Programme | Organizing:
    if isinstance(programme, Programme) and programme.kind is not ProgrammeKind.COFFEE:
        return Organizing.OVER
    return programme


async def set_up(moment: Moment, member: Member, draft: CoffeeDraft) -> Organizing:
    """Have random coffee in a channel. The organizer is told its dates at once, the channel once it has been read."""
    channel = draft.channel or ""
    if not await may_organize(moment, member, channel):
        return await why_not(moment, channel)
    if not await is_klatch_in(moment, channel):
        return Organizing.KLATCH_NOT_THERE
    await one_after_the_other(moment)  # of two who do so at once, the second sees that of the first
    if await queries.coffee_of(moment, channel) is not None:
        return Organizing.CHANNEL_TAKEN
    programme = _coffee(moment, member, draft)
    moment.session.add(programme)
    await moment.session.flush()
    await rounds.plan(moment, programme)
    await channel_cards.show_programme(moment, programme, is_new=True)
    await sync_members(moment, channel, Later.PROGRAMME_STANDS, programme.id)
    return Organizing.DONE


async def why_not(moment: Moment, channel: str) -> Organizing:
    """Why a member may not have random coffee in a channel: also because it is not known yet who is in it."""
    if not await is_klatch_in(moment, channel):
        return Organizing.KLATCH_NOT_THERE
    if not await is_unread(moment, channel):
        return Organizing.NOT_YOURS
    if await sync_of(moment, channel) is None:
        await sync_members_anew(moment, channel)
    return Organizing.CHANNEL_UNREAD


async def stands(moment: Moment, programme_id: int) -> None:
    """A programme's channel has been read: it is told what there is now."""
    programme = await queries.programme_of(moment, programme_id)
    if programme is None or programme.state is not ProgrammeState.RUNNING or programme.channel is None:
        return
    if await rounds.is_channel_gone(moment, programme):
        return
    await channel_cards.show_programme(moment, programme, is_announced=programme.rounds == 0)


async def change(moment: Moment, member: Member, programme_id: int, draft: CoffeeDraft) -> Organizing:
    """Change a random coffee. A round that is announced stays when it is; what comes after it goes by the new days."""
    programme = await coffee_for(moment, member, programme_id)
    if isinstance(programme, Organizing):
        return programme
    if draft.joining is not programme.joining and await queries.open_round(moment, programme) is not None:
        return Organizing.ROUND_ANNOUNCED
    is_replanned = draft.cadence != from_rule(programme.cadence)
    if is_replanned:
        programme.cadence = to_rule(await _after_what_is_announced(moment, programme, draft.cadence))
    is_told = draft.joining is not programme.joining
    programme.name, programme.joining = draft.name, draft.joining
    programme.size, programme.reach = draft.size, draft.reach
    await _adopt(moment, member, programme)
    if is_replanned and programme.state is ProgrammeState.RUNNING:
        await rounds.plan(moment, programme)
    if is_told:
        programme.announcements += 1
        programme.everyone_since = moment.now if draft.joining is JoinMode.EVERYONE else None
        await cards.show_all(moment, programme)
    await channel_cards.show_programme(moment, programme, is_announced=is_told)
    return Organizing.DONE


async def change_lunch(moment: Moment, member: Member, programme_id: int, reach: Reach) -> Organizing:
    """Change how far Just Lunch reaches, from the next lunch on that is not decided yet."""
    programme = await programme_for(moment, member, programme_id)
    if isinstance(programme, Organizing):
        return programme
    programme.reach = reach
    return Organizing.DONE


async def pause(moment: Moment, member: Member, programme_id: int) -> Programme | Organizing:
    """Have no rounds for now. One that is announced is called off; who has been introduced stays so."""
    programme = await programme_to_end(moment, member, programme_id)
    if isinstance(programme, Organizing):
        return programme
    if programme.state is not ProgrammeState.RUNNING:
        return Organizing.DONE_BEFORE
    programme.move(ProgrammeState.PAUSED)
    if programme.kind is ProgrammeKind.COFFEE:
        await rounds.call_off(moment, programme, GroupOffReason.PAUSED)
    else:
        await lunching.rest_or_go_on(moment, programme)
    return programme


async def resume(moment: Moment, member: Member, programme_id: int) -> Programme | Organizing:
    """Go on, with the next round for which there is time."""
    programme = await programme_for(moment, member, programme_id)
    if isinstance(programme, Organizing):
        return programme
    if programme.state is not ProgrammeState.PAUSED:
        return Organizing.DONE_BEFORE
    if programme.channel is not None and not await is_klatch_in(moment, programme.channel):
        return Organizing.KLATCH_NOT_THERE
    programme.move(ProgrammeState.RUNNING)
    if programme.channel is None:
        await lunching.rest_or_go_on(moment, programme)
        return programme
    await _adopt(moment, member, programme)
    await rounds.plan(moment, programme)
    await channel_cards.show_programme(moment, programme)
    await sync_members(moment, programme.channel, Later.PROGRAMME_STANDS, programme.id)
    return programme


async def end(moment: Moment, member: Member, programme_id: int) -> Programme | Organizing:
    """Have no rounds any more. The channel may have another random coffee from now on."""
    programme = _only_coffee(await programme_to_end(moment, member, programme_id))
    if isinstance(programme, Organizing):
        return programme
    programme.move(ProgrammeState.ENDED)
    await rounds.call_off(moment, programme, GroupOffReason.ENDED)
    await cards.show_all(moment, programme)
    return programme


async def run_now(moment: Moment, member: Member, programme_id: int) -> Organizing | Running | TooSoon:
    """*Run now*: a round beside the usual ones, of who is in now."""
    programme = await coffee_for(moment, member, programme_id)
    return programme if isinstance(programme, Organizing) else await rounds.run_now(moment, programme)


async def dates_ahead(moment: Moment, programme: Programme | None, cadence: Cadence) -> list[Occurrence]:
    """The rounds that a programme would have by this cadence, without the one that is announced already."""
    if programme is not None and cadence != from_rule(programme.cadence):
        cadence = await _after_what_is_announced(moment, programme, cadence)
    return rounds_ahead(cadence, moment.now)


def _coffee(moment: Moment, member: Member, draft: CoffeeDraft) -> Programme:
    return Programme(
        workspace=moment.workspace,
        kind=ProgrammeKind.COFFEE,
        state=ProgrammeState.RUNNING,
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
    """A new cadence from the day after the last round that people know of: a day has one round at most."""
    latest = await moment.session.scalar(
        select(func.max(Round.meets_at)).where(Round.programme_id == programme.id, Round.meets_at > moment.now)
    )
    if latest is None:
        return cadence
    zones = (zone_of(programme), ZoneInfo(cadence.zone))
    return cadence.beginning_after(max(latest.astimezone(zone).date() for zone in zones))


async def _adopt(moment: Moment, member: Member, programme: Programme) -> None:
    """Whose organizer is none any more gets a new one: who looks after it now."""
    if await participants.organizer_of(moment, programme) is None:
        programme.organizer, programme.is_adopted = member.id, True
