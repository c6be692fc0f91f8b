"""Fresh databases at the newest revision, copied from a template, and the SQL that they are asked."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import event

from bot.database.database import Database
from bot.database.keys import Key, Keys
from bot.schema import upgrade

CIPHER = Keys([Key(Fernet.generate_key())])


class Sqlite:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        asyncio.run(migrate(f"sqlite:///{self._template}"))

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        """The URL of a fresh database in a folder."""
        copy = folder / "klatch.db"
        shutil.copyfile(self._template, copy)
        yield f"sqlite:///{copy}"


@asynccontextmanager
async def opened(url: str, cipher: Keys = CIPHER) -> AsyncIterator[Database]:
    """The database at a URL, closed after."""
    database = Database(url, cipher)
    try:
        yield database
    finally:
        await database.close()


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL that a database is asked meanwhile."""
    engine, asked = database.engine.sync_engine, list[str]()

    def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        asked.append(sql)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def migrate(url: str) -> None:
    """Bring the database at a URL to the newest revision."""
    async with opened(url) as database:
        await upgrade(database)
