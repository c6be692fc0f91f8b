"""The tenant filter: a statement with it reads and changes rows of one workspace only.

This happens while a statement becomes SQL, once for all statements that are alike. ``FROM asks`` becomes
``FROM (SELECT * FROM asks WHERE asks.workspace = :confined_to) AS asks``, wherever it stands: in a join, outer or
not, under an alias, in a subquery, or where a table is named by a condition alone. Both databases see through such
a subquery and use the indexes behind it. UPDATE and DELETE get the condition itself.

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

CONFINED_TO = "confined_to"
"""The name of the parameter that holds the workspace."""

ChangeT = TypeVar("ChangeT", Update, Delete)


class TenantFilter(CompileStateOption):
    """The option of a statement that it reads and changes rows of ``workspace`` only.

    Part of the key by which SQLAlchemy keeps the SQL of a statement, so that SQL with a filter is never
    taken for SQL without. The workspace itself is a parameter: SQL is made once for all workspaces.
    """

    _traverse_internals = [("workspace", InternalTraversal.dp_clauseelement)]  # noqa: RUF012 - SQLAlchemy's own way

    def __init__(self, workspace: str) -> None:
        self.of = workspace
        self.workspace = bindparam(CONFINED_TO, workspace, type_=String())


@compiles(Table)
def _read(table: Table, compiler: SQLCompiler, asfrom: bool = False, iscrud: bool = False, **how: Any) -> str:
    name = compiler.visit_table(table, asfrom=asfrom, iscrud=iscrud, **how)  # type: ignore[no-untyped-call]
    tenant_filter = _filter_of(compiler) if asfrom and not iscrud else None
    if tenant_filter is None:
        return str(name)
    filtered = _filtered(tenant_filter, table, compiler)
    alias = how.get("enclosing_alias")
    return filtered if alias is not None and alias.element is table else f"{filtered} AS {name}"


@compiles(Update)
def _update(statement: Update, compiler: SQLCompiler, **how: Any) -> str:
    return str(compiler.visit_update(_limited(statement, compiler), **how))


@compiles(Delete)
def _delete(statement: Delete, compiler: SQLCompiler, **how: Any) -> str:
    return str(compiler.visit_delete(_limited(statement, compiler), **how))  # type: ignore[no-untyped-call]


def _filter_of(compiler: SQLCompiler) -> TenantFilter | None:
    options = getattr(compiler.statement, "_with_options", ())
    return next((option for option in options if isinstance(option, TenantFilter)), None)


def _filtered(tenant_filter: TenantFilter, table: Table, compiler: SQLCompiler) -> str:
    # Nothing but names of our own tables and columns is put together here.
    name, quote = compiler.preparer.format_table(table), compiler.preparer.quote
    path = tenant_path_of(table)
    if path is None:
        belongs = compiler.process(_is_own(table, tenant_filter, compiler))
        return f"(SELECT * FROM {name} WHERE {belongs})"  # noqa: S608
    parent = compiler.preparer.format_table(path.parent.table)
    is_theirs = f"{parent}.{quote(path.parent.name)} = {name}.{quote(path.column.name)}"
    parents = f"{_filtered(tenant_filter, path.parent.table, compiler)} AS {parent}"
    return f"(SELECT * FROM {name} WHERE EXISTS (SELECT 1 FROM {parents} WHERE {is_theirs}))"  # noqa: S608


def _limited(statement: ChangeT, compiler: SQLCompiler) -> ChangeT:
    tenant_filter = _filter_of(compiler)
    return statement if tenant_filter is None else statement.where(_belongs(statement.table, tenant_filter, compiler))


def _belongs(table: Any, tenant_filter: TenantFilter, compiler: SQLCompiler) -> ColumnElement[bool]:
    path = tenant_path_of(table)
    if path is None:
        return _is_own(table, tenant_filter, compiler)
    # The parents are filtered, too.
    return exists().where(path.parent == table.c[path.column.name])


def _is_own(table: Any, tenant_filter: TenantFilter, compiler: SQLCompiler) -> ColumnElement[bool]:
    own: ColumnElement[str] = table.c[OWN_COLUMN]
    if compiler.dialect.name == "sqlite":
        # Its planner takes any condition for a narrow one, and would rather go through a whole workspace by an index
        # than to a row by another. A plus sign takes a condition out of its choice (sqlite.org/optoverview.html).
        own = UnaryExpression(own, operator=custom_op("+"), type_=own.type)
    return own == tenant_filter.workspace
