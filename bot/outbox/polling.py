"""Polling for the workspaces in which letters may go: a ring of the bell may be lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import CTE

from bot.outbox.models import Letter, LetterState, RateLimit, Urgency, WaitsFor
from bot.outbox.rate_limits import CALLS
from bot.outbox.recipient_order import NOW


async def workspaces_with_letters(session: AsyncSession) -> Sequence[str]:
    """Return the workspaces in which any letter waits, for whatever."""
    return (await session.scalars(_WORKSPACES_WITH_LETTERS)).all()


async def workspaces_ready(session: AsyncSession, now: datetime) -> Mapping[str, Urgency]:
    """Return the workspaces in which a letter may go or is due for triage, with the most urgent kind of each."""
    found = await session.execute(_WORKSPACES_READY, {"now": now})
    return {workspace: Urgency.ANSWER if has_answers else Urgency.NOTICE for workspace, has_answers in found}


async def first_lease_end(session: AsyncSession) -> datetime | None:
    """Return the instant when the first lease ends; None when nothing is leased."""
    is_leased = (Letter.state == LetterState.LEASED, Letter.leased_until.is_not(None))
    return await session.scalar(select(func.min(Letter.leased_until)).where(*is_leased))


def _waiting() -> CTE:
    """Return the workspaces that have waiting letters, found one by one in the index, however many letters each has."""
    is_waiting = Letter.state == LetterState.WAITING
    first = select(func.min(Letter.workspace).label("workspace")).where(is_waiting).cte("waiting", recursive=True)
    following = select(func.min(Letter.workspace)).where(is_waiting, Letter.workspace > first.c.workspace)
    return first.union_all(select(following.scalar_subquery()).where(first.c.workspace.is_not(None)))


def _has(urgency: Urgency, workspace: ColumnElement[str]) -> ColumnElement[bool]:
    reasons = (_has_in(waits_for, urgency, workspace) for waits_for in WaitsFor)
    queues = (and_(_has_in(call, urgency, workspace), _is_open(call, workspace)) for call in CALLS)
    return or_(*reasons, *queues)


def _has_in(waits_for: str, urgency: Urgency, workspace: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(
        Letter.state == LetterState.WAITING,
        Letter.workspace == workspace,
        Letter.waits_for == waits_for,
        Letter.urgency == urgency,
        Letter.try_at <= NOW,
    )


def _is_open(call: str, workspace: ColumnElement[str]) -> ColumnElement[bool]:
    return ~exists().where(RateLimit.workspace == workspace, RateLimit.scope == call, RateLimit.open_at > NOW)


_WAITING = _waiting()
_WORKSPACE = _WAITING.c.workspace
_WORKSPACES_WITH_LETTERS = select(_WORKSPACE).where(_WORKSPACE.is_not(None))
_HAS_ANSWERS = _has(Urgency.ANSWER, _WORKSPACE)
_WORKSPACES_READY = select(_WORKSPACE, _HAS_ANSWERS).where(
    _WORKSPACE.is_not(None), or_(_HAS_ANSWERS, _has(Urgency.NOTICE, _WORKSPACE))
)
