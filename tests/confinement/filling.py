"""A workspace full of rows, of every table, made from the tables themselves; anywhere, with the same people.

In every text that a member could read stands a word by which it is recognized.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Enum, Integer, Row, String, Table, UniqueConstraint, insert, select

from bot.confinement import within
from bot.database.columns import Instant, PrivateJson, PrivateText
from bot.database.database import Database
from bot.database.padding import PrivateInstant, PrivateWord
from bot.outbox.models import LetterState, PrivateFields, PrivateFieldsType
from bot.schema import all_tables
from tests.library import MONDAY_MORNING

WORD = "Zanzibar"
"""Stands in every text of the rows that are made here, and nowhere else."""

EACH = 8
"""Rows of each table: at least one for each state."""

OF_NO_WORKSPACE = {"install_states", "last_writes"}
"""Tables whose rows belong to no workspace: an installation that was begun knows only its browser, and what is written
to see whether anything can be is nobody's."""

_MEMBERS = {
    *("id", "member", "asker", "mentor", "other", "one", "proposer", "host", "organizer", "started_by", "invited_by"),
    *(
        "named_by",
        "added_by",
        "suggested_by",
        "preview_for",
        "suggester",
        "writer",
        "reader",
        "hidden_asker",
        "kept_named_by",
        "installed_by",
        "bot_user",
    ),
}
_OF_THE_WORKSPACE = {"workspace", "holder"}
_AS_THEY_ARE: Mapping[str, Mapping[str, Any]] = {
    "letters": {"state": LetterState.SENT},  # nothing shall happen by itself
    "dues": {"due_at": MONDAY_MORNING + timedelta(days=3650), "kind": "forget", "attempts": 0},
    "installations": {"left_at": None},
    "grants": {"ended_at": None},
}


@dataclass(frozen=True, slots=True)
class Filling:
    """What the rows of a workspace have in common: ``first`` is the lowest of their numbers."""

    workspace: str
    first: int
    people: Sequence[str]
    channel: str

    def row(self, table: Table, index: int) -> dict[str, Any]:
        """One row of a table."""
        row = {column.name: self._value(column, index) for column in table.columns}
        return {**row, **_AS_THEY_ARE.get(table.name, {})}

    def _value(self, column: Column[Any], index: int) -> Any:
        if column.name in _OF_THE_WORKSPACE:
            return self.workspace
        if column.foreign_keys:
            refers_to_its_own = next(iter(column.foreign_keys)).column.table is column.table
            return None if refers_to_its_own else self.first + index
        if column.name == "channel":
            return f"{self.channel}{index}" if _is_unique(column) else self.channel
        if column.name in _MEMBERS and not isinstance(column.type, Integer):
            turn = 0 if _is_unique(column) else list(column.table.columns).index(column)
            return self.people[(index + turn) % len(self.people)]
        return self._of_type(column, index)

    def _of_type(self, column: Column[Any], index: int) -> Any:
        match column.type:
            case Enum(enum_class=enum) if enum is not None:
                return list(enum)[index % len(enum)]
            case Boolean():
                return True
            case Integer():
                return self.first + index if column.name in ("id", "subject", "number") else 1
            case Instant():
                return MONDAY_MORNING + timedelta(days=1, hours=index)
            case Date():
                return MONDAY_MORNING.date() + timedelta(days=1)
            case PrivateJson():
                return {"texts": [WORD], "members": [], "people": []}
            case JSON():
                return []
            case PrivateFieldsType():
                return PrivateFields(alias=WORD)
            case PrivateInstant():
                return MONDAY_MORNING
            case PrivateWord():
                return " ".join(self.people[:2]) if column.name == "pair" else ""
            case PrivateText():
                return f"{WORD} {column.name} {index}"
            case String():
                return "UTC" if column.name == "time_zone" else f"{WORD}{index}"[: column.type.length or 40]
        raise TypeError(f"nothing is known to put into {column}")


async def fill(database: Database, filling: Filling) -> None:
    """Put rows into every table."""
    async with database.transaction() as session:
        for table in tables_of_workspaces():
            await session.execute(insert(table), [filling.row(table, index) for index in range(rows_of(table))])


def rows_of(table: Table) -> int:
    """How many rows each workspace has in a table."""
    return 1 if {key.name for key in table.primary_key} <= _OF_THE_WORKSPACE else EACH


async def dump(database: Database, workspace: str) -> dict[str, list[Row[Any]]]:
    """All rows of a workspace, by table."""
    found = {}
    async with database.transaction() as session:
        for table in tables_of_workspaces():
            rows = select(table).order_by(*table.primary_key)
            found[table.name] = list(await session.execute(within(rows, workspace)))
    return found


def tables_of_workspaces() -> list[Table]:
    """Every table whose rows belong to a workspace."""
    return [table for table in all_tables().sorted_tables if table.name not in OF_NO_WORKSPACE]


def ids_in(rows: Mapping[str, Sequence[Row[Any]]]) -> list[int]:
    """The numbers that stand for rows, and so may stand in a button."""
    return sorted({row.id for found in rows.values() for row in found if isinstance(getattr(row, "id", None), int)})


def _is_unique(column: Column[Any]) -> bool:
    """Whether it is part of what no two rows may have alike."""
    alike = [constraint for constraint in column.table.constraints if isinstance(constraint, UniqueConstraint)]
    return column.primary_key or any(column in constraint.columns.values() for constraint in alike)
