"""Servers as processes of their own, which say in their log where they listen and can be killed at any instant."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
"""The folder that app.py stands in."""

KLATCH = ("app.py", "serve")
"""What Python is given to serve Klatch."""

START_SECONDS = 60
"""How long a server may take to listen; a machine may be busy with other things."""

END_SECONDS = 20
"""How long a server may take to finish what is in flight."""


@dataclass(frozen=True, slots=True)
class Server:
    """A process that listens at ``url``."""

    process: asyncio.subprocess.Process
    url: str
    log: Path

    async def kill(self) -> None:
        """End it at once, as kill -9 does, and wait until it is gone. Fine when it has ended."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def end(self) -> None:
        """Ask it to end, as an operator would, and wait until it has."""
        if self.process.returncode is None:
            self.process.terminate()
        async with asyncio.timeout(END_SECONDS):
            await self.process.wait()


async def serve(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path, python: str = sys.executable
) -> Server:
    """Start Python with these arguments, from the project's folder, and wait until it listens.

    It has to write a line ``{"event": "listening", "port": …}`` to standard error. Raises RuntimeError when
    it ends before that, TimeoutError when it does not listen in time.
    """
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            python,
            *arguments,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        async with asyncio.timeout(START_SECONDS):
            port = await _port(process, log)
    except BaseException:
        if process.returncode is None:
            process.kill()
        await process.wait()
        raise
    return Server(process, f"http://127.0.0.1:{port}/", log)


def lines(log: Path) -> Iterator[Mapping[str, Any]]:
    """The lines of a log that are complete JSON."""
    for line in log.read_text().splitlines():
        try:
            read = json.loads(line)
        except ValueError:
            continue
        if isinstance(read, dict):
            yield read


async def _port(process: asyncio.subprocess.Process, log: Path) -> int:
    while process.returncode is None:
        for line in lines(log):
            if line.get("event") == "listening":
                return int(line["port"])
        await asyncio.sleep(0.01)
    raise RuntimeError(f"it ended before it listened; see {log}")
