"""The path from every table to the workspace that its rows belong to."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Table

OWN_COLUMN = "workspace"
"""The column of most tables that holds the workspace itself."""

TENANT_PATH = "path_to_workspace"
"""In a table's ``info``: ``{"own column": "parents.column"}``, where no foreign key leads to the workspace."""


class NoTenantPathError(LookupError):
    """A table whose rows belong to no workspace: a confined session cannot read it."""


@dataclass(frozen=True, slots=True)
class TenantPath:
    """A row belongs to the workspace of those rows of another table whose ``parent`` equals its ``column``."""

    column: Column[Any]
    parent: Column[Any]


@cache
def tenant_path_of(table: Table) -> TenantPath | None:
    """Return the next step to a row's workspace; None for a table that has it in a column of its own.

    Raises NoTenantPathError for a table that has neither that column, nor a foreign key, nor a path in its ``info``.
    """
    if OWN_COLUMN in table.c:
        return None
    for column, parent in table.info.get(TENANT_PATH, {}).items():
        return TenantPath(table.c[column], _column_named(table, parent))
    for own in table.columns:
        for key in own.foreign_keys:
            return TenantPath(own, key.column)
    raise NoTenantPathError(f"nothing leads from {table.name} to a workspace")


def _column_named(table: Table, name: str) -> Column[Any]:
    of_table, _, column = name.partition(".")
    return table.metadata.tables[of_table].c[column]
