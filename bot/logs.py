"""Logs: one line an occurrence, for people or for machines, and never what a member wrote.

Every line has ``event`` (what happened), ``level`` and ``timestamp`` (UTC); those that belong to a request, or follow
from one, have its ``reference``. The others mean the same on every line: ``error`` is Slack's code or a fault's class,
``where`` the places in our code on the way to it. ``kind``, ``name``, ``outcome`` and ``milliseconds`` describe a
request; ``kind``, ``subject`` and ``attempts`` a due row; ``letter``, ``method`` and ``state`` a letter.
"""

import logging
import sys
import time
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

from bot.fault_log import describe

LIBRARIES = ("aiosqlite", "alembic", "apscheduler", "asyncio", "httpx", "slack_bolt", "slack_sdk", "uvicorn")
"""Libraries that log every step at INFO; only their warnings are written."""

SELDOM_SECONDS = 60.0
"""Between two lines that say the same of what happens again and again."""


class LogError(Exception):
    """Nothing can be logged; the message is for the operator."""


def set_up(log_format: str, level: int = logging.INFO) -> None:
    """Write every log, ours and the libraries', from this level on to standard error: as ``text`` or as ``json``.

    Raises LogError when standard error is closed.
    """
    if sys.stderr is None:
        raise LogError("Klatch cannot log: standard error is closed. Redirect it to a file or a terminal.")
    stream = cast(TextIO, _Patient(sys.stderr))
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_messages,
    ]
    # Ours go out by themselves: by way of the standard library a line would cost nearly three times as much, and
    # there is one for every request.
    structlog.configure(
        processors=[*shared, _renderer(log_format)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(log_format)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for library in LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)


class Seldom:
    """Logs what may happen very often: at once, then once a minute at most, with the number of times."""

    def __init__(self, say: Callable[[int], None], elapsed: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._elapsed = elapsed
        self._times = 0
        self._next_at = float("-inf")

    def happened(self) -> None:
        """Count one more occurrence, and log if the time has come."""
        self._times += 1
        if (now := self._elapsed()) >= self._next_at:
            self._next_at = now + SELDOM_SECONDS
            self._times, times = 0, self._times
            self._say(times)


class _Patient:
    """Standard error that loses a line it cannot write: a full disk under the log stops nothing."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Write, if possible."""
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        """Flush, if possible."""
        with suppress(OSError):
            self._stream.flush()


def without_messages(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace a traceback by the exception's class and place: its message may quote a member."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    fault = given[1] if isinstance(given, tuple) else given
    if isinstance(fault, BaseException):
        event.update(describe(fault))
    return event


def _renderer(log_format: str) -> structlog.typing.Processor:
    if log_format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
