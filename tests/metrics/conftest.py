"""A library with Klatch in it, and its log as a machine would read it."""

import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog

from bot import logs
from tests.library import Library, open_library

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
async def library(database_url: str) -> AsyncIterator[Library]:
    async with open_library(database_url) as library:
        yield library


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What has been logged so far, as ``serve`` would write it with KLATCH_LOG_FORMAT=json."""
    root, written = logging.getLogger(), StringIO()
    handlers, level = root.handlers[:], root.level
    logs.set_up("json")
    # The loggers of the house outlive this test.
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(written), cache_logger_on_first_use=False)
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
