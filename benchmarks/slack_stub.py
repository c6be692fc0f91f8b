"""A Slack Web API that says yes to everything at once, and counts: ``python -m benchmarks.slack_stub``.

The playground judges every call as Slack would, which takes longer than the bot itself; here the bot is measured.
"""

import asyncio
import itertools
import json
import re
import socket
from collections import Counter
from typing import Any

from benchmarks.serving import listening

WORKSPACE = "T0000000001"
BOT_USER = "U0000000000"

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Said:
    """The answers of every method, and a count of calls."""

    def __init__(self) -> None:
        self._calls: Counter[str] = Counter()
        self._numbers = itertools.count(1)

    def to(self, path: str) -> Any:
        """The answer to a request for a path: ``/calls`` gives the counts."""
        if path == "/calls":
            return self._calls
        method = path.rpartition("/")[2]
        self._calls[method] += 1
        return {"ok": True, **self._said(method)}

    def _said(self, method: str) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": WORKSPACE, "team": "Bench", "user_id": BOT_USER, "bot_id": "B0000000000"}
            case "conversations.open":
                return {"channel": {"id": f"D{next(self._numbers):010}"}}
            case "chat.postMessage":
                return {"channel": "C0000000001", "ts": f"{next(self._numbers)}.000100"}
            case "chat.update":
                return {"channel": "C0000000001", "ts": "1.000100"}
            case _:
                return {"view": {"id": "V0000000001"}}


class Connection(asyncio.Protocol):
    """As little of HTTP/1.1 as the two bots' client speaks. A server of a library would cost more than they do."""

    def __init__(self, said: Said) -> None:
        self._said = said
        self._received = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where the answers go."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._received) < whole:
                return
            self._received = self._received[whole:]
            self._transport.write(_response(self._said.to(head.split(b" ", 2)[1].decode())))


async def main() -> None:
    """Serve until the process is ended."""
    listener, said = socket.create_server(("127.0.0.1", 0)), Said()
    await asyncio.get_running_loop().create_server(lambda: Connection(said), sock=listener)
    listening(listener)
    await asyncio.Event().wait()


def _response(answer: Any) -> bytes:
    body = json.dumps(answer).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


if __name__ == "__main__":
    asyncio.run(main())
