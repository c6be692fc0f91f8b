"""Watching a bot while it is knocked at: what it answers and how late, what it logs, and what it leaves open."""

import logging
import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.database.database import Database
from tests.fuzz.entries import Knock

ANSWERED_SECONDS = 3.0
"""Slack's own limit."""

EXPECTED = frozenset(
    {
        "form_not_opened",
        "member_not_described",
        "member_not_told",
        "slack_not_reached",
        "installation_refused",
        "nobody_listens",
    }
)
"""Warnings that say what Slack refused of what was made up: no fault of ours."""

BLOCK_FAULTS = frozenset({"invalid_blocks", "invalid_arguments", "msg_too_long", "no_text", "invalid_blocks_format"})
"""What Slack says to a message or form that it would never show."""


@dataclass
class Findings:
    """What should not have happened, each kind once, with a request after which it did."""

    requests: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    slowest: float = 0.0
    found: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, after: object) -> None:
        """Something should not have happened after a request."""
        self.found.setdefault(what, str(after))

    def __str__(self) -> str:
        """A line for the counts, and some for each finding."""
        counted = ", ".join(f"{count} times {status}" for status, count in sorted(self.statuses.items()))
        head = f"{self.requests} requests: {counted}; the slowest answer took {self.slowest:.2f} s"
        lines = [f"\n{what}\n  after {after}" for what, after in self.found.items()]
        return "\n".join([head, *lines, f"{len(lines)} findings" if lines else "Nothing found."])


class Watch(logging.Handler):
    """Notes every line of the log that tells of a fault, of whatever library, and who knocked before."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(logging.WARNING)
        self.findings = findings
        self.knock: Knock | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """A line of the standard library's logging."""
        self.findings.add(f"{record.name} logs {record.levelname}: {record.getMessage()[:500]}", self.knock)

    def process(self, _logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """A line of our own; it goes nowhere else."""
        if method in ("error", "critical", "exception") or (method == "warning" and event["event"] not in EXPECTED):
            known = {key: value for key, value in event.items() if key not in ("reference", "subject", "letter", "key")}
            self.findings.add(f"we log {method}: {known}", self.knock)
        raise structlog.DropEvent

    def answered(self, status: int, seconds: float) -> None:
        """An answer came: never a 5xx (but that it is not ready), and before Slack gives up."""
        self.findings.requests += 1
        self.findings.statuses[status] = self.findings.statuses.get(status, 0) + 1
        self.findings.slowest = max(self.findings.slowest, seconds)
        name = self.knock.name if self.knock else ""
        if status >= 500 and "/readyz" not in name:
            self.findings.add(f"{status} for {name}", self.knock)
        if seconds > ANSWERED_SECONDS:
            self.findings.add(f"too late: {name}", f"{seconds:.1f} s, {self.knock}")

    def look_at(self, database: Database) -> None:
        """Nothing may be left open between two requests."""
        if open_ones := database.engine.pool.checkedout():  # type: ignore[attr-defined]
            self.findings.add(f"{open_ones} connections are left open", self.knock)

    @contextmanager
    def watching(self) -> Iterator["Watch"]:
        """Watch everything that is logged meanwhile."""
        before = structlog.get_config()
        structlog.configure(processors=[self.process], cache_logger_on_first_use=False)
        logging.getLogger().addHandler(self)
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(capture=True)
            try:
                yield self
            finally:
                logging.captureWarnings(capture=False)
                logging.getLogger().removeHandler(self)
                structlog.configure(**before)
