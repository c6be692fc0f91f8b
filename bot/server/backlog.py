"""Metrics of the database: letters, due rows and workspaces, the same for every process that shares it."""

from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import statistics as outbox
from bot.schedule import statistics as schedule
from bot.workspaces.models import Installation


async def read_backlog(session: AsyncSession, now: datetime) -> list[Metric]:
    """Return the metrics of letters, due rows and workspaces."""
    letters, dues = await outbox.read_statistics(session, now), await schedule.read_statistics(session, now)
    return [
        _gauge("database_read", "Whether the database could be read for this.", 1),
        _by_state(letters),
        _gauge(
            "oldest_letter_seconds",
            "For how long the oldest letter has waited whose time has come, whatever holds it.",
            letters.oldest_waits.total_seconds(),
        ),
        _gauge(
            "oldest_free_letter_seconds",
            "For how long the oldest letter has waited that nothing holds, neither a pace nor another letter.",
            letters.oldest_free_waits.total_seconds(),
        ),
        _gauge("dues_overdue", "Due rows that are due and not done.", dues.overdue),
        _gauge("dues_lag_seconds", "For how long the oldest of them has been due.", dues.lag_seconds),
        _gauge("dues_failing", "Due rows that fail again and again.", dues.failing),
        await _workspaces(session),
    ]


def unread() -> list[Metric]:
    """Return the metric that the database could not be read."""
    return [_gauge("database_read", "Whether the database could be read for this.", 0)]


def _by_state(letters: outbox.OutboxStatistics) -> Metric:
    states = GaugeMetricFamily(
        "klatch_letters_now", "Letters that are not settled, and unknown ones.", labels=["state"]
    )
    for state in ("waiting", "leased", "held", "unknown"):
        states.add_metric([state], getattr(letters, state))
    return states


async def _workspaces(session: AsyncSession) -> Metric:
    counted = select(func.count(), func.count(Installation.left_at))
    known, away = (await session.execute(counted)).one()
    workspaces = GaugeMetricFamily("klatch_workspaces", "Workspaces that Klatch is in, or was.", labels=["state"])
    workspaces.add_metric(["here"], known - away)
    workspaces.add_metric(["away"], away)
    return workspaces


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"klatch_{name}", what, value=value)
