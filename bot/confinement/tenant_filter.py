"""Statements that see one workspace: each table is read through a window, each change keeps inside.

This happens while a statement becomes SQL, once for all statements that are alike. ``FROM asks`` becomes
``FROM (SELECT * FROM asks WHERE asks.workspace = :confined_to) AS asks``, wherever it stands: in a join, outer or
not, under an alias, in a subquery, or where a table is named by a condition alone. Both databases see through such
a window and use the indexes behind it. UPDATE and DELETE get the condition itself.

By :func:`sqlalchemy.orm.with_loader_criteria` a table that only a condition names would stay open to everybody.
"""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Delete, String, Table, UnaryExpression, Update, bindparam, exists
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm.interfaces import CompileStateOption
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.visitors import InternalTraversal

from bot.confinement.tenant_path import OWN_COLUMN, tenant_path_of

ChangeT = TypeVar("ChangeT", Update, Delete)


class TenantFilter(CompileStateOption):
    """An option of a statement: it sees and changes what belongs to ``workspace``, and nothing else.

    Part of the key by which SQLAlchemy keeps the SQL of a statement, so that what was made with a window is never
    taken for what was made without. The workspace itself is a parameter: SQL is made once for all workspaces.
    """

    _traverse_internals = [("workspace", InternalTraversal.dp_clauseelement)]  # noqa: RUF012 - SQLAlchemy's own way

    def __init__(self, workspace: str) -> None:
        self.of = workspace
        self.workspace = bindparam("confined_to", workspace, type_=String())


@compiles(Table)
def _read(table: Table, compiler: SQLCompiler, asfrom: bool = False, iscrud: bool = False, **how: Any) -> str:
    name = compiler.visit_table(table, asfrom=asfrom, iscrud=iscrud, **how)  # type: ignore[no-untyped-call]
    window = _window_of(compiler) if asfrom and not iscrud else None
    if window is None:
        return str(name)
    seen = _seen_through(window, table, compiler)
    alias = how.get("enclosing_alias")
    return seen if alias is not None and alias.element is table else f"{seen} AS {name}"


@compiles(Update)
def _update(statement: Update, compiler: SQLCompiler, **how: Any) -> str:
    return str(compiler.visit_update(_kept_inside(statement, compiler), **how))


@compiles(Delete)
def _delete(statement: Delete, compiler: SQLCompiler, **how: Any) -> str:
    return str(compiler.visit_delete(_kept_inside(statement, compiler), **how))  # type: ignore[no-untyped-call]


def _window_of(compiler: SQLCompiler) -> TenantFilter | None:
    options = getattr(compiler.statement, "_with_options", ())
    return next((option for option in options if isinstance(option, TenantFilter)), None)


def _seen_through(window: TenantFilter, table: Table, compiler: SQLCompiler) -> str:
    # Nothing but names of our own tables and columns is put together here.
    name, quote = compiler.preparer.format_table(table), compiler.preparer.quote
    way = tenant_path_of(table)
    if way is None:
        belongs = compiler.process(_is_own(table, window, compiler))
        return f"(SELECT * FROM {name} WHERE {belongs})"  # noqa: S608
    parent = compiler.preparer.format_table(way.parent.table)
    is_theirs = f"{parent}.{quote(way.parent.name)} = {name}.{quote(way.column.name)}"
    parents = f"{_seen_through(window, way.parent.table, compiler)} AS {parent}"
    return f"(SELECT * FROM {name} WHERE EXISTS (SELECT 1 FROM {parents} WHERE {is_theirs}))"  # noqa: S608


def _kept_inside(statement: ChangeT, compiler: SQLCompiler) -> ChangeT:
    window = _window_of(compiler)
    return statement if window is None else statement.where(_belongs(statement.table, window, compiler))


def _belongs(table: Any, window: TenantFilter, compiler: SQLCompiler) -> ColumnElement[bool]:
    way = tenant_path_of(table)
    if way is None:
        return _is_own(table, window, compiler)
    # The parents are read through the window, too.
    return exists().where(way.parent == table.c[way.column.name])


def _is_own(table: Any, window: TenantFilter, compiler: SQLCompiler) -> ColumnElement[bool]:
    own: ColumnElement[str] = table.c[OWN_COLUMN]
    if compiler.dialect.name == "sqlite":
        # Its planner takes any condition for a narrow one, and would rather go through a whole workspace by an index
        # than to a row by another. A plus sign takes a condition out of its choice (sqlite.org/optoverview.html).
        own = UnaryExpression(own, operator=custom_op("+"), type_=own.type)
    return own == window.workspace
