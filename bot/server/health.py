"""Klatch's health: it is alive, and it is ready for work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import schema
from bot.clock import Clock
from bot.database.database import Database
from bot.fault_log import describe
from bot.server.writable import Writable
from bot.slack.socket_mode import SocketMode
from bot.workspaces.workspaces import Workspaces

CHECK_SECONDS = 2.0
"""For one part to say that it is well."""

Check = Callable[[], Awaitable[bool]]

_log = structlog.get_logger(__name__)


class Health:
    """Asks every part of Klatch whether it is well."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._is_leaving = False
        self.is_watched = False
        """True once anybody has asked if it is ready, and so sends requests by the answer."""

    def leave(self) -> None:
        """From now on it is not ready: what is under way is finished, and nothing new shall come."""
        self._is_leaving = True

    async def is_alive(self, _request: Request) -> Response:
        """Return 200 as long as the process answers at all."""
        return JSONResponse({"alive": True})

    async def is_ready(self, _request: Request) -> Response:
        """Return 200 when every part is well, 503 otherwise, with each part's word; 503 once it was told to stop."""
        self.is_watched = True
        if self._is_leaving:
            return JSONResponse({"ready": False, "leaving": True}, status_code=503)
        are_well = await asyncio.gather(*(_is_well(name, check) for name, check in self._checks.items()))
        parts = dict(zip(self._checks, are_well, strict=True))
        ready = all(parts.values())
        return JSONResponse({"ready": ready, **parts}, status_code=200 if ready else 503)


def checks(database: Database, clock: Clock, workspaces: Workspaces, socket: SocketMode | None) -> dict[str, Check]:
    """Return what says of each part of Klatch whether it is well."""

    async def fits_schema() -> bool:
        return (await schema.state(database)).is_fit

    async def is_known() -> bool:
        return not workspaces.is_starting

    of_all: dict[str, Check] = {
        "database": Writable(database, clock).is_well,
        "schema": fits_schema,
        "workspace": is_known,
    }
    return {**of_all, "socket": socket.is_connected} if socket else of_all


async def _is_well(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except Exception as fault:
        _log.warning("not_well", part=name, **describe(fault))
        return False
