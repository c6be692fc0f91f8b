"""Checks of this machine: whether Klatch can listen on it, and whether it can write, which is tried."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from errno import EADDRINUSE
from pathlib import Path

import httpx
from sqlalchemy.engine import URL

from bot.database.engine import async_url
from bot.doctor.findings import Finding
from bot.server.address import CannotListenError, reserve
from bot.settings import Settings

LITTLE = 200_000_000
"""Bytes that have to be free: a day's letters of many workspaces, and SQLite's own copies of them."""

TRIED = 65_536
"""Bytes that are written to see whether it can be done: more than a file system keeps for the owner of a folder."""

ANSWER_SECONDS = 2.0


async def examine_host(settings: Settings, wrong: frozenset[str]) -> list[Finding]:
    """Return the findings about this machine. What is written for them is taken away again."""
    found = [await _listening(settings)] if not wrong & {"HOST", "PORT"} else []
    writing = [] if "DATABASE_URL" in wrong else _writing_for(async_url(settings.database_url))
    return [*found, *writing]


async def _listening(settings: Settings) -> Finding:
    where = f"{settings.host}, {f'port {settings.port}' if settings.port else 'any port'}"
    try:
        reserve(settings.host, settings.port).close()
    except CannotListenError as error:
        if error.code == EADDRINUSE and await _is_klatch(settings):
            return Finding("Address", True, f"Klatch answers at {where}")
        return Finding("Address", False, "not to be had", str(error))
    return Finding("Address", True, f"{where} is free; serve listens there")


async def _is_klatch(settings: Settings) -> bool:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS, verify=False) as http:  # noqa: S501
            answer = await http.get(f"http://{host}:{settings.port}/healthz")
            return bool(answer.json() == {"alive": True})
    except (httpx.HTTPError, ValueError):
        return False


def _writing_for(url: URL) -> Iterator[Finding]:
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    folder = Path(url.database).absolute().parent
    if not folder.is_dir():  # which is said of the database
        return
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(TRIED))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        mend = "Let the user who runs Klatch write there, and see that there is room."
        yield Finding("Folder", False, f"nothing can be written in {folder} ({error.strerror})", mend)
    else:
        yield Finding("Folder", True, f"{folder} can be written")
    free = shutil.disk_usage(folder).free
    yield Finding("Disk", free >= LITTLE, f"{free // 1_000_000:,} MB free", "Make room: a full disk stops Klatch.")
