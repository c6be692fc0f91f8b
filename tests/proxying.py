"""A proxy on the loopback that writes down what it is asked for, and brings every plain request to one place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class RecordingProxy:
    """It looks for no host by its name: whatever is asked for, ``leads_to`` answers. Tunnels it refuses."""

    def __init__(self) -> None:
        self.url = ""
        self.leads_to = ""
        self.heads: list[str] = []
        """Of each request, all that stands before its body."""

    @property
    def asked(self) -> list[str]:
        """The first line of each request, without its version of HTTP."""
        return [head.splitlines()[0].rpartition(" ")[0] for head in self.heads]

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection; what follows its first request goes to the same place."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.heads.append(head)
            if head.startswith("CONNECT "):
                writer.write(REFUSED)
                await writer.drain()
            else:
                await self._bring(head, reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            return  # whoever hangs up has what they wanted
        finally:
            writer.close()

    async def _bring(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = urlsplit(self.leads_to)
        there, back = await asyncio.open_connection(place.hostname, place.port)
        back.write(_as_a_server_reads_it(head, place.netloc).encode("latin-1"))
        onwards = asyncio.create_task(_pour(reader, back))
        try:
            await _pour(there, writer)
        finally:
            onwards.cancel()
            await asyncio.gather(onwards, return_exceptions=True)
            back.close()


@asynccontextmanager
async def recording_proxy() -> AsyncIterator[RecordingProxy]:
    """A proxy that listens, on a port that the system gives."""
    proxy = RecordingProxy()
    server = await asyncio.start_server(proxy.take, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()


def _as_a_server_reads_it(head: str, host: str) -> str:
    """To the server that is meant, by its path, and as the only request of its connection."""
    first, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
    method, url, version = first.split(" ")
    parts = urlsplit(url)
    kept = [line for line in lines if line.split(":")[0].lower() not in ("host", "proxy-authorization")]
    if "upgrade:" not in head.lower():
        kept = [*(line for line in kept if not line.lower().startswith("connection:")), "Connection: close"]
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "\r\n".join([f"{method} {path} {version}", f"Host: {host}", *kept, "", ""])


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while some := await reader.read(65_536):
        writer.write(some)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
