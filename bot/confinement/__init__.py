"""Confinement: a session sees one workspace only, by construction. A forgotten condition finds nothing of others.

:func:`confine` is called at the beginning of every transaction in which a feature does anything: a request of Slack
(bot.slack.transactions), a due row, and both steps of a task (bot.schedule.worker). From then on:

- what the session reads, changes or deletes is of that workspace: ORM or plain tables, joins, aliases, subqueries;
- ``session.get`` of another workspace's row gives None;
- a new row of another workspace is refused with :class:`ForeignRowError`, and so is one under another's parent where
  the table has no workspace of its own;
- SQL as text is refused, since nobody can see what it reads, and so is what else could slip past.

Not confined, and why: the postman (bot.outbox) claims the next letter of any workspace, and settles by its number; the
heartbeat looks for the next due row of any workspace; forgetting (bot.maintenance.retention) tidies up after all of
them at once; :mod:`bot.workspaces.workspaces` looks up a workspace before it is known, and :mod:`bot.installing` joins
workspaces to an organization; migrations, rekeying, doctor and metrics are the operator's. Nor is what goes straight to
a session's ``connection()``: in this house migrations, and the question whether the database answers. What is prepared
(bot.database.prepared) is confined when it is compiled, and what it inserts is checked before (bot.database.inserts).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, Delete, Executable, Insert, Select, Table, Update, event, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session

from bot.confinement.tenant_filter import TenantFilter
from bot.confinement.tenant_path import OWN_COLUMN, tenant_path_of

_FILTER = "confinement"
_Row = Mapping[str, Any]
StatementT = TypeVar("StatementT", bound=Executable)


class ForeignRowError(ValueError):
    """A session would have written to another workspace than its own. Names the table, never its rows."""


def confine(session: AsyncSession, workspace: str) -> None:
    """Have the session read and change rows of ``workspace`` only, from now on.

    Again for the same workspace it does nothing. Raises ValueError for no workspace, for another one than before,
    and for a session that holds rows of another workspace already.
    """
    before = confined_to(session)
    if before == workspace:
        return
    if not workspace or before is not None:
        raise ValueError("a session is confined once, to one workspace")
    if any(getattr(held, OWN_COLUMN, None) != workspace for held in session):
        raise ValueError("the session holds rows of another workspace")
    session.info[_FILTER] = _filter_for(workspace)


def confined_to(session: AsyncSession | Session) -> str | None:
    """Return the workspace that a session is confined to; None for one that is not."""
    tenant_filter = session.info.get(_FILTER)
    return tenant_filter.of if isinstance(tenant_filter, TenantFilter) else None


def within(statement: StatementT, workspace: str) -> StatementT:
    """Return a statement limited to a workspace, for sessions that are not confined."""
    return statement.options(_filter_for(workspace))


@lru_cache(maxsize=1_000)
def _filter_for(workspace: str) -> TenantFilter:
    return TenantFilter(workspace)


def refuse_foreign_rows(session: Session, table: Table, rows: Sequence[_Row]) -> None:
    """Raise ForeignRowError unless all these new rows belong to the workspace that the session is confined to."""
    workspace = confined_to(session)
    if workspace is None or not rows:
        return
    path = tenant_path_of(table)
    if path is None:
        belong = all(row.get(OWN_COLUMN) == workspace for row in rows)
    else:
        parents = {row.get(path.column.key) for row in rows}
        found = session.scalars(select(path.parent).where(path.parent.in_(parents)))
        belong = parents == set(found)
    if not belong:
        raise ForeignRowError(f"a row of {table.name} would belong to another workspace")


@event.listens_for(Session, "do_orm_execute")
def _filter_statement(state: ORMExecuteState) -> None:
    tenant_filter = state.session.info.get(_FILTER)
    if tenant_filter is None:
        return
    statement: Any = state.statement
    if not isinstance(statement, Select | CompoundSelect | Update | Delete | Insert):
        raise TypeError("what a confined session runs has to be an expression, not text")
    if isinstance(statement, Insert):
        _check_insert(state, statement)
    elif state.is_executemany:
        raise TypeError("a confined session changes rows by a condition, not by their keys in bulk")
    state.statement = statement.options(tenant_filter)


def _check_insert(state: ORMExecuteState, statement: Insert) -> None:
    if not state.parameters:
        raise TypeError(
            "a confined session inserts by bot.database.inserts, or rows that are given beside the statement"
        )
    rows = [state.parameters] if isinstance(state.parameters, Mapping) else state.parameters
    refuse_foreign_rows(state.session, _table_of(statement), rows)


@event.listens_for(Session, "before_flush")
def _check_new_rows(session: Session, _context: object, _objects: object) -> None:
    if confined_to(session) is None:
        return
    new: defaultdict[Table, list[_Row]] = defaultdict(list)
    for held in _new_in_workspace(session):
        table = held.__table__
        path = tenant_path_of(table)
        key = OWN_COLUMN if path is None else path.column.key
        new[table].append({key: getattr(held, key)})
    for table, rows in new.items():
        refuse_foreign_rows(session, table, rows)


def _new_in_workspace(session: Session) -> Iterable[Any]:
    """Return the rows that are new in a workspace: added ones, and those that would move to another."""
    yield from session.new
    for held in session.dirty:
        path = tenant_path_of(inspect(held).mapper.local_table)
        key = OWN_COLUMN if path is None else path.column.key
        if inspect(held).attrs[key].history.has_changes():
            yield held


def _table_of(statement: Insert) -> Table:
    if not isinstance(statement.table, Table):
        raise TypeError("only tables are inserted into")
    return statement.table
