"""In which workspaces letters may go: what a postman looks for that nobody has told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import CTE

from bot.outbox.models import Letter, LetterState, Pace, Urgency, WaitsFor
from bot.outbox.rate_limits import CALLS
from bot.outbox.recipient_order import NOW


async def with_letters(session: AsyncSession) -> Sequence[str]:
    """The workspaces in which any letter waits, for whatever."""
    return (await session.scalars(_WITH_LETTERS)).all()


async def with_something_to_do(session: AsyncSession, now: datetime) -> Mapping[str, Urgency]:
    """The workspaces in which a letter may go, or its time to be sorted has come, and how urgent that is."""
    found = await session.execute(_WITH_SOMETHING_TO_DO, {"now": now})
    return {workspace: Urgency.ANSWER if has_answers else Urgency.NOTICE for workspace, has_answers in found}


async def first_lease_end(session: AsyncSession) -> datetime | None:
    """When the first lease runs out of those that are given."""
    ends = select(func.min(Letter.leased_until)).where(Letter.state == LetterState.LEASED)
    return await session.scalar(ends)


def _waiting() -> CTE:
    """The workspaces that have waiting letters, one after another by index, however many letters each has."""
    is_waiting = Letter.state == LetterState.WAITING
    first = select(func.min(Letter.workspace).label("workspace")).where(is_waiting).cte("waiting", recursive=True)
    following = select(func.min(Letter.workspace)).where(is_waiting, Letter.workspace > first.c.workspace)
    return first.union_all(select(following.scalar_subquery()).where(first.c.workspace.is_not(None)))


def _has(urgency: Urgency, workspace: ColumnElement[str]) -> ColumnElement[bool]:
    piles = (_has_in(pile, urgency, workspace) for pile in WaitsFor)
    queues = (and_(_has_in(call, urgency, workspace), _is_open(call, workspace)) for call in CALLS)
    return or_(*piles, *queues)


def _has_in(waits_for: str, urgency: Urgency, workspace: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(
        Letter.state == LetterState.WAITING,
        Letter.workspace == workspace,
        Letter.waits_for == waits_for,
        Letter.urgency == urgency,
        Letter.try_at <= NOW,
    )


def _is_open(call: str, workspace: ColumnElement[str]) -> ColumnElement[bool]:
    return ~exists().where(Pace.workspace == workspace, Pace.scope == call, Pace.open_at > NOW)


_WAITING = _waiting()
_WORKSPACE = _WAITING.c.workspace
_WITH_LETTERS = select(_WORKSPACE).where(_WORKSPACE.is_not(None))
_HAS_ANSWERS = _has(Urgency.ANSWER, _WORKSPACE)
_WITH_SOMETHING_TO_DO = select(_WORKSPACE, _HAS_ANSWERS).where(
    _WORKSPACE.is_not(None), or_(_HAS_ANSWERS, _has(Urgency.NOTICE, _WORKSPACE))
)
