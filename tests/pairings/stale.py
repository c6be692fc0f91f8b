"""Whether what stands in Slack is what is so: all cards are shown once more, and nothing of that is kept."""

from collections.abc import Mapping
from contextlib import suppress

from sqlalchemy import select

from bot.moment import Moment
from bot.outbox.models import Letter, LetterState
from bot.pairings import queries
from bot.pairings.cards import show_group
from bot.pairings.coffee import cards as coffee_cards
from bot.pairings.coffee import channel_cards
from bot.pairings.lunch import cards as lunch_cards
from bot.pairings.lunch import membership_cards
from bot.pairings.models import Attendance, Group, Membership, Programme, Round
from bot.pairings.rules import ProgrammeKind
from bot.schedule.models import Due
from tests.library import Library


class _NothingIsKeptError(Exception):
    """Rolls the transaction back."""


async def stale_cards(library: Library) -> list[str]:
    """The keys of messages that do not say what their cards say now; none while something is due."""
    stale: list[str] = []
    with suppress(_NothingIsKeptError):
        async with library.klatch.database.transaction() as session:
            moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "shown once more")
            if await session.scalar(select(Due.id).where(Due.due_at <= moment.now).limit(1)) is None:
                before = await _shown(moment)
                await _show_all(moment)
                after = await _shown(moment)
                stale = [key for key, shown in before.items() if after[key] != shown]
            raise _NothingIsKeptError
    return stale


async def _shown(moment: Moment) -> Mapping[str, str | None]:
    """What each message was last told to say. One that Slack did not let us change says something older, and waits."""
    is_known = (Letter.shown.is_not(None), Letter.state != LetterState.FAILED)
    rows = await moment.session.execute(select(Letter.key, Letter.shown).where(*is_known))
    return {key: shown for key, shown in rows}


async def _show_all(moment: Moment) -> None:
    for programme in (await moment.session.scalars(select(Programme).order_by(Programme.id))).all():
        rounds = (await moment.session.scalars(select(Round.id).where(Round.programme_id == programme.id))).all()
        told = select(Attendance.member).where(Attendance.round_id.in_(rounds)).distinct()
        members = (await moment.session.scalars(told)).all()
        if programme.kind is ProgrammeKind.LUNCH:
            await lunch_cards.show(moment, programme, rounds, members)
            joined = select(Membership.member).where(Membership.programme_id == programme.id)
            await membership_cards.show(moment, programme, (await moment.session.scalars(joined)).all())
        else:
            await channel_cards.show_programme(moment, programme)
            for member in members:
                await coffee_cards.show_member(moment, programme, member)
    for group_id in (await moment.session.scalars(select(Group.id).order_by(Group.id))).all():
        locked = await queries.locked_group(moment, group_id)
        if locked is not None:
            await show_group(moment, locked)
