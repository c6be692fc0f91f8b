"""Checks of this machine: whether Klatch can listen and write on it. Both are tried."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from errno import EADDRINUSE
from pathlib import Path

import httpx
from sqlalchemy.engine import URL

from bot.database.engine import async_url
from bot.doctor.findings import Finding, Verdict
from bot.server.address import CannotListenError, reserve
from bot.settings import Settings

LITTLE = 200_000_000
"""Bytes that have to be free: a day's letters of many workspaces, and SQLite's own copies of them."""

TRIED = 65_536
"""Bytes that are written to see whether it can be done: more than a file system keeps for the owner of a folder."""

ANSWER_SECONDS = 2.0


async def examine_host(settings: Settings, wrong: frozenset[str]) -> list[Finding]:
    """Return the findings about this machine. What is written for them is removed again."""
    found = [await _listening(settings)] if not wrong & {"HOST", "PORT"} else []
    writing = [] if "DATABASE_URL" in wrong else _writing_for(async_url(settings.database_url))
    return [*found, *writing]


async def _listening(settings: Settings) -> Finding:
    where = f"{settings.host}, {f'port {settings.port}' if settings.port else 'any port'}"
    try:
        reserve(settings.host, settings.port).close()
    except CannotListenError as error:
        if error.code == EADDRINUSE and await _is_klatch(settings):
            return Finding("Address", Verdict.OK, f"Klatch is already running at {where}")
        return Finding("Address", Verdict.FAIL, "not available", str(error))
    return Finding("Address", Verdict.OK, f"{where} is free; serve will listen there")


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
        fix = "Give the user that runs Klatch write access, and make sure that the disk is not full."
        yield Finding("Folder", Verdict.FAIL, f"{folder} is not writable ({error.strerror})", fix)
    else:
        yield Finding("Folder", Verdict.OK, f"{folder} is writable")
    free, fix = shutil.disk_usage(folder).free, "Free some space: Klatch stops when the disk is full."
    yield Finding("Disk", Verdict.of(ok=free >= LITTLE), f"{free // 1_000_000:,} MB free", fix)
