"""``GET /metrics``: for whoever holds the token, in the format of Prometheus."""

import asyncio
import hmac
from collections.abc import Iterable

import structlog
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import Clock
from bot.database.database import Database
from bot.fault_log import describe
from bot.metrics.recording import Metrics
from bot.server.backlog import read_backlog, unread

READ_SECONDS = 2.0
"""How long the database may take to say what waits; Prometheus itself gives a scrape ten seconds."""

_log = structlog.get_logger(__name__)


class MetricsPage:
    """What this process has counted, and what waits in the database that all processes share."""

    def __init__(self, metrics: Metrics, database: Database, clock: Clock, token: str) -> None:
        """Raises ValueError for an empty token, with which anybody could read."""
        if not token:
            raise ValueError("the metrics need a token")
        self._metrics = metrics
        self._database = database
        self._clock = clock
        self._expected = f"Bearer {token}".encode()

    @property
    def route(self) -> Route:
        """Where it stands."""
        return Route("/metrics", self.show)

    async def show(self, request: Request) -> Response:
        """200 with all series; 401 without the token."""
        given = request.headers.get("authorization", "").encode("latin-1")
        if not hmac.compare_digest(given, self._expected):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        both = _Both(self._metrics, await self._standing())
        return Response(encode(both), headers={"Content-Type": content_type, "Cache-Control": "no-store"})

    async def _standing(self) -> list[Metric]:
        try:
            async with asyncio.timeout(READ_SECONDS), self._database.transaction() as session:
                return await read_backlog(session, self._clock.now())
        except Exception as fault:
            _log.warning("metrics_not_read", **describe(fault))
            return unread()


class _Both:
    """What was counted here, and what was read just now."""

    def __init__(self, metrics: Metrics, standing: Iterable[Metric]) -> None:
        self._metrics = metrics
        self._standing = standing

    def collect(self) -> Iterable[Metric]:
        """Every series."""
        yield from self._metrics.registry.collect()
        yield from self._standing
