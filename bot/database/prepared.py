"""Prepared statements: put together once, compiled once for each database, and given to its driver as they are.

Through a session a statement costs many times what SQLite takes for it: SQLAlchemy looks up its SQL anew, and wraps the
cursor and each row. What every request asks, and what is asked about many rows, is prepared instead. It gives rows, not
entities, and it is confined like everything else (bot.confinement).
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVarTuple, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Column, ColumnElement, CompoundSelect, Delete, Dialect, Insert, Select, Update
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from bot.confinement import confined_to, within
from bot.confinement.tenant_filter import CONFINED_TO
from bot.database.driver import Arguments, Driver, NeedsTransactionError, Reading, Row
from bot.database.session_driver import driver_of

Ts = TypeVarTuple("Ts")

PADDED_AT_MOST = 1_000
"""Values of a list that is padded; of longer ones there are few, and databases take so many values and no more."""

Values = Mapping[str, Any]
_Processor = Callable[[Any], Any] | None


class Prepared(Generic[*Ts]):
    """A SELECT, INSERT, UPDATE or DELETE that takes its values by name (``bindparam``) at each execution.

    In a confined session it reads and changes rows of that workspace only. It inserts rows there only if they
    ``are_checked`` before (bot.database.inserts). ``columns`` are those that an INSERT is given, where it names none.
    A list of values (``bindparam(..., expanding=True)``) may be of any length that the database takes. Entities that
    the session holds already do not notice what it changes.
    """

    def __init__(
        self,
        statement: Select[*Ts] | CompoundSelect[*Ts] | Insert | Update | Delete,
        columns: Sequence[str] | None = None,
        *,
        are_checked: bool = False,
    ) -> None:
        self._statement = statement
        self._columns = columns
        self._changes_rows = isinstance(statement, Insert | Update | Delete)
        self._inserts_unchecked = isinstance(statement, Insert) and not are_checked
        # By dialect, which belongs to one database and has its keys; and by whether it is confined.
        self._compiled: WeakKeyDictionary[Dialect, dict[bool, _Compiled]] = WeakKeyDictionary()

    async def rows(self, session: AsyncSession, **values: Any) -> Sequence[tuple[*Ts]]:
        """Execute it in the session's transaction, and return its rows.

        Raises sqlalchemy.exc.DBAPIError, as the session itself would; NeedsTransactionError where it changes rows and
        there is no transaction.
        """
        driver, workspace = await self._driver(session), confined_to(session)
        compiled = self._for(driver.dialect, workspace)
        return compiled.read(await driver.fetch(*compiled.bound(workspace, values)))

    async def first(self, session: AsyncSession, **values: Any) -> tuple[*Ts] | None:
        """Execute it and return its first row; None where there is none."""
        return next(iter(await self.rows(session, **values)), None)

    async def run(self, session: AsyncSession, **values: Any) -> int:
        """Execute it and return the number of rows that it changed."""
        return await self.run_many(session, [values])

    async def run_many(self, session: AsyncSession, rows: Sequence[Values]) -> int:
        """Execute it once for each of these values, and return the number of rows that it changed.

        A list among the values is as long in all of them.
        """
        if not rows:
            return 0
        driver, workspace = await self._driver(session), confined_to(session)
        compiled = self._for(driver.dialect, workspace)
        (sql, _), *_ = bound = [compiled.bound(workspace, values) for values in rows]
        return await driver.change(sql, [arguments for _, arguments in bound])

    async def _driver(self, session: AsyncSession) -> Driver:
        # Behind a pooler nothing else keeps a reading from writing (bot.database.reading).
        if self._changes_rows and isinstance(session, Reading):
            raise NeedsTransactionError("a reading is read-only")
        if self._inserts_unchecked and confined_to(session) is not None:
            raise TypeError("a confined session inserts by bot.database.inserts")
        return await driver_of(session)

    def _for(self, dialect: Dialect, workspace: str | None) -> "_Compiled":
        kept = self._compiled.setdefault(dialect, {})
        compiled = kept.get(workspace is not None)
        if compiled is None:
            compiled = kept[workspace is not None] = self._compile(dialect, workspace)
        return compiled

    def _compile(self, dialect: Dialect, workspace: str | None) -> "_Compiled":
        statement = self._statement if workspace is None else within(self._statement, workspace)
        if isinstance(statement, Insert):
            statement = statement.inline()  # it returns what it is told to, and no ids beside
        compiled = statement.compile(dialect=dialect, column_keys=self._columns)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only statements are prepared")
        return _Compiled(compiled, {str(name): column for name, column in self._statement.exported_columns.items()})


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in SQL for a value, or for the one at ``index`` in a list of values."""

    value: str
    index: int | None
    into: _Processor


@dataclass(frozen=True, slots=True)
class _Plan:
    """SQL for lists of certain lengths, and its places by their names there, in their order."""

    sql: str
    names: Sequence[str]
    slots: Sequence[_Slot]


class _Compiled:
    """The SQL of a statement for one database, and the way of values into it and of rows out of it."""

    def __init__(self, compiled: SQLCompiler, columns: Mapping[str, ColumnElement[Any]]) -> None:
        dialect, binds = compiled.dialect, {name: compiled.binds[name] for name in compiled.bind_names.values()}
        self._compiled = compiled
        self._into: dict[str, _Processor] = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()
        }
        self._out_of = [each.type.dialect_impl(dialect).result_processor(dialect, None) for each in columns.values()]
        self._row: Callable[[Iterable[Any]], Row] = namedtuple("Row", columns, rename=True)._make  # type: ignore[attr-defined]
        self._given = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        self._given |= {column.key: _default_of(column) for column in compiled.insert_prefetch}
        self._lists = [name for name, bind in binds.items() if bind.expanding]
        # PostgreSQL takes a list as one array: there is one statement for all lengths, and psycopg reads its text once.
        takes_arrays = dialect.name == "postgresql"
        self._arrays = {name for name in self._lists if name not in self._given} if takes_arrays else set()
        self._into |= {name: _each(self._into[name]) for name in self._arrays}
        self._plans: dict[tuple[int, ...], _Plan] = {}

    def bound(self, workspace: str | None, values: Values) -> tuple[str, Arguments]:
        """Return the SQL, and the values as its driver takes them. Raises KeyError for one that is missing."""
        known = {**self._given, **values, CONFINED_TO: workspace}
        for name in self._lists:
            known[name] = [list(known[name])] if name in self._arrays else _padded(known[name])
        plan = self._plan(tuple(len(known[name]) for name in self._lists))
        arguments = [_argument(slot, known) for slot in plan.slots]
        return plan.sql, arguments if self._compiled.positional else dict(zip(plan.names, arguments, strict=True))

    def read(self, rows: Sequence[Row]) -> Sequence[Any]:
        """Return a driver's rows with each value as its column's type has it, and by its column's name, too."""
        if not any(self._out_of):
            return [self._row(row) for row in rows]
        by_column = zip(self._out_of, zip(*rows, strict=True), strict=False)  # no columns where there are no rows
        return [*map(self._row, zip(*(map(out, values) if out else values for out, values in by_column), strict=True))]

    def _plan(self, lengths: tuple[int, ...]) -> _Plan:
        if lengths not in self._plans:
            lists = {name: [None] * length for name, length in zip(self._lists, lengths, strict=True)}
            state = self._compiled.construct_expanded_state({**dict.fromkeys(self._into), **self._given, **lists})
            names = list(state.parameters) if state.positiontup is None else state.positiontup
            sql, slots = state.statement, {name: _Slot(name, None, into) for name, into in self._into.items()}
            for value, those in state.parameter_expansion.items():
                slots |= {name: _Slot(value, index, self._into[value]) for index, name in enumerate(those)}
                sql = _in_array(sql, those[0]) if value in self._arrays else sql
            self._plans[lengths] = _Plan(sql, names, [slots[name] for name in names])
        return self._plans[lengths]


def _argument(slot: _Slot, known: Values) -> Any:
    value = known[slot.value] if slot.index is None else known[slot.value][slot.index]
    return slot.into(value) if slot.into else value


def _each(into: _Processor) -> _Processor:
    return (lambda values: [into(value) for value in values]) if into else None


def _in_array(sql: str, place: str) -> str:
    """Return SQL in which the place of the one value of a list is that of an array."""
    is_in = re.compile(rf"(NOT )?IN \((%\({place}\)s)((?:::[\w ]+)?)\)")
    return is_in.sub(lambda it: f"{'<> ALL' if it[1] else '= ANY'} ({it[2]}{it[3] and it[3] + '[]'})", sql)


def _padded(values: Iterable[Any]) -> Sequence[Any]:
    """Return a list, its last value repeated up to a power of two: so there are few lengths to make SQL for."""
    listed = list(values)
    if len(listed) > PADDED_AT_MOST:
        return listed
    length = 1 << (len(listed) - 1).bit_length() if listed else 0
    return listed + listed[-1:] * (length - len(listed))


def _default_of(column: Column[Any]) -> Any:
    default = column.default
    if isinstance(default, ScalarElementColumnDefault):
        return default.arg
    if isinstance(default, CallableColumnDefault):
        return default.arg(cast(ExecutionContext, None))  # ours ask for none
    raise TypeError(f"{column} has a default that only a session can make")
