"""Klatch's HTTP server, spoken to byte by byte."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from bot.server.address import reserve
from bot.server.http_server import Bounds, Server


@dataclass
class Line:
    """One connection to it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def say(self, raw: bytes) -> None:
        """Send these bytes."""
        self.writer.write(raw)

    async def status(self) -> int:
        """Of the next answer, which has no body or one that is not looked at; 0 when there is none."""
        first = await self.reader.readline()
        if not first:
            return 0
        while await self.reader.readline() not in (b"\r\n", b""):
            pass
        return int(first.split()[1])

    async def ends(self) -> None:
        """Wait until it is hung up on."""
        try:
            while await self.reader.read(1_000):
                pass
        except ConnectionResetError:
            return


@dataclass
class Wire:
    """A server that listens."""

    server: Server
    port: int
    lines: list[Line]

    async def line(self) -> Line:
        """A new connection."""
        line = Line(*await asyncio.open_connection("127.0.0.1", self.port))
        self.lines.append(line)
        return line


@asynccontextmanager
async def wired(application: ASGIApp, bounds: Bounds | None = None) -> AsyncIterator[Wire]:
    """The server as it serves, at a port that the system gives."""
    server = Server(application, bounds)
    with reserve("127.0.0.1", 0) as listener:
        listener.listen()
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        wire = Wire(server, listener.getsockname()[1], [])
        try:
            yield wire
        finally:
            for line in wire.lines:
                line.writer.close()
            server.should_exit = True
            await serving
