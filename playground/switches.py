"""Switches: what is wrong between the bot and Slack from when it is turned on until it is turned off."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum

from playground.faults import Fault, FaultKind

SLOW_SECONDS = 2.0
"""How long a call takes at a slow Slack. Less than a trigger lives, so that forms still open."""
ON_THE_WAY_THERE = 0.25
"""The part of it that passes before Slack does what it is asked."""
RETRY_AFTER_SECONDS = 30
"""What a rate-limiting Slack asks the bot to wait."""


class Switch(StrEnum):
    """What can be wrong."""

    SLOW = "slow"
    RATE_LIMITING = "rate_limiting"
    DOWN = "down"
    BOT_UNREACHABLE = "bot_unreachable"


class Switches:
    """Which are on. Beside them, ``playground.faults`` orders faults one by one. ``sleep`` passes time."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self.sleep = sleep
        self._on: set[Switch] = set()

    def __contains__(self, switch: Switch) -> bool:
        return switch in self._on

    def turn(self, switch: Switch, *, on: bool) -> None:
        """On or off; to turn what is so already is no error."""
        if on:
            self._on.add(switch)
        else:
            self._on.discard(switch)

    def fault_for(self, method: str) -> Fault | None:
        """What goes wrong with a call now. Forms still open: without them there would be nothing to watch."""
        if Switch.RATE_LIMITING in self and not method.startswith("views."):
            return Fault(FaultKind.RATE_LIMIT, method, RETRY_AFTER_SECONDS, 1, None)
        return None

    async def on_the_way_there(self) -> None:
        """Pass the time that a call takes to be done."""
        await self._pass(ON_THE_WAY_THERE)

    async def on_the_way_back(self) -> None:
        """Pass the time that its answer takes."""
        await self._pass(1 - ON_THE_WAY_THERE)

    async def _pass(self, part: float) -> None:
        if Switch.SLOW in self:
            await self.sleep(SLOW_SECONDS * part)
