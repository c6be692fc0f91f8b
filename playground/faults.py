"""Faults on order: what a test wants to go wrong between the bot and Slack."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Condition = Callable[[Mapping[str, Any]], bool]


class FaultKind(StrEnum):
    """What can go wrong with a call."""

    REFUSE = "refuse"
    RATE_LIMIT = "rate limit"
    SERVER_ERROR = "server error"
    STALL = "stall"
    DROP_ANSWER = "drop answer"
    DROP_REQUEST = "drop request"


@dataclass
class Fault:
    """One ordered fault; ``detail`` is its error code, its seconds or its HTTP status."""

    kind: FaultKind
    method: str
    detail: str | int | None
    times: int
    when: Condition | None

    def fits(self, method: str, arguments: Mapping[str, Any]) -> bool:
        """Whether this call is the one that shall go wrong."""
        return self.times > 0 and method == self.method and (self.when is None or self.when(arguments))


class Faults:
    """The faults still to come, first ordered first served.

    Every order is for a method (``response_url`` stands for the response URLs), for so many ``times``,
    and optionally only for calls whose arguments satisfy ``when``.
    """

    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self._released = asyncio.Event()
        self._stalled = 0
        self._held_one_more = asyncio.Condition()

    async def until_stalled(self, requests: int = 1) -> None:
        """Wait until so many requests are held."""
        async with self._held_one_more:
            await self._held_one_more.wait_for(lambda: self._stalled >= requests)

    def refuse(self, method: str, error: str, times: int = 1, when: Condition | None = None) -> None:
        """Answer with ``ok: false`` and this error, doing nothing."""
        self._order(FaultKind.REFUSE, method, error, times, when)

    def rate_limit(self, method: str, retry_after: int, times: int = 1, when: Condition | None = None) -> None:
        """Answer 429 with ``Retry-After`` in seconds, doing nothing."""
        self._order(FaultKind.RATE_LIMIT, method, retry_after, times, when)

    def server_error(self, method: str, status: int = 500, times: int = 1, when: Condition | None = None) -> None:
        """Answer with this HTTP status and a page that is no JSON, doing nothing."""
        self._order(FaultKind.SERVER_ERROR, method, status, times, when)

    def stall(self, method: str, times: int = 1, when: Condition | None = None) -> None:
        """Hold the request until ``release``; then it is done as if nothing had been."""
        self._released.clear()
        self._order(FaultKind.STALL, method, None, times, when)

    def drop_answer(self, method: str, times: int = 1, when: Condition | None = None) -> None:
        """Do what is asked, then close the connection without a word."""
        self._order(FaultKind.DROP_ANSWER, method, None, times, when)

    def drop_request(self, method: str, times: int = 1, when: Condition | None = None) -> None:
        """Close the connection before doing anything."""
        self._order(FaultKind.DROP_REQUEST, method, None, times, when)

    def release(self) -> None:
        """Let every held request go on."""
        self._released.set()

    def clear(self) -> None:
        """Forget what was ordered and let go what is held."""
        self._ordered.clear()
        self.release()

    def take(self, method: str, arguments: Mapping[str, Any]) -> Fault | None:
        """The fault for this call, used up by one, or None."""
        for fault in self._ordered:
            if fault.fits(method, arguments):
                fault.times -= 1
                return fault
        return None

    async def hold(self) -> None:
        """Wait until ``release``."""
        self._stalled += 1
        async with self._held_one_more:
            self._held_one_more.notify_all()
        try:
            await self._released.wait()
        finally:
            self._stalled -= 1

    def _order(
        self, kind: FaultKind, method: str, detail: str | int | None, times: int, when: Condition | None
    ) -> None:
        self._ordered.append(Fault(kind, method, detail, times, when))
