"""Keeping: Slack's side of a workspace in a file, so that it is there again after a restart.

One SQLite file, a row for each thing: what has changed is written a moment after, in one transaction. Not kept is
what does not outlive a moment in Slack either: open forms, triggers, response URLs, words to one person alone.
"""

import asyncio
import json
import sqlite3
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from playground.change_feed import Change, MessageChange, MessageGone
from playground.playground import Playground
from playground.serialization import Serializer, bring_back, message_key, message_serializer, serializers

VERSION = 1
"""Of what is in the file. Another version is not read."""
MOMENT_SECONDS = 0.5
"""How long a change may wait to be written."""

_APPLICATION = 0x6B706C79
"""What SQLite's header calls the file ("kply" in ASCII), so that no other database is taken for one."""
_TABLE = """
CREATE TABLE things (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, name)
) WITHOUT ROWID
"""
_CLOCK = "clock"


class PersistenceError(Exception):
    """Why a workspace cannot be kept in a file, in words for whoever runs it."""


class Persistence:
    """A file in which a workspace is kept. ``fresh`` throws away what was in it.

    Nobody else can open it meanwhile. Raises PersistenceError when another has it open, when it is of another
    version, and when it is something else.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self._connection = _opened(path, fresh=fresh)
        self._kept: dict[tuple[str, str], Any] = {}
        self._said: dict[tuple[str, str], None] = {}
        self._playground: Playground | None = None
        self._listening = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def stopped_at(self) -> datetime | None:
        """Where the workspace's clock stood; None when nothing is kept yet."""
        row = self._connection.execute("SELECT value FROM things WHERE kind = ?", (_CLOCK,)).fetchone()
        return None if row is None else datetime.fromisoformat(json.loads(row[0]))

    def begin(self, playground: Playground) -> None:
        """Bring back what was kept into an empty playground that has started, and keep it from now on."""
        rows = self._connection.execute("SELECT kind, name, value FROM things").fetchall()
        bring_back(playground, [(kind, json.loads(value)) for kind, _, value in rows if kind != _CLOCK])
        self._playground = playground
        there = {(kind, name) for kind, name, _ in rows}
        self._kept = {each.place: each.mark for each in serializers(playground) if each.place in there}
        self._listening.enter_context(playground.workspace.news.heard_by(self._hear))

    def save(self) -> None:
        """Write what has changed since it was last done, all of it or nothing."""
        if self._playground is None:
            return
        changed, gone = self._changes(self._playground)
        moved = Serializer(_CLOCK, "", None, self._playground.workspace.now.isoformat)
        with self._connection:
            self._connection.executemany("DELETE FROM things WHERE kind = ? AND name = ?", gone)
            rows = [(*each.place, json.dumps(each.encode())) for each in (*changed, moved)]
            self._connection.executemany("INSERT OR REPLACE INTO things VALUES (?, ?, ?)", rows)
        self._said.clear()
        self._kept.update({each.place: each.mark for each in changed if each.mark is not None})
        for place in gone:
            self._kept.pop(place, None)

    async def keep(self) -> None:
        """Write what has changed, again and again, until cancelled."""
        while True:
            await asyncio.sleep(MOMENT_SECONDS)
            self.save()

    def close(self) -> None:
        """Write what is left, and let go of the file."""
        self._listening.close()
        self.save()
        self._connection.close()

    def _hear(self, change: Change) -> None:
        if isinstance(change, MessageChange | MessageGone):
            self._said[change.channel, change.ts] = None

    def _changes(self, playground: Playground) -> tuple[list[Serializer], list[tuple[str, str]]]:
        now = {each.place: each for each in serializers(playground)}
        changed = [each for place, each in now.items() if self._kept.get(place, now) != each.mark]
        gone = [place for place in self._kept if place not in now]
        for channel, ts in self._said:
            message = playground.workspace.messages.get(channel, ts)
            if message is None:
                gone.append(message_key(channel, ts))
            elif not message.is_ephemeral:
                changed.append(message_serializer(message))
        return changed, gone


def _opened(path: Path, *, fresh: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=0, isolation_level="IMMEDIATE")
    try:
        _take(connection)
        _make_ready(connection, path, fresh=fresh)
    except sqlite3.OperationalError as error:
        connection.close()
        raise PersistenceError(f"{path} cannot be opened ({error}). Is another playground running from it?") from None
    except sqlite3.DatabaseError:
        connection.close()
        raise PersistenceError(f"{path} is not a playground's file. Move it away, and start again.") from None
    except PersistenceError:
        connection.close()
        raise
    return connection


def _take(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")  # exclusive from here on, until it is closed
    connection.commit()


def _make_ready(connection: sqlite3.Connection, path: Path, *, fresh: bool) -> None:
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")}
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not empty and found["application_id"] != _APPLICATION:
        raise PersistenceError(f"{path} is not a playground's file. Move it away, and start again.")
    if not (empty or fresh) and found["user_version"] != VERSION:
        raise PersistenceError(
            f"{path} was written by another version of the playground ({found['user_version']}; this one writes "
            f"{VERSION}). Start anew with --fresh: what is in it is then gone."
        )
    if empty or fresh:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DROP TABLE IF EXISTS things")
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
