"""The beginning of a PostgreSQL: who connects is asked for a password or turned away, and never let in."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_ENCRYPTION = struct.pack("!i", 80_877_103)
_IN_THE_CLEAR = b"R" + struct.pack("!ii", 8, 3)


class Doorkeeper:
    """It speaks PostgreSQL's protocol, 55.2, as far as the door."""

    def __init__(self, says: str, code: str) -> None:
        self.port = 0
        self.heard: list[str] = []
        """The passwords that were given."""
        fields = {b"S": "FATAL", b"V": "FATAL", b"C": code, b"M": says}
        body = b"".join(name + value.encode() + b"\0" for name, value in fields.items()) + b"\0"
        self._no = b"E" + struct.pack("!i", len(body) + 4) + body

    async def ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """No encryption; then the password as it is; then no."""
        try:
            while (await _message(reader))[:4] == _ENCRYPTION:
                writer.write(b"N")
            writer.write(_IN_THE_CLEAR)
            if await reader.readexactly(1) == b"p":
                self.heard.append((await _message(reader)).removesuffix(b"\0").decode())
                writer.write(self._no)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # they would not do without encryption, or know no password
        finally:
            writer.close()


@asynccontextmanager
async def doorkeeper(says: str = "not today", code: str = "28P01") -> AsyncIterator[Doorkeeper]:
    """A door on the loopback, and what is said there in the end."""
    keeper = Doorkeeper(says, code)
    server = await asyncio.start_server(keeper.ask, "127.0.0.1", 0)
    keeper.port = server.sockets[0].getsockname()[1]
    try:
        yield keeper
    finally:
        server.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    (length,) = struct.unpack("!i", await reader.readexactly(4))
    return await reader.readexactly(length - 4)
