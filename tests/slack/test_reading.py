"""What only reads is done outside of transactions; whatever becomes of its connection, members are answered in time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import psycopg
import pytest
from sqlalchemy import make_url

from bot.languages.reader import ENGLISH
from bot.slack import transactions, views
from tests.postgres import Postgres
from tests.slack.stage import housed


@dataclass
class Line:
    """A line to a PostgreSQL, which may fall silent."""

    socket: str
    speaks: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Lead one connection to the server and back."""
        self.connections += 1
        with suppress(OSError):
            there = await asyncio.open_unix_connection(self.socket)
            await asyncio.gather(self._pass_on(reader, there[1]), self._pass_on(there[0], writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                await self.speaks.wait()
                writer.write(data)
        writer.close()


@asynccontextmanager
async def led(url: str) -> AsyncIterator[tuple[str, Line]]:
    """The URL of the same database at the end of a line."""
    direct = make_url(url)
    line = Line(f"{direct.query['host']}/.s.PGSQL.5432")
    line.speaks.set()
    async with await asyncio.start_server(line.answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"postgresql://{direct.username}@127.0.0.1:{port}/{direct.database}", line


def let_connect(url: str, *, may: bool) -> None:
    """Have the server take new connections to a database, or none."""
    there = make_url(url).set(drivername="postgresql", database="postgres")
    with psycopg.connect(there.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute("UPDATE pg_database SET datallowconn = %s WHERE datname = %s", (may, make_url(url).database))


async def test_where_there_is_no_connection_to_read_by_it_is_done_in_a_transaction(postgres: Postgres) -> None:
    with postgres.database() as url:
        async with housed(url) as house:
            ana = house.playground.add_person("Ana Ruiz")
            await ana.command("/mentor-volunteer", "help")
            let_connect(url, may=False)
            try:
                await ana.command("/mentor-ask")
            finally:
                let_connect(url, may=True)
            assert ana.form is not None


async def test_a_reading_that_is_not_answered_is_given_up_and_not_cancelled(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To cancel it would take another connection to the same silence, and ten seconds."""
    monkeypatch.setattr(transactions, "HURRY_SECONDS", 0.5)
    with postgres.database() as url:
        async with led(url) as (led_url, line), housed(led_url) as house:
            ana = house.playground.add_person("Ana Ruiz")
            for _ in range(2):  # the first time somebody is looked up in a transaction
                await ana.command("/mentor-ask", "help")
            before = line.connections
            line.speaks.clear()
            assert (await ana.command("/mentor-ask", "help")).text == views.busy(ENGLISH)
            assert line.connections == before
            line.speaks.set()
            assert (await ana.command("/mentor-ask", "help")).text != views.busy(ENGLISH)
