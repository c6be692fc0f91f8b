"""The database of a release, with data: made once, when the version is released, and kept for ever.

    python -m tests.upgrading.release 0.2.0

plays the whole story with the code as it stands, leaves a question half answered and letters unsent, and writes
``tests/upgrading/0.2.0.json.gz``: every row as it lay in the database (private text encrypted, under a key that
protects nothing else), and who and what is in the Slack workspace. 0.1.0 was made at revision 0006.
"""

import asyncio
import gzip
import json
import logging
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from sqlalchemy import MetaData, func, select, text
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.types import Boolean, DateTime, Integer

from bot import logs
from bot.database.database import Database
from bot.database.keys import Key, Keys
from bot.schema import upgrade
from playground.rehearsal.commands import STORY_BEGINS
from playground.rehearsal.rehearsal import Rehearsal, rehearsal
from playground.serialization import serializers
from playground.story import Stage, tell

FOLDER = Path(__file__).parent
KEY = "cmVsZWFzZWQgZGF0YWJhc2VzIG9mIEtsYXRjaCwgMzI="
"""What the private text of these databases is encrypted with."""
CIPHER = Keys([Key(KEY)])
NEWCOMER = "Nadia Haddad"
"""Has asked something, and has not been answered yet: her letters wait."""

VERSION_TABLE = "alembic_version"

_OF_SLACK = {"person", "channel", "counters"}


@dataclass(frozen=True, slots=True)
class Release:
    """A released database."""

    version: str
    revision: str
    now: datetime
    """When it was left."""
    slack: list[tuple[str, Any]]
    """The workspace, as playground.serialization writes it down."""
    tables: dict[str, list[dict[str, Any]]]
    """Every row of every table that has any."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: len(rows) for name, rows in self.tables.items()}


def releases() -> list[str]:
    """The versions whose databases are kept."""
    return sorted(path.name.removesuffix(".json.gz") for path in FOLDER.glob("*.json.gz"))


def read(version: str) -> Release:
    """The database of a version."""
    return Release(**_with_instant(json.loads(gzip.decompress((FOLDER / f"{version}.json.gz").read_bytes()))))


def fill(connection: Connection, tables: dict[str, list[dict[str, Any]]]) -> None:
    """Put the rows into the tables, which have the shape of their revision."""
    shape = MetaData()
    shape.reflect(connection)
    for table in shape.sorted_tables:
        if rows := tables.get(table.name):
            kinds = {column.name: column.type for column in table.columns}
            values = [{name: _from_json(kinds[name], value) for name, value in row.items()} for row in rows]
            connection.execute(table.insert(), values)
            if connection.dialect.name == "postgresql" and isinstance(kinds.get("id"), Integer):
                sequence = func.pg_get_serial_sequence(table.name, "id")
                connection.execute(select(func.setval(sequence, max(row["id"] for row in rows))))


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has that has any."""
    shape = MetaData()
    shape.reflect(connection)
    counted = {name: connection.scalar(select(func.count()).select_from(table)) for name, table in shape.tables.items()}
    return {name: count for name, count in counted.items() if count and name != VERSION_TABLE}


async def make(version: str) -> Path:
    """Play, leave, and write everything down."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/klatch.db", CIPHER)
        await upgrade(database)
        async with rehearsal(database.url.render_as_string(), STORY_BEGINS) as here:
            await tell(Stage(here.playground, here.settle, here.pass_time, Console(file=StringIO())))
            await _leave_things_undone(here)
            slack = [(each.kind, each.encode()) for each in serializers(here.playground) if each.kind in _OF_SLACK]
            now = here.clock.now()
        async with database.engine.connect() as connection:
            revision = await connection.scalar(text("SELECT version_num FROM alembic_version"))
            tables = await connection.run_sync(_rows)
        await database.close()
    file = FOLDER / f"{version}.json.gz"
    kept = {"version": version, "revision": revision, "now": now.isoformat(), "slack": slack, "tables": tables}
    file.write_bytes(gzip.compress(json.dumps(kept, ensure_ascii=False).encode(), mtime=0))
    return file


async def _leave_things_undone(here: Rehearsal) -> None:
    newcomer = here.playground.add_person(NEWCOMER, tz="America/Toronto", title="Map librarian")
    await here.playground.invite(here.playground.channel("library-coffee"), newcomer)
    await newcomer.command("/mentor-ask", "How do I catalogue a map that nobody has dated?")
    outcome = await newcomer.submit()
    if not outcome.ok:
        raise RuntimeError(f"the question was not taken: {outcome}")


def _rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    shape = MetaData()
    shape.reflect(connection)
    found = {
        table.name: [_to_json(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
        for table in shape.sorted_tables
        if table.name != VERSION_TABLE
    }
    return {name: rows for name, rows in found.items() if rows}


def _to_json(row: RowMapping) -> dict[str, Any]:
    return {
        name: value.replace(tzinfo=UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _from_json(kind: Any, value: Any) -> Any:
    match kind:
        case _ if value is None:
            return None
        case DateTime():
            return datetime.fromisoformat(value)
        case Boolean():
            return bool(value)
        case _:
            return value


def _with_instant(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, "now": datetime.fromisoformat(kept["now"])}


if __name__ == "__main__":
    logs.set_up("text", logging.ERROR)
    os.environ["KLATCH_ENCRYPTION_KEY"] = KEY
    print(asyncio.run(make(sys.argv[1])))
