"""Everything of a workspace is erased, some rows a transaction, so that nobody else waits long.

Children go before their parents, newer rows before those that they refer to, and the installation last: until then
the due row is on the agenda, and whoever was killed in the midst goes on. What stands where comes from the tables
themselves (bot.confinement.tenant_path); a new one needs nothing here.

Caches hold installed workspaces (bot.workspaces.workspaces), which the bell empties, and single words without whose
they were.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

import structlog
from sqlalchemy import CursorResult, Table, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.confinement import within
from bot.confinement.tenant_path import NoTenantPathError, tenant_path_of
from bot.database.bell import BellTopic, ring
from bot.database.columns import Base
from bot.outbox.models import Letter
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule
from bot.workspaces.models import Grant, Installation

ERASE = "erase_workspace"
"""The kind of the due row; its subject is 0."""

AT_ONCE = 500
"""Rows erased in one transaction, which others wait for on SQLite."""

_log = structlog.get_logger(__name__)


async def erase(session: AsyncSession, due: Due, now: datetime) -> None:
    """Erase some of what the workspace left behind; come back at once while there is more.

    Where Klatch is installed nothing is erased.
    """
    if await _is_installed(session, due.workspace):
        return
    erased = await _erase_some(session, due.workspace, AT_ONCE)
    is_done = erased < AT_ONCE
    _log.info("workspace_erased" if is_done else "workspace_being_erased", rows=erased)
    if is_done:
        ring(session, BellTopic.WORKSPACES, due.workspace)
    else:
        await schedule(session, workspace=due.workspace, kind=ERASE, subject=due.subject, due_at=now, now=now)


async def erase_at_once(session: AsyncSession, workspace: str) -> None:
    """Erase all that is left of a workspace in this transaction, so that it can begin anew.

    For one that comes back when erasing was due, and may have been half done. A grant that has not ended stays.
    """
    while await _erase_some(session, workspace, AT_ONCE) == AT_ONCE:
        pass


async def _is_installed(session: AsyncSession, workspace: str) -> bool:
    its = Installation.workspace == workspace
    # Locked, so that it cannot come back meanwhile.
    await session.execute(select(Installation.workspace).where(its).with_for_update())
    return await session.scalar(select(Installation.workspace).where(its, Installation.left_at.is_(None))) is not None


async def _erase_some(session: AsyncSession, workspace: str, limit: int) -> int:
    """Erase up to ``limit`` rows. Return how many it were."""
    erased = 0
    for table in _in_order():
        erased += await _erase_from(session, table, workspace, limit - erased)
        if erased == limit:
            return erased
    return erased + await _erase_installation(session, workspace)


def _in_order() -> Iterator[Table]:
    """Every table with rows of workspaces, children first, but for those that say that Klatch is there at all.

    Letters before all others: whoever settles one on the wire holds its row, and what they learn is erased after it.
    """
    letters = Base.metadata.tables[Letter.__tablename__]
    yield letters
    last = {letters.name, Grant.__tablename__, Installation.__tablename__}
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in last and _is_of_workspaces(table):
            yield table


def _is_of_workspaces(table: Table) -> bool:
    try:
        tenant_path_of(table)
    except NoTenantPathError:
        return False
    return True


async def _erase_from(session: AsyncSession, table: Table, workspace: str, limit: int) -> int:
    keys = list(table.primary_key)
    # The newest first: a row refers to older ones of its own table only.
    newest = select(*keys).order_by(*(key.desc() for key in keys)).limit(limit)
    erased = await session.execute(within(delete(table).where(tuple_(*keys).in_(newest)), workspace))
    return cast(CursorResult[Any], erased).rowcount


async def _erase_installation(session: AsyncSession, workspace: str) -> int:
    """The workspace's own grant, and the installation. An organization's is forgotten once it serves nobody."""
    its_own = delete(Grant).where(Grant.holder == workspace, Grant.ended_at.is_not(None))
    installation = delete(Installation).where(Installation.workspace == workspace)
    statements = (within(statement, workspace) for statement in (its_own, installation))
    return sum([cast(CursorResult[Any], await session.execute(statement)).rowcount for statement in statements])
