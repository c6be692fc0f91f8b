"""*Preview*: who would meet whom, and why, without anything being sent to them."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.agenda.errands import Errand
from bot.agenda.models import Due
from bot.channels.service import call_roll
from bot.matching.gathering import Gathering, Groups
from bot.matching.rounds import decide
from bot.moment import Moment, moment_when_due
from bot.outbox.message import Message
from bot.outbox.service import to_members
from bot.pairings import records
from bot.pairings.actions import Later
from bot.pairings.coffee import opening
from bot.pairings.grouping import gather
from bot.pairings.models import Programme
from bot.pairings.organizing import programmes
from bot.pairings.outcomes import Organizing
from bot.pairings.rules import ProgrammeState
from bot.pairings.views import coffee as coffee_views
from bot.pairings.views import previews as views
from bot.slack.models import Member


@dataclass(frozen=True, slots=True)
class Expected:
    """The next round as it would be decided if it were now."""

    gathering: Gathering
    meets_at: datetime


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would come of it."""

    groups: Groups
    meets_at: datetime


async def preview(moment: Moment, member: Member, programme_id: int) -> Organizing:
    """*Preview*: the channel is read, its next round decided without being kept, and this organizer told."""
    programme = await programmes.coffee_for(moment, member, programme_id)
    if isinstance(programme, Organizing):
        return programme
    programme.preview_for = member.id
    await call_roll(moment, programme.channel or "", Later.PREVIEWS, programme.id)
    return Organizing.DONE


def errand() -> Errand[Expected, Foreseen]:
    """What the agenda does when an organizer would like to see who would meet whom."""
    return Errand(look=_look, go=_go, settle=_settle)


async def _look(session: AsyncSession, due: Due, now: datetime) -> Expected | None:
    moment = moment_when_due(session, due, now)
    programme = await _programme(moment, due)
    if programme is None:
        return None
    if await opening.is_channel_gone(moment, programme):
        await _say_that_it_is_gone(moment, programme)
        return None
    round_ = await opening.upcoming(moment, programme)
    return Expected(await gather(moment, programme, round_), round_.meets_at)


async def _go(expected: Expected) -> Foreseen:
    return Foreseen(await asyncio.to_thread(decide, expected.gathering), expected.meets_at)


async def _settle(session: AsyncSession, due: Due, foreseen: Foreseen, now: datetime) -> None:
    moment = moment_when_due(session, due, now)
    programme = await _programme(moment, due)
    if programme is not None:
        await _answer(moment, programme, views.preview(programme, foreseen.groups, foreseen.meets_at))


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


async def _programme(moment: Moment, due: Due) -> Programme | None:
    """The programme for whose preview an organizer waits."""
    programme = await records.programme_of(moment, due.subject)
    if programme is None or programme.preview_for is None or programme.state is ProgrammeState.ENDED:
        return None
    return programme
