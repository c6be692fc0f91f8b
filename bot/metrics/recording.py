"""The counters of one process, in memory.

No label names a workspace or a member: labels come from our own enumerations, so that there are as many series after a
year as after a day.
"""

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

WITHIN_SLACKS_PATIENCE = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds. Slack waits for three."""

WORK = (0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 15.0, 50.0)
"""Seconds. A task may take fifty."""

DELAYS = (0.1, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 1_800.0, 7_200.0, 28_800.0, 86_400.0)
"""Seconds. Some wait for Slack's pace, for hours; after a day nothing is tried again."""

OTHER = "other"
"""The label of what is none of the known ones."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # a series more for each one, which nobody asks for


class Metrics:
    """The counters of one process; ``registry`` holds them, and nobody else's."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = self._counter("requests", "Requests of Slack, by kind and how they ended.", "kind", "outcome")
        self._request_seconds = self._histogram(
            "request_seconds", "From a request to its acknowledgement.", WITHIN_SLACKS_PATIENCE, "kind"
        )
        self._turned_away = self._counter(
            "requests_turned_away", "Requests that were not let in: not signed, or not what Slack sends.", "status"
        )
        self._letters = self._counter("letters", "Letters whose fate was settled.", "method", "state")
        self._letter_delay = self._histogram(
            "letter_delay_seconds", "From when a letter could first go until Slack had it.", DELAYS, "urgency"
        )
        self._rate_limited = self._counter("rate_limited", "Calls that Slack asked to make later.", "method")
        self._rate_limit_seconds = self._counter(
            "rate_limit_wait_seconds", "How long Slack asked to wait, in all.", "method"
        )
        self._dues = self._counter("dues", "Due rows that were handled, or failed.", "kind", "outcome")
        self._due_seconds = self._histogram(
            "due_seconds", "Handling a due row: to match a round or to ask the next mentors is one.", WORK, "kind"
        )
        self._due_lag = self._histogram("due_lag_seconds", "From when a row was due until it was taken up.", DELAYS)

    def request(self, kind: StrEnum, outcome: StrEnum, seconds: float) -> None:
        """Count a request that was acknowledged."""
        self._requests.labels(kind, outcome).inc()
        self._request_seconds.labels(kind).observe(seconds)

    def turned_away(self, status: int) -> None:
        """Count a request that was answered with a 4xx before it was parsed."""
        self._turned_away.labels(str(status)).inc()

    def letter(self, method: StrEnum, state: StrEnum) -> None:
        """Count a letter whose fate is known, or known to be unknown."""
        self._letters.labels(method, state).inc()

    def delivered(self, urgency: str, seconds: float) -> None:
        """Count a letter that arrived, so many seconds after it could first go."""
        self._letter_delay.labels(urgency).observe(max(0.0, seconds))

    def asked_to_wait(self, method: str, seconds: float) -> None:
        """Count a 429 of Slack's Web API; ``method`` is one that Klatch calls."""
        self._rate_limited.labels(method).inc()
        self._rate_limit_seconds.labels(method).inc(max(0.0, seconds))

    def due_taken_up(self, lag: float) -> None:
        """Count a due row that was claimed, so many seconds after it was due."""
        self._due_lag.observe(max(0.0, lag))

    def due_done(self, kind: str, seconds: float) -> None:
        """Count a due row that was handled, its task included."""
        self._dues.labels(kind, "handled").inc()
        self._due_seconds.labels(kind).observe(seconds)

    def due_failed(self, kind: str) -> None:
        """Count a due row that failed and is tried again later; ``kind`` is a known one, or ``OTHER``."""
        self._dues.labels(kind, "failed").inc()

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(name, what, labels, namespace="klatch", registry=self.registry)

    def _histogram(self, name: str, what: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(name, what, labels, namespace="klatch", buckets=buckets, registry=self.registry)
