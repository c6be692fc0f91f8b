"""Counting the 429s of Slack, at the HTTP session that every call of the process goes through."""

import re
from collections.abc import Mapping
from types import SimpleNamespace

import aiohttp

from bot.metrics.recording import OTHER, Metrics

_METHOD = re.compile(r"[a-zA-Z]+(\.[a-zA-Z]+)+")
_SECONDS = re.compile(r"[0-9]{1,6}")
"""More than that, Slack does not ask for."""


def watch_calls(metrics: Metrics, api_url: str) -> aiohttp.TraceConfig:
    """Return the trace configuration with which an HTTP session counts its 429s.

    Of addresses that are not the Web API's, such as a ``response_url``, nothing is kept: they are secrets.
    """

    async def note_429(
        _session: aiohttp.ClientSession, _context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        if ended.response.status == 429:
            metrics.asked_to_wait(method_of(str(ended.url), api_url), _seconds(ended.response.headers))

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(note_429)
    return trace


def _seconds(headers: Mapping[str, str]) -> int:
    wait = headers.get("Retry-After", "")
    return int(wait) if _SECONDS.fullmatch(wait) else 0


def method_of(url: str, api_url: str) -> str:
    """Return the method of the Web API at an address; ``other`` for any other address."""
    called = url.removeprefix(api_url)
    return called if called != url and _METHOD.fullmatch(called) else OTHER
