"""Somebody begins to install Klatch: they go to Slack with a state, and may come back with it once."""

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.schedule.models import Due
from bot.schedule.scheduling import schedule_once
from bot.workspaces.models import InstallState

STATE_BYTES = 32
STATE_LIVES = timedelta(minutes=10)
"""As long as Slack's code: https://docs.slack.dev/authentication/installing-with-oauth."""

PURGE = "purge_states"
"""The kind of the due row, of no workspace; its subject is 0."""


async def begin(session: AsyncSession, chance: Random, now: datetime) -> str:
    """A new state, of which only the digest is kept."""
    state = urlsafe_b64encode(chance.randbytes(STATE_BYTES)).decode().rstrip("=")
    session.add(InstallState(digest=_digest(state), expires_at=now + STATE_LIVES))
    await _purge_at(session, now + STATE_LIVES)
    return state


async def consume(session: AsyncSession, state: str, now: datetime) -> bool:
    """Whether that state was begun here and has not expired. True once, however many ask at the same moment."""
    its = InstallState.digest == _digest(state)
    expires_at = await session.scalar(delete(InstallState).where(its).returning(InstallState.expires_at))
    # A state that lives for longer was begun by a clock that was ahead.
    return expires_at is not None and now < expires_at <= now + STATE_LIVES


async def purge(session: AsyncSession, _due: Due, now: datetime) -> None:
    """Erase the states that have expired; come back when the next does."""
    await session.execute(delete(InstallState).where(InstallState.expires_at <= now))
    following = await session.scalar(select(func.min(InstallState.expires_at)))
    if following is not None:
        await _purge_at(session, following)


async def _purge_at(session: AsyncSession, instant: datetime) -> None:
    """Schedule purging, unless it is scheduled already, and so due before."""
    await schedule_once(session, workspace="", kind=PURGE, subject=0, due_at=instant)


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
