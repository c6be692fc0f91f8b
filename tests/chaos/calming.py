"""After the storm: waiting until everything is settled, and what of the waiting may be cut short."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import defer

from bot.clock import SystemClock
from bot.database.database import Database
from bot.outbox.delivery import LEASE
from bot.outbox.models import Letter, LetterState, RateLimit
from bot.outbox.suspension import SUSPENDED
from bot.schedule.models import Due
from tests.chaos.members import Community
from tests.chaos.slack import STALL_SECONDS
from tests.chaos.stories import LATE, let_invitations_lapse, unfinished

LOOK_SECONDS = 0.5


async def calm_down(
    database: Database, communities: Sequence[Community], patience: float, *, waits_are_cut: bool
) -> float | None:
    """Wait until members have what they came for and every letter is settled.

    Returns after how many seconds that was, None when nothing has changed for as long as ``patience`` and it was not.
    """
    began, calm_since = time.monotonic(), SystemClock().now()
    changed, before = began, ["everything"]
    while time.monotonic() - changed < patience:
        if waits_are_cut and time.monotonic() - began > STALL_SECONDS:
            await _time_passes(database, calm_since)
        if not (found := await outstanding(database, communities)):
            return time.monotonic() - began
        if found != before:
            changed, before = time.monotonic(), found
        await asyncio.sleep(LOOK_SECONDS)
    return None


async def letters_of(database: Database) -> list[Letter]:
    """Every letter, the oldest first."""
    async with database.transaction() as session:
        return list(await session.scalars(select(Letter).order_by(Letter.id)))


async def pass_time(database: Database, span: timedelta) -> None:
    """As if the clock had moved on for whatever was tried in vain: what it waits for is nearer by so much."""
    tried = select(Letter).where(Letter.state == LetterState.WAITING, Letter.attempts > 0)
    async with database.transaction() as session:
        for letter in await session.scalars(tried.options(defer(Letter.payload)).with_for_update(skip_locked=True)):
            letter.try_at -= span
            letter.failing_since = letter.failing_since and letter.failing_since - span


async def _time_passes(database: Database, calm_since: datetime) -> None:
    """What was tried in vain is tried now; what was leased before the calm, and is yet, is held by the dead."""
    now = SystemClock().now()
    waiting = Letter.state == LetterState.WAITING, Letter.attempts > 0, Letter.try_at > now
    dead = Letter.state == LetterState.LEASED, Letter.leased_until < calm_since + LEASE, Letter.leased_until > now
    async with database.transaction() as session:
        await session.execute(update(Letter).where(*waiting).values(try_at=now))
        await session.execute(update(Letter).where(*dead).values(leased_until=now - timedelta(seconds=1)))
        await session.execute(
            update(RateLimit).where(RateLimit.scope != SUSPENDED, RateLimit.open_at > now).values(open_at=now)
        )
        await session.execute(update(Due).where(Due.attempts > 0, Due.due_at > now).values(due_at=now))


async def outstanding(database: Database, communities: Sequence[Community]) -> list[str]:
    """What keeps it from being calm: members who wait, letters that may go, things that are due.

    A letter that rewrites one whose fate nobody knows is settled as far as it can be.
    """
    found = unfinished(communities)
    if not await let_invitations_lapse(database):
        found.append("invitations lapse")
    now = SystemClock().now()
    async with database.transaction() as session:
        due = await session.scalars(select(Due).where(Due.due_at < now + LATE))
        found += [f"{each.kind} of {each.workspace} is due at {each.due_at}" for each in due]
        letters = await session.scalars(select(Letter).where(_is_under_way(now)))
        found += [f"{each.key} of {each.workspace} is {each.state}, to be tried at {each.try_at}" for each in letters]
    return found


def _is_under_way(now: datetime) -> ColumnElement[bool]:
    unknown = select(Letter.id).where(Letter.state == LetterState.UNKNOWN)
    is_open = Letter.state.in_((LetterState.WAITING, LetterState.LEASED))
    return is_open & (Letter.not_before <= now) & or_(Letter.amends_id.is_(None), Letter.amends_id.not_in(unknown))
