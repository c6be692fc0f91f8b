"""``GET /metrics``, in the format of Prometheus, for bearers of the token."""

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
"""The time limit for reading the database; Prometheus itself gives a scrape ten seconds."""

_log = structlog.get_logger(__name__)


class MetricsPage:
    """The page with the counters of this process and the metrics of the database."""

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
        """Return the route of the page."""
        return Route("/metrics", self.show)

    async def show(self, request: Request) -> Response:
        """Answer 200 with all series; 401 without the token."""
        given = request.headers.get("authorization", "").encode("latin-1")
        if not hmac.compare_digest(given, self._expected):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        both = _Both(self._metrics, await self._read())
        return Response(encode(both), headers={"Content-Type": content_type, "Cache-Control": "no-store"})

    async def _read(self) -> list[Metric]:
        try:
            async with asyncio.timeout(READ_SECONDS), self._database.transaction() as session:
                return await read_backlog(session, self._clock.now())
        except Exception as fault:
            _log.warning("metrics_not_read", **describe(fault))
            return unread()


class _Both:
    """A collector of the counters of this process and of what was read just now."""

    def __init__(self, metrics: Metrics, read: Iterable[Metric]) -> None:
        self._metrics = metrics
        self._read = read

    def collect(self) -> Iterable[Metric]:
        """Yield every series."""
        yield from self._metrics.registry.collect()
        yield from self._read
